import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SUBJECTS } from '../../commands/index.js';
import { bringSubjects } from '../../commands/shared/subjects.js';
import type { Subject } from '../../commands/subject.js';
import { registerKind } from '../../src/cases/kinds.js';
import { openCase } from '../../src/cases/settle.js';
import { addWords, placed } from '../../src/locales/index.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { caseIndexes } from '../../src/store/case-indexes.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';
import { loan } from './kind.js';
import { loans } from './subject.js';
import { loanKind } from './workflow.js';

/** Reads in Chinese, and in English. */
const LI = WHO.agent;
const ANNA = WHO.anna;
const WORDS = new URL('./words/', import.meta.url);

let desk: TestDesk;
beforeAll(async () => {
  registerKind(loan);
  addWords(WORDS);
  desk = await TestDesk.open({ subjects: [loans], settings: { loan: { remindBefore: 'PT1H' } } });
});
afterAll(() => desk.close());

/** Takes a tool along, due back in so many hours; answers the loan's number. */
async function borrow(user: string, tool: string, hours: number): Promise<string> {
  await desk.command(user, '/loan lend');
  const view = await desk.modal(user, 'loan.lend');
  const backAt = Math.floor(desk.app.desk.clock.now().plus({ hours }).toSeconds());
  const before = await desk.app.desk.cases.model.countDocuments({ kind: 'loan' });
  expect(await desk.submit(user, view, { tool, backAt })).toMatchObject({ ok: true });
  await desk.settle();
  return `LN-${before + 1}`;
}

const home = async (user: string, words: string): Promise<string> => {
  await desk.home(user);
  return eventually(() => {
    const shown = JSON.stringify(desk.workspace.homes.get(user)?.body ?? '');
    expect(shown).toContain(words);
    return shown;
  });
};

/** Everything that anybody saw. */
const seen = (): string => desk.workspace.messages.map(shownIn).join('\n') + JSON.stringify([...desk.workspace.homes.values()]);

