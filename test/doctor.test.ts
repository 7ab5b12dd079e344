import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../src/config.js';
import { examine } from '../src/doctor/examine.js';
import { nextStep } from '../src/doctor/next-step.js';
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
    const checked = readSettings({ company: { name: '某某公司', phone: '400 800 1234' }, ...settings });
    if (!checked.ok) throw new Error(checked.problems.join());
    const slack = {
      kind: 'http' as const,
      token: token ?? desk.app.sandbox?.token ?? '',
      signingSecret: '12345678',
      apiUrl: `${desk.app.url}/api/`,
    };
    return { desk, config: { slack, port: 0, dataDir: folder.path, hasSample: true, logLevel: 'error', settings: checked.settings } };
  }
  const illOf = async (config: Config): Promise<string[]> =>
    (await examine(config, makeLog('error'))).filter(({ isOk }) => !isOk).map(({ name, says }) => `${name}: ${says}`);

  test('finds nothing where all is well', async () => {
    const { config } = await aConfig();
    expect(await illOf(config)).toEqual([]);
  });

  test('V18: asks for the telephone number of the desk, which stands on every paper', async () => {
    const { config } = await aConfig({ company: { name: '某某公司' }, roles: { supervisors: [WHO.supervisor] } });
    const asked = [expect.stringMatching(/^company: has no telephone number: set company.phone/)];
    expect(await illOf(config)).toEqual(asked);
    // The papers of the sandbox have the same blank.
    expect(await illOf({ ...config, slack: { kind: 'sandbox' } })).toEqual(asked);
  });

  test('issue 18: ends with the one next step: what holds up the start, then connecting, then what papers lack, then the start', () => {
    const ok = { name: 'node', isOk: true, says: '24' };
    const company = { name: 'company', isOk: false, says: 'has no telephone number' };
    const token = { name: 'token', isOk: false, says: 'set SLACK_BOT_TOKEN' };
    expect(nextStep([ok, company, token], true)).toBe('Next: token: set SLACK_BOT_TOKEN');
    expect(nextStep([ok, company], false)).toMatch(/^Next: npm run manifest -- --socket/);
    expect(nextStep([ok, company], true)).toBe('Next: company: has no telephone number');
    expect(nextStep([ok], true)).toBe('Next: npm start');
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

  test('a folder without a desk is said to be one, and none is made in it', async () => {
    const { config } = await aConfig();
    const dataDir = `${config.dataDir}/mistyped`;
    const found = await examine({ ...config, dataDir }, makeLog('error'));
    expect(found.find(({ name }) => name === 'database')?.says).toContain('no desk in');
    expect(existsSync(dataDir)).toBe(false);
  });

  test('a refused token and a database that is away are said plainly', async () => {
    const { config } = await aConfig({}, 'xoxb-wrong');
    expect(await illOf({ ...config, mongodbUri: 'mongodb://127.0.0.1:9/x' })).toEqual([
      expect.stringMatching(/^database: MONGODB_URI does not answer/),
      expect.stringMatching(/^token: Slack refuses SLACK_BOT_TOKEN \(invalid_auth\)/),
    ]);
  });

  test('L13: a host that cannot be reached is not told as a refused token', async () => {
    const { config } = await aConfig();
    const away = { ...config, slack: { ...config.slack, apiUrl: 'http://127.0.0.1:9/api/' } } as Config;
    expect(await illOf(away)).toEqual([expect.stringMatching(/^token: 127\.0\.0\.1:9 cannot be reached .* SLACK_BOT_TOKEN was not tried/)]);
  });

  test('L13: an archived channel is told as archived, also when its name says where it was', async () => {
    const { config, desk } = await aConfig();
    await desk.channel('service-desk', 'archive');
    expect(await illOf(config)).toEqual([expect.stringMatching(/^channel service-desk: is archived; unarchive it/)]);
  });

  test('L13, L2: unknown, deactivated, foreign and guest ids are named, in every role and group, also within user groups', async () => {
    const { config, desk } = await aConfig({
      roles: { supervisors: [WHO.supervisor, WHO.tom], engineers: ['U0NOBODY', WHO.engineer], agents: ['S0TEAM'], heads: ['S0NONE'] },
      operations: { groups: { servers: { members: [WHO.anna] } } },
    });
    const guest = await desk.newcomer('guest');
    const foreign = await desk.newcomer('stranger');
    await desk.userGroup('S0TEAM', [WHO.agent, guest, foreign]);
    await desk.deactivate(WHO.tom);
    await desk.deactivate(WHO.anna);
    expect(await illOf(config)).toEqual([
      expect.stringMatching(
        /^roles.agents: U\w+ \(.*\) is a guest, in S0TEAM; U\w+ \(.*\) is of another organisation, in S0TEAM\. The desk goes on/,
      ),
      expect.stringMatching(/^roles.engineers: U0NOBODY is unknown to Slack \(user_not_found\)\./),
      expect.stringMatching(/^roles.supervisors: U03ENGTOM \(.*\) is deactivated in Slack\./),
      expect.stringMatching(/^roles.heads: S0NONE is no user group that can be read \(no_such_subteam\); nobody is left in it\./),
      expect.stringMatching(/^operations.groups.servers: U06AGENTEN \(.*\) is deactivated in Slack; nobody is left in it\./),
    ]);
  });

  /** A proxy before Slack, as companies have them: it leaves out what it does not know. It answers for the app token itself. */
  async function aProxy(url: string): Promise<string> {
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts).toString();
      const isAppToken = request.url === '/api/apps.connections.open';
      const answer = isAppToken
        ? { ok: false, error: 'not_allowed_token_type' }
        : await fetch(`${url}${request.url}`, {
            method: request.method ?? 'POST',
            headers: {
              authorization: request.headers.authorization ?? '',
              'content-type': request.headers['content-type'] ?? '',
            },
            ...(request.method === 'HEAD' ? {} : { body }),
          }).then(async (got) => (request.method === 'HEAD' ? {} : ((await got.json()) as object)));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  }

  test('L13: the app token is tried, and scopes that nobody told are not all missing', async () => {
    const { config, desk } = await aConfig();
    const apiUrl = await aProxy(desk.app.url);
    const slack = { kind: 'socket' as const, token: desk.app.sandbox?.token ?? '', appToken: 'xapp-1-wrong', apiUrl };
    const findings = await examine({ ...config, slack }, makeLog('error'));
    expect(findings.filter(({ isOk }) => !isOk)).toEqual([
      { name: 'app token', isOk: false, says: expect.stringMatching(/^Slack refuses SLACK_APP_TOKEN \(not_allowed_token_type\)/) },
    ]);
    expect(findings.find(({ name }) => name === 'scopes')?.says).toMatch(/^not told/);
  });
});
