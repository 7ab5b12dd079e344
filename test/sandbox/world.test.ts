import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALARMS, aCall, DESK, directOf, eventually, TestDesk, WHO } from '../support/desk.js';

/** What changes under a bot while it runs: who is there, and what becomes of channels and groups. */
describe('L16: the people and places that the sandbox can play', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
  });
  afterAll(() => desk.close());

  /** The answer of a method, or Slack's error code. */
  const asked = async (method: string, args: Record<string, unknown>): Promise<Record<string, unknown>> =>
    desk.app.desk.client.apiCall(method, args).catch((error: { data?: { error: string }; message: string }) => ({
      error: error.data?.error ?? error.message,
    })) as Promise<Record<string, unknown>>;
  const userOf = async (user: string): Promise<unknown> => (await asked('users.info', { user })).user;

  test('somebody deactivated has neither roles nor a new direct channel, and an open one swallows what is written', async () => {
    const leaver = await desk.newcomer('member', 'Lee Leaver');
    const opened = await asked('conversations.open', { users: leaver });
    expect(opened).toMatchObject({ channel: { id: directOf(leaver) } });
    await desk.userGroup('S0LEAVER', [leaver, WHO.tom]);
    await desk.deactivate(leaver);
    expect(await userOf(leaver)).toMatchObject({ deleted: true });
    expect(await asked('conversations.open', { users: leaver })).toEqual({ error: 'user_disabled' });
    expect(await asked('chat.postMessage', { channel: directOf(leaver), text: 'hello' })).toMatchObject({ ok: true });
    expect(await asked('usergroups.users.list', { usergroup: 'S0LEAVER' })).toMatchObject({ users: [WHO.tom] });
    expect(await desk.command(leaver, '/desk')).toEqual({ ok: false, error: 'account_inactive' });
    await desk.deactivate(leaver, 'is_archived');
    expect(await asked('chat.postMessage', { channel: directOf(leaver), text: 'hello' })).toEqual({ error: 'is_archived' });
    await desk.reactivate(leaver);
    expect(await asked('conversations.open', { users: leaver })).toMatchObject({ ok: true });
  });

  test.each([
    ['guest', { is_restricted: true, is_ultra_restricted: false }],
    ['single-guest', { is_restricted: true, is_ultra_restricted: true }],
    ['foreign', { team_id: 'T0OTHERORG', is_stranger: false }],
    ['stranger', { team_id: 'T0OTHERORG', is_stranger: true }],
    ['bot', { is_bot: true }],
    ['admin', { is_admin: true, team_id: 'T0SANDBOX' }],
  ] as const)('a %s is told of as Slack does', async (kind, expected) => {
    expect(await userOf(await desk.newcomer(kind))).toMatchObject(expected);
  });

  test('neither a bot nor a stranger has a direct channel', async () => {
    expect(await asked('conversations.open', { users: await desk.newcomer('bot') })).toEqual({ error: 'cannot_dm_bot' });
    expect(await asked('conversations.open', { users: await desk.newcomer('stranger') })).toEqual({ error: 'invalid_user_combination' });
  });

  test('a user group has members, is gone, or cannot be read', async () => {
    await desk.userGroup('S0GROUP', [WHO.tom]);
    expect(await asked('usergroups.users.list', { usergroup: 'S0GROUP' })).toMatchObject({ users: [WHO.tom] });
    await desk.userGroup('S0GROUP', { error: 'plan_upgrade_required' });
    expect(await asked('usergroups.users.list', { usergroup: 'S0GROUP' })).toEqual({ error: 'plan_upgrade_required' });
    expect(await asked('usergroups.users.list', { usergroup: 'S0NOBODY' })).toEqual({ error: 'no_such_subteam' });
  });

  test('a channel is archived and comes back; what stands in it cannot be changed meanwhile', async () => {
    const { ts } = await asked('chat.postMessage', { channel: ALARMS, text: 'before' });
    await desk.channel('service-alarms', 'archive');
    expect(await asked('chat.postMessage', { channel: ALARMS, text: 'hello' })).toEqual({ error: 'is_archived' });
    expect(await asked('chat.update', { channel: ALARMS, ts, text: 'after' })).toEqual({ error: 'is_inactive' });
    await desk.channel('service-alarms', 'unarchive');
    expect(await asked('chat.update', { channel: ALARMS, ts, text: 'after' })).toMatchObject({ ok: true });
  });

  test('the bot is removed from a channel, and invited again', async () => {
    await desk.channel('service-alarms', 'remove-bot');
    expect(await asked('chat.postMessage', { channel: ALARMS, text: 'hello' })).toEqual({ error: 'not_in_channel' });
    await desk.channel('service-alarms', 'invite-bot');
    expect(await asked('chat.postMessage', { channel: ALARMS, text: 'hello' })).toMatchObject({ ok: true });
  });

  test('a channel made anew under its name has another id', async () => {
    const before = await desk.newChannel('relics');
    const after = await desk.channel('relics', 'recreate');
    expect(after).not.toBe(before);
    expect(await asked('chat.postMessage', { channel: before, text: 'hello' })).toEqual({ error: 'channel_not_found' });
    expect(await asked('chat.postMessage', { channel: after, text: 'hello' })).toMatchObject({ ok: true });
    await desk.channel('relics', 'delete');
    expect(await asked('conversations.info', { channel: after })).toEqual({ error: 'channel_not_found' });
  });

  test('clients that do not know a type of blocks refuse it', async () => {
    const blocks = [{ type: 'markdown', text: 'hello' }];
    expect(await asked('chat.postMessage', { channel: DESK, text: 'hello', blocks })).toMatchObject({ ok: true });
    await desk.unknownBlocks('markdown');
    expect(await asked('chat.postMessage', { channel: DESK, text: 'hello', blocks })).toEqual({ error: 'invalid_blocks' });
    await desk.unknownBlocks();
  });

  test('a tenth of all calls fails, and in every run the same ones', async () => {
    const failed = async (): Promise<number[]> => {
      await desk.slack({ slack: 'fails', share: 0.1, method: 'auth.test' });
      const calls: number[] = [];
      for (let n = 0; n < 200; n += 1) if ((await asked('auth.test', {})).error) calls.push(n);
      await desk.slack({ slack: 'works' });
      return calls;
    };
    const calls = await failed();
    expect(calls.length).toBeGreaterThan(8);
    expect(calls.length).toBeLessThan(40);
    expect(await failed()).toEqual(calls);
  });

  /** What the control API answers, with its status. */
  const answered = async (what: string, body: unknown): Promise<[number, Record<string, unknown>]> => {
    const response = await fetch(`${desk.app.url}/sandbox/${what}`, { method: 'POST', body: JSON.stringify(body) });
    return [response.status, (await response.json()) as Record<string, unknown>];
  };

  test.each([
    ['act', { user: WHO.agent }, /^one of these is needed: command, submit, .*say, .*action$/],
    ['act', { user: WHO.agent, command: 'ticket' }, /^command: .*"\/"$/],
    ['act', { user: WHO.agent, say: { channel: 'service-desk' } }, /^say\.text: expected string, received undefined$/],
    ['act', { user: WHO.agent, home: true, team: 7 }, /^team: expected string, received number$/],
    ['act', { user: WHO.agent, command: '/desk', home: true }, /^these do not go together: .*command/],
    ['act', { user: WHO.agent, home: true, colour: 'red' }, /^colour: not known here$/],
    ['act', { user: WHO.agent, say: { channel: 'service-desk', text: 'x', loud: true } }, /^say\.loud: not known here$/],
    ['act', { user: WHO.agent, action: { actionId: 'x' } }, /^action: expected channel and ts of a message, or viewId/],
    ['act', { user: WHO.agent, shortcut: { callbackId: 'zz' } }, /^shortcut\.callbackId: expected one of .*global/],
    ['act', {}, /^one of these is needed: user and command, /],
    ['clock', { advance: 'PT1M', back: true }, /^back: not known here$/],
    ['reset', { all: true }, /^all: not known here$/],
    ['channels', { channel: 'service-desk', members: ['UNOPE'] }, /^members: there is nobody UNOPE/],
    ['channels', { channel: 'service-desk', befalls: 'archive', members: [] }, /^these do not go together: /],
    ['groups', { id: 'S0X', members: ['UNOPE'] }, /^members: there is nobody UNOPE/],
    ['groups', { id: 'S0X', error: 'banana' }, /^error: .*"no_such_subteam"/],
    ['client', { unknownBlocks: ['zzz'] }, /^unknownBlocks\.0: .*"section"/],
    ['faults', { slack: 'fails', method: 'no.such' }, /^method: expected a method of the Web API/],
    ['act', null, /^the body is no JSON object$/],
    ['clock', { advance: 'soon' }, /^advance: expected an ISO 8601 duration, such as PT23H/],
    ['people', { kind: 'member' }, /^name: expected string, received undefined$/],
    ['people', { kind: 'clown', name: 'Lou' }, /^kind: .*"member"\|"admin"/],
    ['channels', { channel: 'service-desk', befalls: 'burns' }, /^befalls: .*"archive"/],
    ['groups', { id: 'S0X', members: 'all' }, /^members: expected array, received string$/],
    ['bot', { off: 'yes' }, /^off: expected boolean, received string$/],
    ['faults', { slack: 'sleeps' }, /^slack: .*"throttles"/],
  ])('what /sandbox/%s does not understand is named by its field, with what is expected (%j)', async (what, body, error) => {
    expect(await answered(what, body)).toEqual([400, { ok: false, error: expect.stringMatching(error) }]);
  });

  const refused = (error: RegExp) => [400, { ok: false, error: expect.stringMatching(error) }];
  test('who or what is not there is said to be that, and no answer is both well and an error', async () => {
    for (const act of [{ command: '/ticket', channel: 'nope' }, { say: { channel: 'nope', text: 'hello' } }, { read: { channel: 'nope' } }])
      expect(await answered('act', { user: WHO.agent, ...act })).toEqual(refused(/channel: there is no channel "nope" for U01AGENT/));
    const others = { user: WHO.agent, say: { channel: directOf(WHO.tom), text: 'hello' } };
    expect(await answered('act', others)).toEqual(refused(/^say\.channel: there is no channel "D03ENGTOM" for U01AGENT/));
    expect(await answered('act', { user: 'U0NOBODY', home: true })).toEqual(refused(/^user: there is nobody U0NOBODY/));
    expect(await answered('people', { user: 'U0NOBODY', isDeleted: true })).toEqual(refused(/^user: there is nobody U0NOBODY/));
    expect(await answered('channels', { channel: 'nope', befalls: 'delete' })).toEqual(refused(/^channel: there is no channel "nope"/));
    expect(await answered('groups', { id: 'S0GONE', error: 'no_such_subteam' })).toEqual([200, { ok: true, group: 'S0GONE' }]);
  });

  test('what the clock meets in the bot is said in a sentence', async () => {
    const { cases } = desk.app.desk;
    const nextMoment = cases.nextMoment.bind(cases);
    cases.nextMoment = async () => {
      throw Object.assign(new Error('no room'), { codeName: 'OutOfDiskSpace' });
    };
    try {
      expect(await answered('clock', { advance: 'PT1M' })).toEqual([
        503,
        { ok: false, error: expect.stringContaining('no room for more') },
      ]);
    } finally {
      cases.nextMoment = nextMoment;
    }
  });

  test('what was changed by hand is gone after a reset', async () => {
    const lost = await desk.newcomer('member', 'Lou Lost');
    const file = (await desk.picture()) as { id: string; name: string };
    // Two days after the machine's own time, where a reset begins again.
    await desk.sleepThrough({ hours: (Date.now() - desk.app.desk.clock.now().toMillis()) / 3_600_000 + 48 });
    await desk.say(WHO.agent, 'two days on');
    await fetch(`${desk.app.url}/sandbox/reset`, { method: 'POST', body: '{}' });
    expect(await userOf(lost)).toBeUndefined();
    await eventually(async () => expect(await desk.logCall(aCall())).toMatch(/^T-/));
    // L-2: what comes now is of now, and files are gone with what named them.
    expect(Number(desk.workspace.messages.at(-1)?.ts)).toBeLessThanOrEqual(desk.app.desk.clock.now().toSeconds() + 1);
    expect((await fetch(`${desk.app.url}/sandbox/files/${file.id}/${file.name}`)).status).toBe(404);
  });
});
