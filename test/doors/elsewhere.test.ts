import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/sandbox/workspace.js';
import { aCall, DESK, TestDesk, WHO } from '../support/desk.js';

const OTHER = 'T0OTHER';

/** Signed requests of another workspace that has the app too: Slack signs all of an app alike. */
describe('L6: a request of another workspace is told that the bot is not installed there, and nothing is read', () => {
  let desk: TestDesk;
  let ticket: string;
  beforeAll(async () => {
    desk = await TestDesk.open({ tellsCommands: true });
    ticket = await desk.logCall(aCall());
    await desk.settle();
  });
  afterAll(() => desk.close());

  const delivery = () => {
    if (!desk.app.sandbox) throw new Error('no sandbox');
    return desk.app.sandbox.delivery;
  };
  const common = (team: Json) => ({
    team: team && { id: team, domain: 'x' },
    enterprise: team ? null : { id: 'E0OTHER', name: 'x' },
    is_enterprise_install: !team,
    user: { id: WHO.agent, name: 'x', team_id: OTHER },
    api_app_id: 'A0BELL',
    token: 'x',
    trigger_id: `${Math.random()}.forged`,
  });
  const view = (callback_id: string) => ({
    id: 'VOTHER',
    type: 'modal',
    callback_id,
    private_metadata: JSON.stringify({ no: ticket, action: 'note' }),
    hash: 'x',
    blocks: [],
    title: { type: 'plain_text', text: 'x' },
    state: { values: { text: { value: { type: 'plain_text_input', value: 'forged' } } } },
  });
  const message = { ts: '1.1', type: 'message', text: 'a fault', user: WHO.agent };

  const requests = (team: Json): readonly [string, () => Promise<{ isAcked: boolean; body: Json }>][] => [
    [
      'a command',
      () =>
        delivery().command({
          token: 'x',
          ...(team ? { team_id: team } : { enterprise_id: 'E0OTHER', is_enterprise_install: 'true' }),
          channel_id: DESK,
          user_id: WHO.agent,
          command: '/ticket',
          text: ticket,
          api_app_id: 'A0BELL',
          trigger_id: 'x',
          response_url: `${desk.app.url}/response/forged`,
        }),
    ],
    [
      'a press',
      () =>
        delivery().interaction({
          type: 'block_actions',
          ...common(team),
          container: { type: 'message', message_ts: '1.1', channel_id: DESK },
          channel: { id: DESK, name: 'x' },
          message,
          actions: [
            {
              type: 'button',
              action_id: 'case:showPhone',
              block_id: 'b',
              value: ticket,
              action_ts: '1',
              text: { type: 'plain_text', text: 'x' },
            },
          ],
        }),
    ],
    ['a form', () => delivery().interaction({ type: 'view_submission', ...common(team), view: view('ticket.note') })],
    [
      'a form whose app is installed elsewhere',
      () =>
        delivery().interaction({
          type: 'view_submission',
          ...common('T0SANDBOX'),
          view: { ...view('ticket.note'), app_installed_team_id: team ?? OTHER },
        }),
    ],
    [
      'a look-up',
      () =>
        delivery().interaction({
          type: 'block_suggestion',
          ...common(team),
          container: { type: 'view', view_id: 'VOTHER' },
          block_id: 'customer',
          action_id: 'value',
          value: '',
          view: view('call.log'),
        }),
    ],
    ['a shortcut', () => delivery().interaction({ type: 'shortcut', ...common(team), callback_id: 'log_call_anywhere', action_ts: '1' })],
    [
      'a shortcut on a message',
      () =>
        delivery().interaction({
          type: 'message_action',
          ...common(team),
          callback_id: 'call_back',
          action_ts: '1',
          message_ts: '1.1',
          channel: { id: DESK, name: 'x' },
          message,
          response_url: `${desk.app.url}/response/forged`,
        }),
    ],
    ...(['app_mention', 'message', 'app_home_opened'] as const).map((type): [string, () => Promise<{ isAcked: boolean; body: Json }>] => [
      `the event ${type}`,
      async () => {
        const card = await desk.card(ticket);
        return delivery().event({
          token: 'x',
          ...(team ? { team_id: team } : { team_id: null, enterprise_id: 'E0OTHER' }),
          api_app_id: 'A0BELL',
          type: 'event_callback',
          event_id: `Ev${type}${team}`,
          event_time: 1,
          authorizations: [{ team_id: team, enterprise_id: team ? null : 'E0OTHER', user_id: 'U0BELL', is_bot: true }],
          event: {
            type,
            user: WHO.agent,
            text: '<@U0BELL> accept',
            ts: '9.9',
            thread_ts: card.ts,
            channel: DESK,
            tab: 'home',
            event_ts: '9.9',
          },
        });
      },
    ]),
  ];

  test.each([
    ['another workspace', OTHER],
    ['a whole organisation, without a team', null],
  ])('from %s', async (_, team) => {
    const before = await desk.case(ticket);
    const messages = desk.workspace.messages.length;
    for (const [name, send] of requests(team)) {
      const reads: string[] = [];
      const count = ({ commandName }: { commandName: string }): void => void reads.push(commandName);
      const client = desk.app.desk.cases.model.db.getClient();
      client.on('commandStarted', count);
      const { isAcked, body } = await send();
      await new Promise((resolve) => setTimeout(resolve, 150));
      client.off('commandStarted', count);
      expect([name, isAcked, reads]).toEqual([name, true, []]);
      if (name === 'a command') expect(body.text).toMatch(/not installed in this workspace/);
      if (name.startsWith('a form')) expect(JSON.stringify(body.view.blocks)).toMatch(/not installed in this workspace/);
      if (name === 'a look-up') expect(body.options).toEqual([]);
    }
    const after = await desk.case(ticket);
    expect([after?.version, after?.history.length]).toEqual([before?.version, before?.history.length]);
    expect(desk.workspace.messages.length).toBe(messages);
    expect(desk.workspace.modals.get(WHO.agent)?.filter(({ body }) => body.callback_id !== 'tell') ?? []).toEqual([]);
  });
});
