import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kindNamed } from '../../src/cases/kinds.js';
import { SCHEDULE_FORM } from '../../src/cases/visit/form.js';
import type { Json, SandboxMessage } from '../../src/sandbox/workspace.js';
import { aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

/** People who have no business at the desk, though every list of the settings names them. */
const NOBODIES = {
  guest: 'UGUEST01',
  'single-guest': 'USINGLE1',
  foreign: 'UFOREIGN1',
  stranger: 'USTRANGE1',
  bot: 'UBOTBOT1',
  deactivated: 'UGONE001',
} as const;
const IDS = Object.values(NOBODIES);
/** An admin of another organisation, and somebody of ours whom no list names. */
const OTHERS = { 'foreign admin': 'UFOREADM1', 'without a role': WHO.engineer } as const;
const ALL = Object.entries({ ...NOBODIES, ...OTHERS });
/** Slack says of a command of another organisation that it is of theirs. */
const NO_ROLE = /You have no role at this desk|你在本服务台没有角色|Fieldbell is not installed in this workspace/;

describe('S9, S19, L6: who may not, gets nothing, at whatever door', () => {
  let desk: TestDesk;
  let ticket: string;
  let visit: string;
  beforeAll(async () => {
    desk = await TestDesk.open({
      settings: {
        roles: {
          agents: [WHO.agent, ...IDS],
          engineers: [WHO.tom, ...IDS],
          supervisors: [WHO.supervisor, ...IDS],
          heads: [WHO.head, ...IDS],
        },
        operations: { groups: { 收银组: { members: [WHO.tom, ...IDS] } } },
      },
    });
    for (const kind of ['guest', 'single-guest', 'foreign', 'stranger', 'bot'] as const) await desk.newcomer(kind, kind, NOBODIES[kind]);
    await desk.newcomer('member', 'gone', NOBODIES.deactivated);
    await desk.deactivate(NOBODIES.deactivated);
    await desk.newcomer('foreign', 'their admin', OTHERS['foreign admin']);
    const admin = desk.workspace.person(OTHERS['foreign admin']);
    if (admin) Object.assign(admin, { isAdmin: true });
    ticket = await desk.logCall(aCall({ impact: 'high', urgency: 'high' }));
    visit = await desk.orderVisit(ticket, { engineer: WHO.tom });
    const { projects, devices, clock } = desk.app.desk;
    const at = clock.now().toJSDate();
    await projects.add({ name: 'Checkout', group: '收银组', items: [], lastItem: 0 }, WHO.tom, at);
    await devices.add({ name: 'Server', group: '收银组', type: 'server', items: [], lastItem: 0, words: [] }, WHO.tom, at);
    await desk.settle();
  });
  afterAll(() => desk.close());

  const delivery = () => {
    if (!desk.app.sandbox) throw new Error('no sandbox');
    return desk.app.sandbox.delivery;
  };
  const common = (user: string): object => ({
    team: { id: desk.workspace.person(user)?.team ?? 'T0SANDBOX', domain: 'x' },
    user: { id: user, name: user, team_id: desk.workspace.person(user)?.team ?? 'T0SANDBOX' },
    api_app_id: 'A0BELL',
    token: 'x',
    trigger_id: `${Math.random()}.forged`,
  });
  const viewOf = (callback_id: string, metadata: string, values: object = {}): object => ({
    id: `V${Math.random()}`,
    type: 'modal',
    app_installed_team_id: 'T0SANDBOX',
    callback_id,
    private_metadata: metadata,
    hash: 'x',
    blocks: [],
    title: { type: 'plain_text', text: 'x' },
    state: { values },
  });
  const state = async (): Promise<unknown[]> => {
    const { projects, devices } = desk.app.desk;
    const histories = await Promise.all([ticket, visit].map(async (no) => (await desk.case(no))?.history.length));
    return [histories, await projects.all(), await devices.all(), (await desk.app.desk.cases.model.countDocuments({})) as number];
  };
  /** All that this person alone can see. */
  const seenBy = (user: string): SandboxMessage[] =>
    desk.workspace.messages.filter((one) => one.ephemeralFor === user || (one.channel === directOf(user) && one.isBot));
  const nothingShown = (user: string): void => {
    for (const message of seenBy(user)) expect(shownIn(message)).toMatch(NO_ROLE);
    expect(desk.workspace.modals.get(user) ?? []).toEqual([]);
  };
  const handled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

  test('S19: an alarm goes to none of them', () => {
    const told = desk.workspace.messages.filter(({ channel, isBot }) => isBot && channel.startsWith('D')).map(({ channel }) => channel);
    expect(told).toContain(directOf(WHO.supervisor));
    for (const id of IDS) expect(told).not.toContain(directOf(id));
  });

  test.each(ALL)('%s: every command', async (_, user) => {
    const before = await state();
    const typed = [
      '/newcall 13800004711',
      '/ticket',
      `/ticket ${ticket}`,
      '/ticket open',
      `/visit ${ticket}`,
      '/visit team',
      '/inspect',
      '/project',
      '/device',
      '/customer',
      '/customer CU-1',
      '/duty list',
      '/problem',
      '/remote',
      '/fault',
      '/fault common',
      `/remote ${ticket}`,
      '/docs',
      '/desk',
      '/desk engineers',
      '/desk settings',
    ];
    let taken = 0;
    // Whoever was deactivated cannot type at all.
    for (const one of typed) if ((await desk.command(user, one)).ok) taken += 1;
    await eventually(() => expect(seenBy(user).length).toBeGreaterThanOrEqual(taken));
    nothingShown(user);
    expect(await state()).toEqual(before);
  });

  test.each(ALL)('%s: every button and menu of the cards', async (_, user) => {
    const before = await state();
    for (const card of [await desk.card(ticket), await desk.visitCard(visit)]) {
      const elements: Json[] = (card.blocks ?? []).flatMap((block) => block.elements ?? []);
      for (const element of elements.filter(({ action_id }) => action_id)) {
        const values: string[] = element.options ? element.options.map(({ value }: Json) => value) : [element.value];
        for (const value of values) await desk.press(user, card, element.action_id, value);
      }
    }
    await handled();
    nothingShown(user);
    expect(await state()).toEqual(before);
  });

  test.each(ALL)('%s: a list that is shared, an entry of a register, the call log from Home', async (_, user) => {
    const before = await state();
    const posted = desk.posted(DESK).length;
    for (const [action, value] of [
      ['share', 'ticket open'],
      ['share', 'desk'],
      ['device.delete', 'D-1'],
      ['project.disable', 'P-1'],
      ['logCall', 'new'],
    ])
      await delivery().interaction({
        type: 'block_actions',
        ...common(user),
        container: { type: 'message', message_ts: '1.1', channel_id: DESK },
        channel: { id: DESK, name: 'x' },
        message: { ts: '1.1', type: 'message', text: '' },
        actions: [
          {
            type: 'button',
            action_id: `case:${action}`,
            block_id: 'b',
            value,
            action_ts: String(Math.random()),
            text: { type: 'plain_text', text: 'x' },
          },
        ],
      });
    await handled();
    nothingShown(user);
    expect(desk.posted(DESK)).toHaveLength(posted);
    expect(await state()).toEqual(before);
  });

  const suggestions = async (user: string, field: string, callback: string): Promise<Json[]> => {
    const { body } = await delivery().interaction({
      type: 'block_suggestion',
      ...common(user),
      container: { type: 'view', view_id: 'VX' },
      block_id: field,
      action_id: 'value',
      value: '',
      view: viewOf(callback, '', { customer: { value: { selected_option: { value: '悦购超市' } } } }),
    });
    return body?.options;
  };
  const LOOKUPS = [
    ['customer', 'call.log'],
    ['site', 'call.log'],
    ['device', 'ticket.edit'],
    ['project', 'problem.report'],
    ['project', 'document.add'],
    ['customer', 'device.edit'],
    ['device', 'unheard.of'],
  ] as const;

  test.each(ALL)('S9: %s: every look-up', async (_, user) => {
    for (const [field, callback] of LOOKUPS)
      expect([field, callback, await suggestions(user, field, callback)]).toEqual([field, callback, []]);
  });

  test('S9: a look-up answers whoever may use its form, and nobody else who has a role', async () => {
    expect(await suggestions(WHO.agent, 'customer', 'call.log')).toHaveLength(1);
    expect(await suggestions(WHO.agent, 'device', 'ticket.edit')).toHaveLength(1);
    expect(await suggestions(WHO.tom, 'project', 'document.add')).toHaveLength(1);
    expect(await suggestions(WHO.agent, 'project', 'document.add')).toEqual([]);
    expect(await suggestions(WHO.agent, 'device', 'unheard.of')).toEqual([]);
  });

  test.each(ALL)('%s: every form, opened by whomever', async (_, user) => {
    const before = await state();
    const text = { value: { type: 'plain_text_input', value: 'forged' } };
    const submit = async (callback: string, metadata: string): Promise<void> => {
      const { isAcked, body } = await delivery().interaction({
        type: 'view_submission',
        ...common(user),
        view: viewOf(callback, metadata, { text, reason: text, description: text }),
      });
      expect([callback, isAcked]).toEqual([callback, true]);
      expect(JSON.stringify(body)).toMatch(NO_ROLE);
    };
    for (const [kind, no] of [
      ['ticket', ticket],
      ['visit', visit],
    ] as const)
      for (const [action, { form }] of Object.entries(kindNamed(kind)?.rules.actions ?? {}))
        if (form) await submit(form.name, JSON.stringify({ no, action }));
    for (const [callback, metadata] of [
      ['call.log', ''],
      [SCHEDULE_FORM.name, ticket],
      ['project.edit', 'P-1 1'],
      ['device.edit', 'new'],
      ['problem.report', 'new'],
    ] as const)
      await submit(callback, metadata);
    expect(await state()).toEqual(before);
    nothingShown(user);
  });

  test.each(ALL)('%s: shortcuts, mentions and replies', async (_, user) => {
    const before = await state();
    const card = await desk.card(ticket);
    const fault = await desk.say(WHO.agent, 'a fault', undefined);
    const message = desk.workspace.message(DESK, String(fault.ts));
    if (!message) throw new Error('no message');
    await desk.shortcut(user, 'log_call_anywhere');
    await desk.shortcut(user, 'log_call', message);
    await desk.shortcut(user, 'call_back', card);
    await desk.say(user, '@fieldbell accept', card.ts);
    await desk.say(user, '@fieldbell note forged', card.ts);
    await desk.say(user, 'a reply in the thread', card.ts);
    await handled();
    nothingShown(user);
    expect(await state()).toEqual(before);
  });

  test.each(ALL)('%s: Home, where what stood there goes', async (_, user) => {
    await desk.app.desk.client.views.publish({
      user_id: user,
      view: { type: 'home', blocks: [{ type: 'section', text: { type: 'plain_text', text: 'of the time when he had a role' } }] },
    });
    await delivery().event({
      token: 'x',
      team_id: 'T0SANDBOX',
      api_app_id: 'A0BELL',
      type: 'event_callback',
      event_id: `EvHOME${user}`,
      event_time: 1,
      event: { type: 'app_home_opened', user, channel: directOf(user), tab: 'home', event_ts: '1.1' },
      authorizations: [{ team_id: 'T0SANDBOX', user_id: 'U0BELL', is_bot: true }],
    });
    await eventually(() => expect(JSON.stringify(desk.workspace.homes.get(user)?.body.blocks)).toMatch(NO_ROLE));
    expect(desk.workspace.homes.get(user)?.body.blocks).toHaveLength(1);
  });

  test('L6: none of them can be named where a colleague is meant', async () => {
    for (const [name, id] of Object.entries(NOBODIES)) {
      await desk.command(WHO.agent, '/newcall');
      const view = await desk.modal(WHO.agent, 'call.log');
      await desk.pressInView(WHO.agent, view, 'outcome', 'value', 'message');
      await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain('messageFor'));
      const given = { phone: '138 0000 4711', callerName: '周丽', messageFor: id, description: 'please call' };
      const result = await desk.submit(WHO.agent, view, given);
      expect([name, Object.keys(result.errors ?? {})]).toEqual([name, ['messageFor']]);
    }
  });
});