describe('a kind and a subject that nothing outside this folder knows, on the real desk', () => {
  test('its command is refused nothing: a form is filled in, a card stands in the channel, in the channel’s language', async () => {
    expect(await borrow(ANNA, 'torque wrench', 6)).toBe('LN-1');
    const card = shownIn(await desk.card('LN-1'));
    expect(card).toContain('torque wrench');
    expect(card).toContain('已借出');
    const told = await desk.modal(ANNA, 'tell');
    expect(JSON.stringify(told.body.blocks)).toContain('LN-1: the tool is yours until then.');
    await desk.command(LI, '/loan help');
    await desk.answer(LI, '借出的工具 · `lend` 借用');
  });

  test('its paper is printed for whoever asks, under a title in his language; its figure stands in /desk and opens its list', async () => {
    await desk.press(ANNA, await desk.card('LN-1'), 'case:slip', 'LN-1');
    const pdf = await desk.received(ANNA, /^LN-1-slip-/);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(JSON.stringify(desk.posted(directOf(ANNA)).findLast(({ files }) => files)?.files)).toContain('LN-1 Slip of a loan');
    await desk.command(LI, '/desk');
    expect(shownIn(await desk.answer(LI, '服务台现况'))).toContain('借出 1');
    await desk.press(LI, await desk.answer(LI, '服务台现况'), 'case:rest.loan-open', '0 loan open');
    await desk.answer(LI, '借出的工具：1');
  });

  test('what is wrong in its form is said under the field, and nothing typed is lost', async () => {
    await desk.command(LI, '/loan lend');
    const view = await desk.modal(LI, 'loan.lend');
    expect(JSON.stringify(view.body)).toContain('应还时间');
    const past = Math.floor(desk.app.desk.clock.now().minus({ hours: 1 }).toSeconds());
    const result = await desk.submit(LI, view, { tool: '扳手', backAt: past });
    expect(JSON.stringify(result)).toContain('该时间已过');
    expect(await desk.case('LN-2')).toBeFalsy();
  });

  test('/loan lists it, shared to the channel and shown on where there is no room', async () => {
    const { cases, clock, team } = desk.app.desk;
    const around = { actor: { id: LI, roles: ['agent'] as const }, now: clock.now(), policy: await policyNow(desk.app.desk) };
    const backAt = clock.now().plus({ days: 30 }).toJSDate();
    for (let n = 0; n < 101; n += 1)
      await cases.create('loan', (seq) =>
        openCase(loanKind, { team: team.id, seq, state: 'lent', owner: LI, data: { tool: `meter ${n}`, backAt } }, around),
      );
    await desk.settle();
    await desk.command(ANNA, '/loan');
    const answer = await desk.answer(ANNA, 'Tools that are out: 102');
    expect(shownIn(answer)).toContain('torque wrench');
    const before = desk.private(ANNA).length;
    await desk.press(ANNA, answer, 'case:rest', '99 loan open');
    await eventually(() => expect(desk.private(ANNA).length).toBe(before + 1));
    expect(shownIn(await desk.answer(ANNA, 'Tools that are out: 102'))).not.toContain('torque wrench');
    await desk.press(ANNA, answer, 'case:share', 'loan open');
    await eventually(() => expect(shownIn(desk.posted(DESK).at(-1) ?? { text: '' })).toContain('借出的工具：102'));
  });

  test('/desk reaches it by its word, its view and its number, in both languages; so does whoever writes to the bot alone', async () => {
    for (const [user, typed, words] of [
      [ANNA, '/desk loan', 'Tools that are out: 102'],
      [LI, '/desk 借用', '借出的工具：102'],
      [LI, '/desk 工具', '借出的工具：102'],
      [LI, '/desk help operations', '借出的工具'],
      [LI, '/desk help loan', '/loan'],
      [ANNA, '/desk Loan LN-1', 'torque wrench'],
      [ANNA, '/desk ln1', 'It is back'],
      [LI, '/desk LN-1', '已归还'],
      [LI, '/desk LN-999', '没有 LN-999'],
      [LI, '/desk', '借出的工具：102'],
      [ANNA, '/desk', 'Tools that are out: 102'],
    ] as const) {
      await desk.command(user, typed);
      await desk.answer(user, words);
    }
    const told = (user: string): string => desk.posted(directOf(user)).map(shownIn).join('\n');
    await desk.say(ANNA, 'LN-1', undefined, directOf(ANNA));
    await eventually(() => expect(told(ANNA)).toContain('torque wrench'));
    await desk.say(LI, '工具', undefined, directOf(LI));
    await eventually(() => expect(told(LI)).toContain('借出的工具：102'));
  });

  test('Home shows what its reader has, with a press that opens the form', async () => {
    expect(await home(ANNA, 'Tools with you: 1')).toContain('LN-1 · torque wrench');
    const view = desk.workspace.homes.get(ANNA);
    const row = view?.body.blocks.find((block: object) => JSON.stringify(block).includes('case:loan.lend'));
    await desk.pressInView(ANNA, view as never, row.block_id, 'case:loan.lend', 'new');
    await desk.modal(ANNA, 'loan.lend');
    // One subject brings more than Home has room for: its part ends earlier, and the others are there.
    const crowded = await home(LI, '您借用的工具：101');
    expect(crowded).toContain('主页放不下更多');
    expect(crowded).toContain('登记来电');
  });

  test('it stands on the cards of another kind, asks in its forms, and follows what is done there, and that kind knows nothing of it', async () => {
    const ticket = await desk.logCall(aCall());
    await desk.pressOn(LI, await desk.card(ticket), 'lendFor', ticket);
    const view = await desk.modal(LI, 'loan.lend');
    const backAt = Math.floor(desk.app.desk.clock.now().plus({ days: 30 }).toSeconds());
    expect(await desk.submit(LI, view, { tool: '万用表', backAt })).toMatchObject({ ok: true });
    await desk.settle();
    const { no } = (await desk.app.desk.cases.model.findOne({ kind: 'loan', 'data.lentFor': ticket }).lean()) ?? { no: '' };
    expect(shownIn(await desk.card(ticket))).toMatch(new RegExp(`带出的工具\\*?[\\s\\S]*${no}`));
    await desk.closeModals(LI);
    await desk.pressOn(LI, await desk.card(ticket), 'resolve', ticket);
    const resolve = await desk.modal(LI, 'ticket.resolve');
    expect(JSON.stringify(resolve.body.blocks)).toContain('还有什么留在现场');
    const solved = { steps: '重新压线', cause: '线松了', category: 'hardware', part: 'hardware', toolsLeft: '梯子' };
    expect(await desk.submit(LI, resolve, solved)).toMatchObject({ ok: true });
    await desk.settle();
    expect(desk.posted(directOf(LI)).map(shownIn).join('\n')).toContain(`${ticket} 已解决，还留在现场：梯子`);
  });

  test('its promise is reminded of and broken, each told in its reader’s language, with the buttons that help', async () => {
    await desk.advance('PT5H2M');
    expect(await desk.case('LN-1')).toMatchObject({ state: 'due_back' });
    const direct = (user: string): string => desk.posted(directOf(user)).map(shownIn).join('\n');
    expect(direct(ANNA)).toMatch(/Please bring LN-1 back by[\s\S]*case:bringLoanBack/);
    await desk.advance('PT1H');
    expect((await desk.case('LN-1'))?.breachedAt).toEqual((await desk.case('LN-1'))?.dueAt);
    expect(direct(ANNA)).toContain('LN-1 should have been back at');
    expect(direct(WHO.supervisor)).toMatch(/LN-1 应于 .*归还，仍在/);
    expect(desk.posted(DESK).map(shownIn).join('\n')).toMatch(/LN-1 应于 .*归还，仍在/);
  });

  test('a word after the bot’s name orders it or asks it; one of another subject is answered with the words that there are', async () => {
    const { ts } = await desk.card('LN-1');
    await desk.say(ANNA, '@fieldbell who', ts);
    await desk.answer(ANNA, 'LN-1 is with');
    await desk.say(LI, '@fieldbell 接单', ts);
    expect(shownIn(await desk.answer(LI, '归还'))).not.toContain('工单');
    await desk.say(ANNA, '@fieldbell lost', ts);
    await desk.answer(ANNA, 'It is lost');
    await desk.say(LI, '@fieldbell 归还', ts);
    await desk.answer(LI, '已归还 ✓');
    expect(await desk.case('LN-1')).toMatchObject({ state: 'returned', isOpen: false });
    await desk.settle();
    expect(shownIn(await desk.card('LN-1'))).not.toContain('case:bringLoanBack');
  });

  test('an action with a form ends it the other way, the form begun with what its row says; its history is worded', async () => {
    await desk.pressOn(LI, await desk.card('LN-2'), 'lose', 'LN-2');
    const view = await desk.modal(LI, 'loan.lose');
    expect(JSON.stringify(view.body.blocks)).toContain('LN-2：是怎么遗失的？');
    expect(JSON.stringify(view.body.blocks)).toContain('meter 0: ');
    expect(await desk.submit(LI, view, { lostHow: '掉进电梯井' })).toMatchObject({ ok: true });
    await desk.settle();
    expect(await desk.case('LN-2')).toMatchObject({ state: 'lost', isOpen: false, data: { lostHow: '掉进电梯井' } });
    expect(shownIn(await desk.card('LN-2'))).toContain('掉进电梯井');
    for (const [user, words] of [
      [LI, ['借出', '登记遗失', '遗失经过']],
      [ANNA, ['lent', 'lost it', 'How it was lost']],
    ] as const) {
      await desk.closeModals(user);
      await desk.pressOn(user, await desk.card('LN-2'), 'history', 'LN-2');
      const shown = JSON.stringify((await desk.modal(user, 'tell')).body.blocks);
      for (const word of words) expect(shown).toContain(word);
    }
  });

  test('a second subject that claims a word of another one is refused, and the desk keeps what it had', async () => {
    expect(() => bringSubjects(desk.app.desk, [loans, { name: 'other', command: '/tools' }])).toThrow(
      '"/desk tools" would be of loan and of other',
    );
    await desk.command(ANNA, '/desk loan');
    await desk.answer(ANNA, 'Tools that are out');
  });

  test('a subject that shows something under the name of another kind’s action is refused', () => {
    const other = { name: 'other', views: { bringLoanBack: async ({ answer }) => answer('shown instead') } } satisfies Subject;
    expect(() => bringSubjects(desk.app.desk, [other, ...SUBJECTS, loans])).toThrow(
      /the press "bringLoanBack" would be of other and of loan/,
    );
  });

  test('its index is built, and an unknown kind beside it is refused', async () => {
    const { cases, clock, team } = desk.app.desk;
    const built = (await cases.model.collection.listIndexes().toArray()).map(({ key }) => JSON.stringify(key));
    expect(built).toContain('{"team":1,"data.tool":1}');
    expect(built).toHaveLength(caseIndexes().length + 1);
    const around = { actor: { id: LI, roles: ['agent'] as const }, now: clock.now(), policy: await policyNow(desk.app.desk) };
    const start = { team: team.id, state: 'lent' as const, owner: LI, data: { tool: 'x', backAt: clock.now().toJSDate() } };
    await expect(cases.create('lone', (seq) => openCase(loanKind, { ...start, seq }, around))).rejects.toThrow(
      'no kind of case named lone',
    );
  });

  test('nobody saw a word that is missing, nothing was refused by Slack, and nobody but those it concerns heard of it', () => {
    expect(seen()).not.toMatch(/loan\.\w+\.\w+(?!")|shared\.\w+\.\w+/);
    expect(desk.refused).toEqual([]);
    expect(desk.posted(ALARMS).map(shownIn).join('\n')).not.toContain('LN-');
  });
});

describe('words from another folder', () => {
  test('are the same keys in both languages', () => {
    const keys = (words: object, prefix = ''): string[] =>
      Object.entries(words).flatMap(([key, value]) => (typeof value === 'object' ? keys(value, `${prefix}${key}.`) : [prefix + key]));
    const of = (locale: string): string[] => keys(JSON.parse(readFileSync(new URL(`loan.${locale}.json`, WORDS), 'utf8')));
    expect(of('zh-CN')).toEqual(of('en'));
  });

  test('J-9: are refused where they are in one language only, of a subject that is not there, or in a file of another name', async () => {
    const folder = await aFolder();
    const put = (name: string, words: object) => writeFileSync(join(folder.path, name), JSON.stringify(words));
    const adding = () => addWords(pathToFileURL(`${folder.path}/`));
    const texts = { title: 'A', days_one: '{{count}} day', days_other: '{{count}} days' };
    put('zz.en.json', { zz: { ...texts, more: 'B' } });
    put('zz.zh-CN.json', { zz: { title: '甲', days_other: '{{count}} 天' } });
    expect(adding).toThrow('there is no zz.more in zh-CN');
    for (const name of ['zz.en.json', 'zz.zh-CN.json']) put(name, { zz: { ...texts, on: { tickit: { action: { take: 'Take' } } } } });
    expect(adding).toThrow('words are brought to tickit');
    put('zz.en.json', { yy: texts });
    expect(adding).toThrow('zz.en.json holds words of yy');
    await folder.remove();
  });

  test('are added once, and take no other subject’s place', () => {
    expect(() => addWords(WORDS)).toThrow('there are words of loan already');
    const ticket = { action: { accept: 'Accept' } };
    expect(() => placed({ ticket, loan: { on: { ticket: { action: { accept: 'Take' } } } } })).toThrow('two texts of ticket.action.accept');
    expect(placed({ ticket, loan: { on: { ticket: { action: { lend: 'Lend' } } } } })).toEqual({
      ticket: { action: { accept: 'Accept', lend: 'Lend' } },
      loan: {},
    });
  });
});
