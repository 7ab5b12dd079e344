import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Role } from '../../src/cases/case.js';
import { KINDS } from '../../src/cases/kinds.js';
import { mayDo } from '../../src/cases/workflow.js';
import { aCall, TestDesk, WHO } from '../support/desk.js';

/** One person for each role, and one for none: what the settings say is what they may do. */
const PEOPLE: Readonly<Record<'agent' | 'engineer' | 'supervisor' | 'none', string>> = {
  agent: WHO.anna,
  engineer: WHO.tom,
  supervisor: WHO.supervisor,
  none: WHO.engineer,
};

describe('who may not, cannot', () => {
  let desk: TestDesk;
  let ticket: string;
  let visit: string;
  beforeAll(async () => {
    desk = await TestDesk.open({
      settings: { roles: { agents: [WHO.agent, WHO.anna], engineers: [WHO.tom], supervisors: [WHO.supervisor], heads: [WHO.head] } },
    });
    ticket = await desk.logCall(aCall());
    visit = await desk.orderVisit(ticket, { engineer: WHO.tom });
  });
  afterAll(() => desk.close());

  const common = (user: string): object => ({
    team: { id: 'T0SANDBOX', domain: 'x' },
    user: { id: user, name: user, team_id: 'T0SANDBOX' },
    api_app_id: 'A0BELL',
    token: 'x',
    trigger_id: `${Math.random()}.forged`,
  });
  const delivery = () => {
    if (!desk.app.sandbox) throw new Error('no sandbox');
    return desk.app.sandbox.delivery;
  };
  const forgedPress = (user: string, action: string, no: string) =>
    delivery().interaction({
      type: 'block_actions',
      ...common(user),
      container: { type: 'message', message_ts: '1.1', channel_id: 'C01DESK' },
      channel: { id: 'C01DESK', name: 'service-desk' },
      message: { ts: '1.1', type: 'message', text: '' },
      response_url: `${desk.app.url}/response/forged`,
      actions: [
        {
          type: 'button',
          action_id: `case:${action}`,
          block_id: 'b',
          value: no,
          action_ts: String(Math.random()),
          text: { type: 'plain_text', text: 'x' },
        },
      ],
    });
  const forgedView = (user: string, form: string, action: string, no: string) =>
    delivery().interaction({
      type: 'view_submission',
      ...common(user),
      view: {
        id: `V${Math.random()}`,
        type: 'modal',
        callback_id: form,
        private_metadata: JSON.stringify({ no, action }),
        hash: 'x',
        blocks: [],
        title: { type: 'plain_text', text: 'x' },
        state: { values: {} },
      },
    });

  const cases = Object.entries(KINDS)
    .filter(([kind]) => kind === 'ticket' || kind === 'visit')
    .flatMap(([kind, { actions }]) => Object.entries(actions).map(([name, action]) => ({ kind, name, action })));

  test.each(Object.entries(PEOPLE))(
    '%s: every action that the table does not give is refused, pressed or submitted by forgery',
    async (role, user) => {
      const roles: Role[] = role === 'none' ? [] : [role as Role];
      const forbidden = cases.filter(({ action }) => !mayDo(roles, action));
      expect(forbidden.length).toBeGreaterThan(role === 'supervisor' ? 4 : 5);
      for (const { kind, name, action } of forbidden) {
        const no = kind === 'ticket' ? ticket : visit;
        const before = (await desk.case(no))?.version;
        await forgedPress(user, name, no);
        if (action.form) await forgedView(user, action.form.name, name, no);
        expect({ name, version: (await desk.case(no))?.version }).toEqual({ name, version: before });
      }
    },
  );

  test('a view opened by somebody else is judged by who submits it', async () => {
    await desk.press(WHO.agent, await desk.card(ticket), 'case-menu', `note ${ticket}`);
    const view = await desk.modal(WHO.agent, 'ticket.note');
    const before = (await desk.case(ticket))?.version;
    await delivery().interaction({
      type: 'view_submission',
      ...common(PEOPLE.none),
      view: { ...view.body, id: view.id, state: { values: { text: { value: { type: 'plain_text_input', value: 'forged' } } } } },
    });
    expect((await desk.case(ticket))?.version).toBe(before);
  });

  test('a person who is not in the workspace, or a number that is no case, changes nothing and breaks nothing', async () => {
    const before = (await desk.case(ticket))?.version;
    await forgedPress('UNOBODY', 'accept', ticket);
    for (const no of ['T-0', 'T-99999999999', 'X-1', '', '{"$ne":1}', 'T-1; drop']) await forgedPress(WHO.tom, 'accept', no);
    expect((await desk.case(ticket))?.version).toBe(before);
  });
});
