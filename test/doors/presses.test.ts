import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { translator } from '../../src/locales/index.js';
import { aCall, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const GROUP = '服务器组';
/** How the sentence begins that tells of a mistake of the bot's own. */
const ERRORS = (['en', 'zh-CN'] as const).map((locale) => translator(locale)('shared.trouble.unexpected', { id: '@' }).split('@')[0] ?? '');

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

  test('a form of a visit asked of a ticket is refused with what to do', async () => {
    const ticket = await desk.logCall(aCall());
    await press(WHO.tom, { type: 'button', action_id: 'case:print_order', value: ticket });
    await eventually(() => expect(desk.workspace.messages.map(shownIn).join()).toContain('There is no such action here'));
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

  test('a form that is drawn anew twice at once, or was closed meanwhile, is no mistake of the bot’s', async () => {
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    const { hash } = view;
    const turn = (outcome: string) => desk.pressInView(WHO.agent, view, 'outcome', 'value', option(outcome));
    await Promise.all(['message', 'ticket', 'message', 'ticket'].map(turn));
    await eventually(() => expect(view.hash).not.toBe(hash));
    const answered = turn('message');
    await desk.closeModals(WHO.agent);
    await answered;
    // What is answered wrongly comes as a message of its own; the next answer comes after it.
    await desk.command(WHO.agent, '/ticket mine');
    await eventually(() => expect(desk.private(WHO.agent).length).toBeGreaterThan(0));
    await desk.settle();
    expect(failures()).toEqual([]);
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
});
