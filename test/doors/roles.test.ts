import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CLOCK, type Role } from '../../src/cases/case.js';
import type { Field, FieldKind, Form } from '../../src/cases/form.js';
import { openInspection } from '../../src/cases/inspection/opening.js';
import { allKinds, kindNamed } from '../../src/cases/kinds.js';
import { mayDo } from '../../src/cases/workflow.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { slotOn } from '../../src/time/slots.js';
import { TestDesk, WHO } from '../support/desk.js';
import { oneOfEachKind } from '../support/each-kind.js';

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
  let numbers: Readonly<Record<string, string>>;
  beforeAll(async () => {
    desk = await TestDesk.open({
      settings: { roles: { agents: [WHO.agent, WHO.anna], engineers: [WHO.tom], supervisors: [WHO.supervisor], heads: [WHO.head] } },
    });
    numbers = await oneOfEachKind(desk, WHO.tom);
    ticket = numbers.ticket ?? '';
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
  const histories = async (): Promise<string[][]> =>
    Promise.all(
      Object.values(numbers).map(async (no) => ((await desk.case(no))?.history ?? []).map(({ action, by }) => `${action} ${by}`)),
    );
  /** A press is acknowledged before it is worked on. */
  const handled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));

  /** What a modal filled in correctly would send: only the role is left to stop it. */
  const filledIn = (form: Form): object => {
    const later = Math.floor(desk.app.desk.clock.now().plus({ days: 2 }).toSeconds());
    const values: Readonly<Record<FieldKind, (field: Field) => object>> = {
      text: () => ({ type: 'plain_text_input', value: 'the customer said so' }),
      longText: () => ({ type: 'plain_text_input', value: 'the customer said so' }),
      phone: () => ({ type: 'plain_text_input', value: '13800000000' }),
      number: () => ({ type: 'number_input', value: '5' }),
      date: () => ({ type: 'datepicker', selected_date: '2099-01-05' }),
      time: ({ name }) => ({ type: 'timepicker', selected_time: name === 'from' ? '10:00' : '11:00' }),
      dateTime: ({ isPast }) => ({ type: 'datetimepicker', selected_date_time: isPast ? 1_700_000_000 : later }),
      choice: ({ options }) => ({ type: 'static_select', selected_option: { value: options?.[0] } }),
      radio: ({ options }) => ({ type: 'radio_buttons', selected_option: { value: options?.[0] } }),
      checks: ({ options = [] }) => ({ type: 'checkboxes', selected_options: options.map((value) => ({ value })) }),
      lookup: () => ({ type: 'external_select', selected_option: null }),
      person: () => ({ type: 'users_select', selected_user: WHO.tom }),
      files: () => ({ type: 'file_input', files: [{ id: 'F1', name: 'x.png', permalink: 'https://x' }] }),
    };
    return Object.fromEntries(form.fields.map((field) => [field.name, { value: values[field.kind](field) }]));
  };
  const forgedView = (user: string, form: Form, action: string, no: string) =>
    delivery().interaction({
      type: 'view_submission',
      ...common(user),
      view: {
        id: `V${Math.random()}`,
        type: 'modal',
        callback_id: form.name,
        private_metadata: JSON.stringify({ no, action, opened: { at: desk.app.desk.clock.now().toMillis() } }),
        hash: 'x',
        blocks: [],
        title: { type: 'plain_text', text: 'x' },
        state: { values: filledIn(form) },
      },
    });

  const cases = allKinds()
    .map(({ rules }) => rules)
    .flatMap(({ name: kind, actions }) => Object.entries(actions).map(([name, action]) => ({ kind, name, action })));

  test('there is a case of every kind', () =>
    expect(Object.keys(numbers).sort()).toEqual(
      allKinds()
        .map(({ rules }) => rules.name)
        .sort(),
    ));

  test.each(Object.entries(PEOPLE))(
    '%s: every action that the table does not give is refused, pressed or submitted by forgery',
    async (role, user) => {
      const roles: Role[] = role === 'none' ? [] : [role as Role];
      const forbidden = cases.filter(({ action }) => !mayDo(roles, action));
      expect(forbidden.length).toBeGreaterThan(role === 'supervisor' ? 4 : 5);
      const before = await histories();
      for (const { kind, name, action } of forbidden) {
        const no = numbers[kind] ?? `no case of the kind ${kind}`;
        await forgedPress(user, name, no);
        if (action.form) await forgedView(user, action.form, name, no);
      }
      await handled();
      expect(await histories()).toEqual(before);
    },
  );

  test('somebody outside the group can neither press nor submit what belongs to it: projects and inspections', async () => {
    const { projects, clock, cases } = desk.app.desk;
    const items = [{ id: '1', cycle: 'daily', answer: 'ok', question: 'up?' }] as const;
    const made = await projects.add({ name: 'Checkout', group: '收银组', items, lastItem: 1 }, WHO.tom, clock.now().toJSDate());
    if (!made.ok) throw new Error(made.why);
    const { no, version } = made.entry;
    const submit = (callbackId: string, metadata: string, values: object, user: string = WHO.anna) =>
      delivery().interaction({
        type: 'view_submission',
        ...common(user),
        view: {
          id: 'VFORGED',
          type: 'modal',
          callback_id: callbackId,
          private_metadata: metadata,
          hash: 'x',
          blocks: [],
          state: { values },
        },
      });
    const text = (value: string) => ({ value: { type: 'plain_text_input', value } });
    const group = { value: { type: 'static_select', selected_option: { value: '收银组' } } };
    for (const action of ['disable', 'delete', 'enable']) await forgedPress(WHO.anna, `project.${action}`, no);
    await submit('project.edit', no, { name: text('mine now'), group });
    await submit('project.edit', 'new', { name: text('another'), group });
    await submit('project.items', `${no} ${version}`, { items: text('daily | ok | mine') });
    await handled();
    expect(await projects.all()).toMatchObject([{ no, name: 'Checkout', version, isEnabled: true, items }]);

    const { devices, duties, documents } = desk.app.desk;
    const at = clock.now().toJSDate();
    const deviceItems = [{ id: '1', cycle: 'system', answer: 'ok', question: 'up?' }] as const;
    await devices.add({ name: 'Server', group: '收银组', type: 'server', items: deviceItems, lastItem: 1, words: [] }, WHO.tom, at);
    const plan = {
      name: 'Round',
      group: '收银组',
      recurrence: 'daily',
      dueBy: '11:00',
      dueAfterDays: 0,
      evidence: 'text',
      lines: [],
    } as const;
    await duties.add({ ...plan, enabledOn: '2026-01-01' }, WHO.tom, at);
    const first = { n: 1, link: 'https://docs.example.com/1', by: WHO.tom, at };
    await documents.add({ project: no, kind: 'manual', title: 'Handbook', versions: [first] }, WHO.tom, at);
    const registers = async () => [await devices.all(), await duties.all(), await documents.of()];
    const before = await registers();
    const choice = (value: string) => ({ value: { type: 'static_select', selected_option: { value } } });
    for (const [register, entry] of [
      ['device', 'D-1'],
      ['duty', 'SD-1'],
      ['document', 'DOC-1'],
    ])
      for (const action of ['disable', 'delete', 'enable']) await forgedPress(WHO.anna, `${register}.${action}`, entry ?? '');
    await submit('device.edit', 'D-1', { name: text('mine now'), group, deviceType: choice('server') });
    await submit('device.edit', 'new', { name: text('another'), group, deviceType: choice('server') });
    await submit('device.items', 'D-1 1', { items: text('system | ok | mine') });
    await submit('duty.edit', 'SD-1', { name: text('mine now'), group, recurrence: choice('daily'), evidence: choice('text') });
    await submit('duty.templates', 'new', { group, templates0: { value: { type: 'checkboxes', selected_options: [{ value: 'H1' }] } } });
    for (const [register, entry] of [
      ['project', no],
      ['device', 'D-1'],
      ['duty', 'SD-1'],
    ])
      await submit(`${register}.disable`, entry ?? '', { reason: text('mine') });
    await submit('document.version', 'DOC-1', { link: text('https://evil.example') });
    await handled();
    expect(await registers()).toEqual(before);
    expect(await projects.get(no)).toMatchObject({ isEnabled: true });
    await submit('device.disable', 'D-1', { reason: text('scrapped') }, WHO.tom);
    await handled();
    expect(await devices.get('D-1')).toMatchObject({ isEnabled: false });

    const today = clock.now().set({ hour: 12 });
    const monday = today.plus({ days: (8 - today.weekday) % 7 });
    const policy = await policyNow(desk.app.desk);
    const slot = slotOn(policy.inspection.daily, monday, policy.calendar);
    if (!slot) throw new Error('no slot');
    const turn = { cycle: 'daily', group: '收银组', slot, all: [made.entry] } as const;
    const inspection = await cases.create('inspection', (seq) =>
      openInspection(turn, { team: cases.team, seq }, { actor: CLOCK, now: clock.now(), policy }),
    );
    const key = `${no}_1`;
    await forgedPress(WHO.anna, 'allOk', inspection.no);
    const ok = { value: { type: 'radio_buttons', selected_option: { value: 'ok' } } };
    const chosen = { value: { type: 'static_select', selected_option: { value: no } } };
    await submit('inspection.fill', JSON.stringify({ no: inspection.no, action: 'fill' }), { subject: chosen, 'answer_P-1_1': ok });
    await handled();
    expect((await desk.case(inspection.no))?.data).toMatchObject({ results: {} });
    await forgedPress(WHO.tom, 'allOk', inspection.no);
    await handled();
    expect((await desk.case(inspection.no))?.data).toMatchObject({ results: { [key]: { isOk: true, by: WHO.tom } } });
  });

  test('the same forgery by somebody who may has its effect: it is the role that stops the others', async () => {
    const before = (await desk.case(ticket))?.history.length ?? 0;
    for (const name of ['note', 'edit', 'priority'] as const) {
      const form = kindNamed('ticket')?.rules.actions[name]?.form;
      if (!form) throw new Error(`no form of ${name}`);
      await forgedView(WHO.anna, form, name, ticket);
    }
    await forgedPress(WHO.anna, 'showPhone', ticket);
    await handled();
    expect((await histories())[0]?.slice(before).sort()).toEqual(
      ['edit', 'note', 'priority', 'showPhone'].map((action) => `${action} ${WHO.anna}`),
    );
  });

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
