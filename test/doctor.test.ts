import { afterEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../src/config.js';
import { examine } from '../src/doctor/examine.js';
import { makeLog } from '../src/log.js';
import { readSettings } from '../src/settings.js';
import { TestDesk, WHO } from './support/desk.js';
import { aFolder } from './support/store.js';

describe('npm run doctor', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  /** A configuration for a real Slack whose Web API is the sandbox's. */
  async function aConfig(
    settings: object = { roles: { supervisors: [WHO.supervisor], heads: [WHO.head] } },
    token?: string,
  ): Promise<{ config: Config; desk: TestDesk }> {
    const desk = await TestDesk.open();
    const folder = await aFolder();
    closers.push(
      () => folder.remove(),
      () => desk.close(),
    );
    const checked = readSettings(settings);
    if (!checked.ok) throw new Error(checked.problems.join());
    const slack = {
      kind: 'http' as const,
      token: token ?? desk.app.sandbox?.token ?? '',
      signingSecret: '12345678',
      apiUrl: `${desk.app.url}/api/`,
    };
    return { desk, config: { slack, port: 0, dataDir: folder.path, logLevel: 'error', settings: checked.settings } };
  }
  const illOf = async (config: Config): Promise<string[]> =>
    (await examine(config, makeLog('error'))).filter(({ isOk }) => !isOk).map(({ name, says }) => `${name}: ${says}`);

  test('finds nothing where all is well', async () => {
    const { config } = await aConfig();
    expect(await illOf(config)).toEqual([]);
  });

  test('says which channel, scope, role or token is wrong and what to do', async () => {
    const { config, desk } = await aConfig({ channels: { alarms: 'nowhere' }, roles: {} });
    const channel = desk.workspace.channel('service-desk');
    if (channel) channel.hasBot = false;
    if (desk.app.sandbox) desk.app.sandbox.scopes = desk.app.sandbox.scopes.filter((scope) => scope !== 'im:write');
    expect((await illOf(config)).sort()).toEqual([
      expect.stringMatching(/^channel nowhere: .*create it/),
      expect.stringMatching(/^channel service-desk: .*\/invite @fieldbell/),
      expect.stringMatching(/^roles: roles.supervisors is empty/),
      expect.stringMatching(/^scopes: missing im:write/),
    ]);
  });

  test('a refused token and a database that is away are said plainly', async () => {
    const { config } = await aConfig({}, 'xoxb-wrong');
    expect(await illOf({ ...config, mongodbUri: 'mongodb://127.0.0.1:9/x' })).toEqual([
      expect.stringMatching(/^database: MONGODB_URI does not answer/),
      expect.stringMatching(/^token: Slack refuses SLACK_BOT_TOKEN \(invalid_auth\)/),
    ]);
  });
});
