import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDuties } from '../../jobs/duties.js';
import { openInspections } from '../../jobs/inspections.js';
import { KINDS } from '../../src/cases/kinds.js';
import { DOCUMENTS } from '../../src/documents/forms.js';
import { translator } from '../../src/locales/index.js';
import { aCall, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const GROUP = '服务器组';
/** How the sentence begins that tells of a mistake of the bot's own. */
const ERRORS = (['en', 'zh-CN'] as const).map((locale) => translator(locale)('trouble.unexpected', { id: '@' }).split('@')[0] ?? '');
const STRAY = [
  'open',
  'why',
  'details',
  'step',
  'history',
  'needVisit',
  'print_',
  'print_constructor',
  'constructor',
  '__proto__',
  'toString',
  'x',
];
const ACTIONS = [
  ...new Set([
    ...Object.values(KINDS).flatMap(({ actions }) => Object.keys(actions)),
    ...DOCUMENTS.map((name) => `print_${name}`),
    ...STRAY,
  ]),
];

describe('S11: presses and submissions that nobody would make', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ logLevel: 'fatal' });
  });
  afterAll(() => desk.close());

  const bot = () => desk.app.desk;
  const post = async (payload: object): Promise<{ status: number; text: string }> => {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const seconds = String(Math.floor(Date.now() / 1000));
    const secret = desk.app.sandbox?.delivery.signingSecret ?? '';
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`;
    const headers = {
      connection: 'close',
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': seconds,
      'x-slack-signature': signature,
    };
    const response = await fetch(`${desk.app.url}/slack/events`, { method: 'POST', body, headers });
    return { status: response.status, text: await response.text() };
  };
  const press = (user: string, action: object) =>
    post({
      type: 'block_actions',
      user: { id: user },
      team: { id: bot().team.id },
      trigger_id: 'none',
      actions: [{ block_id: 'b', action_ts: String(Math.random()), ...action }],
    });
  const failures = (): string[] =>
    desk.workspace.messages.filter(({ text }) => ERRORS.some((begin) => text.startsWith(begin))).map(({ text }) => text);

  test('every action on a case of every kind, as a button and in a menu: a sentence, never a mistake of ours', async () => {
    const ticket = await desk.logCall(aCall());
    const message = await desk.logCall(aCall({ outcome: 'message', messageFor: WHO.tom }));
    const call = await desk.logCall({ phone: '138 0000 4711', outcome: 'wrongNumber' }).catch(() => ticket);
    const visit = await desk.orderVisit(ticket, { engineer: WHO.tom });
    const at = bot().clock.now().toJSDate();
    const items = [{ id: '1', cycle: 'daily', answer: 'ok', question: 'Runs?' }] as const;
    await bot().projects.add({ name: 'Shop', group: GROUP, items, lastItem: 1 }, WHO.tom, at);
    await bot().duties.add(
      {
        name: 'Round',
        group: GROUP,
        recurrence: 'daily',
        dueBy: '18:00',
        dueAfterDays: 0,
        evidence: 'text',
        lines: [],
        enabledOn: '2026-01-01',
      },
      WHO.tom,
      at,
    );
    await desk.advance('P4D');
    await openInspections(bot());
    await openDuties(bot());
    const more = (await bot().cases.openNumbers()).filter((no) => /^(I|S|PB)-/.test(no));
    const numbers = [...new Set([ticket, message, call, visit, ...more.slice(0, 4), 'T-999'])];
    expect(new Set(numbers.map((no) => no.split('-')[0])).size).toBeGreaterThanOrEqual(5);
    for (const no of numbers)
      for (const name of ACTIONS.filter((one) => !/cancel|sos/i.test(one))) {
        const answers = await Promise.all([
          press(WHO.supervisor, { type: 'button', action_id: `case:${name}`, value: no }),
          press(WHO.supervisor, { type: 'static_select', action_id: 'case-menu', selected_option: { value: `${name} ${no}` } }),
        ]);
        expect({ no, name, statuses: answers.map(({ status }) => status) }).toEqual({ no, name, statuses: [200, 200] });
      }
    await desk.settle();
    expect(failures()).toEqual([]);
  }, 240_000);

  test('a form of a visit asked of a ticket is refused with what to do', async () => {
    const ticket = await desk.logCall(aCall());
    await press(WHO.tom, { type: 'button', action_id: 'case:print_order', value: ticket });
    await eventually(() => expect(desk.workspace.messages.map(shownIn).join()).toContain(`${ticket} has no form`));
    expect(failures()).toEqual([]);
  });

  test.each([
    ['/device add', 'device.edit', { name: 'No serial', group: option(GROUP), deviceType: option('server') }, () => bot().devices.all()],
    ['/project add', 'project.edit', { name: 'A project', group: option(GROUP) }, () => bot().projects.all()],
    [
      '/duty add',
      'duty.edit',
      { name: 'A duty', group: option(GROUP), recurrence: option('daily'), dueBy: '11:00', evidence: option('checklist'), lines: 'x' },
      () => bot().duties.all(),
    ],
  ] as const)('%s submitted twice makes one entry, at once or again', async (command, id, values, all) => {
    await desk.command(WHO.tom, command);
    const view = await desk.modal(WHO.tom, id);
    const before = (await all()).length;
    const [first, second] = await Promise.all([desk.submit(WHO.tom, view, values), desk.submit(WHO.tom, view, values)]);
    expect([first?.ok, second?.ok]).toEqual([true, true]);
    await desk.submit(WHO.tom, view, values).catch(() => {});
    expect(await all()).toHaveLength(before + 1);
  });

  test('a document and its versions too; what was refused may be mended and sent anew', async () => {
    const [project] = await bot().projects.all();
    await desk.command(WHO.tom, '/docs add');
    const view = await desk.modal(WHO.tom, 'document.add');
    const values = { project: option(project?.no ?? ''), documentKind: option('other'), title: 'Guide' };
    expect((await desk.submit(WHO.tom, view, { ...values, link: 'nowhere' })).errors?.link).toContain('https://');
    await Promise.all([1, 2].map(() => desk.submit(WHO.tom, view, { ...values, link: 'https://docs.example.com/a|b>c' })));
    const [document, ...others] = await bot().documents.of(project?.no);
    expect(others).toEqual([]);
    const no = document?.no ?? '';
    await desk.command(WHO.tom, `/docs ${no}`);
    const card = shownIn(await desk.answer(WHO.tom, no));
    expect(card).toContain('<https://docs.example.com/a%7Cb%3Ec|https://docs.example.com/a%7Cb%3Ec>');
    await desk.pressAnswer(WHO.tom, 'document.version', no);
    const version = await desk.modal(WHO.tom, 'document.version');
    await Promise.all([1, 2].map(() => desk.submit(WHO.tom, version, { link: 'https://docs.example.com/2' })));
    expect((await bot().documents.get(no))?.versions).toHaveLength(2);
  });

  test('a note of 40,000 characters is refused with a sentence; what it says stays in the thread', async () => {
    const no = await desk.logCall(aCall());
    const card = await desk.card(no);
    const entries = (await desk.case(no))?.history.length;
    await desk.say(WHO.tom, `<@${bot().team.botUser}> note ${'long '.repeat(7_900)}`, card.ts);
    await eventually(() => expect(desk.workspace.messages.map(shownIn).join()).toContain('too long to be kept'));
    expect((await desk.case(no))?.history.length).toBe(entries);
    await desk.say(WHO.tom, `<@${bot().team.botUser}> note the key is at the gate`, card.ts);
    await eventually(async () => expect(JSON.stringify((await desk.case(no))?.history)).toContain('the key is at the gate'));
  });
});
