import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningApp, startApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { makeLog } from '../../src/log.js';
import { readSettings } from '../../src/settings.js';
import { AppTokenError } from '../../src/slack/app/socket.js';
import { eventually, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';
import { SocketSlack } from '../support/websocket.js';

describe('L7: Socket Mode at another Web API', () => {
  let desk: TestDesk;
  let slack: SocketSlack;
  let folder: Awaited<ReturnType<typeof aFolder>>;
  const running: RunningApp[] = [];
  beforeEach(async () => {
    desk = await TestDesk.open();
    slack = await SocketSlack.before(`${desk.app.url}/api/`);
    folder = await aFolder();
  });
  afterEach(async () => {
    for (const app of running.splice(0)) await app.stop();
    await slack.close();
    await desk.close();
    await folder.remove();
  });

  const lines: string[] = [];
  const start = async (): Promise<RunningApp> => {
    const env = {
      PORT: '0',
      DATA_DIR: folder.path,
      SLACK_BOT_TOKEN: desk.app.sandbox?.token,
      SLACK_APP_TOKEN: 'xapp-1-A-1-x',
      SLACK_API_URL: slack.url,
    };
    const [read, settings] = [readConfig(env), readSettings({})];
    if (!read.ok || !settings.ok) throw new Error(JSON.stringify([read, settings]));
    const log = makeLog('fatal');
    log.error = ((about: object, words: string) => void lines.push(`${JSON.stringify(about)} ${words}`)) as never;
    const app = await startApp({ ...read.config, settings: settings.settings }, log, { hasJobs: false, messageGapMs: 0 });
    running.push(app);
    return app;
  };

  test('it opens its connection there, is ready, and takes what comes through it', async () => {
    const app = await start();
    expect(slack.asked).toContain('Bearer xapp-1-A-1-x');
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    const payload = {
      command: '/desk',
      text: 'help',
      user_id: WHO.tom,
      team_id: 'T0SANDBOX',
      channel_id: 'C01DESK',
      trigger_id: 't',
      response_url: 'http://127.0.0.1:9/x',
    };
    slack.send({ type: 'slash_commands', envelope_id: 'E1', payload, accepts_response_payload: true });
    await eventually(() => expect(slack.received.join()).toContain('"envelope_id":"E1"'));
  });

  test('while it gets none it says why and where, and comes as soon as it does', async () => {
    slack.refusal = { status: 503, body: { ok: false } };
    const starting = start();
    await eventually(() => expect(lines.join('\n')).toContain(`${slack.url}apps.connections.open`));
    expect(lines.join('\n')).toContain('Socket Mode does not connect');
    slack.refusal = undefined;
    const app = await starting;
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  });

  test('a token that Slack refuses for good stops the start with its name', async () => {
    slack.refusal = { status: 200, body: { ok: false, error: 'invalid_auth' } };
    await expect(start()).rejects.toThrow(AppTokenError);
    await expect(start()).rejects.toThrow(/SLACK_APP_TOKEN: .*invalid_auth/);
  });
});
