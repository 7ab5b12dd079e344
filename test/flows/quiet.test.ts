import { afterEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { outbox as outboxJob } from '../../jobs/outbox.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { at, PACKED } from '../support/builders.js';
import { ALARMS, aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { disturb, owe } from '../support/outbox.js';
import { aFolder } from '../support/store.js';

const ROLES = { engineers: [WHO.engineer, WHO.tom], supervisors: [WHO.supervisor], heads: [WHO.head] };
const BY_DEFAULT = { roles: ROLES, quietHours: {} };
const ZONE = 'Asia/Shanghai';
const EVERYBODY = Object.values(WHO);
/** The first contact was made, so that nothing of it is late. */
const SPOKEN = { spoken: ['spoken'] };

/** When a message stood in Slack. */
const sentAt = ({ ts }: SandboxMessage, zone = ZONE): DateTime => DateTime.fromSeconds(Number(ts), { zone });
const idsOf = ({ metadata }: SandboxMessage): string[] =>
  String(metadata?.event_payload?.notices ?? '')
    .split(' ')
    .filter(Boolean);
/** A row of a list: its words and the press that answers it. */
const rowsOf = ({ blocks = [] }: SandboxMessage): { words: string; press: string | undefined }[] =>
  (blocks as { type: string; text?: { text: string }; accessory?: { action_id: string } }[])
    .filter(({ type, text }) => type === 'section' && text?.text.startsWith('• '))
    .map(({ text, accessory }) => ({ words: text?.text ?? '', press: accessory?.action_id }));

/** The cases behind the press of a list that had no room for them. */
const moreOf = (lists: readonly SandboxMessage[]): string[] =>
  lists.flatMap(({ blocks = [] }) =>
    (blocks as { type: string; elements?: { action_id: string; value?: string }[] }[]).flatMap(({ type, elements = [] }) =>
      type === 'actions' ? elements.flatMap(({ value = '' }) => value.match(/T-\d+/g) ?? []) : [],
    ),
  );

describe('18.6: a night', () => {
  let desk: TestDesk;
  let removeFolder = async (): Promise<void> => {};
  afterEach(async () => {
    await desk.close();
    await removeFolder();
    removeFolder = async () => {};
  });

  const between = (user: string, from: string, to: string): SandboxMessage[] =>
    desk.posted(directOf(user)).filter((message) => sentAt(message) >= at(from) && sentAt(message) < at(to));
  const accept = async (no: string, user: string = WHO.engineer): Promise<void> => {
    await desk.press(user, await desk.card(no), 'case:accept', no);
    await eventually(async () => expect((await desk.case(no))?.owner).toBe(user));
    await desk.settle();
  };

  test('Q9: twenty open tickets and 26 hours in which nobody acts: nobody is woken, and in the morning each has one list with links and presses', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T16:00'), settings: BY_DEFAULT });
    const numbers: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      numbers.push(await desk.logCall(aCall({ customer: `Shop ${n}` })));
      await desk.advance('PT3M');
    }
    await desk.advance('PT26H');
    for (const user of EVERYBODY) expect(between(user, '2026-03-02T21:00', '2026-03-03T08:00')).toEqual([]);
    for (const user of [WHO.agent, WHO.supervisor]) {
      const morning = between(user, '2026-03-03T08:00', '2026-03-03T09:00');
      expect(morning).toHaveLength(1);
      const rows = morning.flatMap(rowsOf);
      expect(rows).toHaveLength(10);
      expect([...rows.flatMap(({ words }) => /\|(T-\d+)>/.exec(words)?.[1] ?? []), ...moreOf(morning)].sort()).toEqual([...numbers].sort());
      expect(rows.every(({ press }) => press?.startsWith('case:'))).toBe(true);
      // 142 and 407 before.
      expect(desk.posted(directOf(user)).length).toBeLessThan(80);
    }
    const ids = desk.workspace.messages.flatMap(idsOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await desk.app.desk.cases.model.countDocuments({ 'notices.0': { $exists: true } })).toBe(0);
    expect(desk.refused).toEqual([]);
  });

  test('34: what falls due at the weekend is one list on Friday, whoever logs it is told at once, and Monday has no word of it but what broke', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-06T14:00'), settings: BY_DEFAULT });
    const numbers: string[] = [];
    for (const customer of ['Harbour Books', 'Corner Deli']) {
      const no = await desk.logCall(aCall({ ...SPOKEN, customer }));
      await accept(no);
      numbers.push(no);
    }
    await desk.command(WHO.anna, '/newcall');
    const result = await desk.submit(
      WHO.anna,
      await desk.modal(WHO.anna, 'call.log'),
      aCall({ customer: 'Riverside Cinema', phone: '139 0000 0029' }),
    );
    expect(result).toEqual({ ok: true });
    // An agent may not agree a new time: he is not told to.
    const told = JSON.stringify((await desk.modal(WHO.anna, 'tell')).body);
    expect(told).toMatch(/nobody works; work begins again Mon, Mar 9, 09:00/);
    expect(told).toMatch(/ask your supervisor who works then; a later time is agreed by him or an engineer/);
    await desk.advance('PT2H10M');
    const listOf = (user: string): SandboxMessage[] =>
      between(user, '2026-03-06T16:00', '2026-03-06T16:09').filter((message) => shownIn(message).includes('📅'));
    for (const user of [WHO.engineer, WHO.supervisor, WHO.head]) {
      const [list, ...more] = listOf(user);
      if (!list) throw new Error(`no list for ${user}`);
      expect(more).toEqual([]);
      const rows = rowsOf(list);
      expect(rows.map(({ words }) => /\|(T-\d+)>/.exec(words)?.[1])).toEqual(expect.arrayContaining(numbers));
      expect(rows[0]?.press).toBe(user === WHO.engineer ? 'case:newTime' : 'case:handOver');
    }
    expect(shownIn(listOf(WHO.engineer)[0] ?? { text: '' })).toContain('有 2 项将在休息日期间到期');
    await desk.advance('P2DT18H');
    const monday = between(WHO.supervisor, '2026-03-09T08:00', '2026-03-09T08:30').map(shownIn).join('\n');
    expect(monday).toContain(numbers[0]);
    expect(monday).not.toContain('📅');
  });

  test('the press in a row of the list answers it', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T20:50'), settings: BY_DEFAULT });
    const numbers = [await desk.logCall(aCall(SPOKEN)), await desk.logCall(aCall({ ...SPOKEN, customer: 'Shop 2' }))];
    await desk.advance('PT11H15M');
    const [list] = between(WHO.tom, '2026-03-03T08:00', '2026-03-03T09:00');
    if (!list) throw new Error('no list');
    expect(rowsOf(list).map(({ press }) => press)).toEqual(['case:accept', 'case:accept']);
    const blocks = list.blocks as { accessory?: { value: string } }[];
    expect(blocks.flatMap(({ accessory }) => accessory?.value ?? []).sort()).toEqual([...numbers].sort());
  });

  test('an urgent call and a P1 at three reach supervisor and engineers at once', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-03T03:00'), settings: BY_DEFAULT });
    for (const values of [
      { impact: 'high', urgency: 'high' },
      { impact: 'low', urgency: 'high' },
    ]) {
      const no = await desk.logCall(aCall(values), WHO.anna);
      for (const user of [WHO.supervisor, WHO.engineer, WHO.tom])
        await eventually(() =>
          expect(
            between(user, '2026-03-03T03:00', '2026-03-03T03:05')
              .map(({ text }) => text)
              .join(),
          ).toContain(no),
        );
    }
    await desk.advance('PT30M');
    expect(between(WHO.supervisor, '2026-03-03T03:05', '2026-03-03T03:31').length).toBeGreaterThan(0);
  });

  test('an SOS at night is heard at once, and again until somebody takes it', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T23:00'), settings: BY_DEFAULT });
    const ticket = await desk.logCall(aCall(SPOKEN));
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 1 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await desk.pressVisit(WHO.engineer, no, 'sos');
    const calls = (user: string): SandboxMessage[] => desk.posted(directOf(user)).filter(({ text }) => text.startsWith('🆘'));
    for (const user of [WHO.supervisor, WHO.head]) await eventually(() => expect(calls(user)).toHaveLength(1));
    await desk.advance('PT11M');
    expect(calls(WHO.supervisor)).toHaveLength(3);
    expect(calls(WHO.supervisor).every((call) => sentAt(call) < at('2026-03-03T00:00'))).toBe(true);
  });

  test('whoever is on duty hears at night, the others in the morning', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T22:00'), settings: { roles: ROLES, quietHours: { onDuty: [WHO.tom] } } });
    const no = await desk.logCall(aCall(SPOKEN), WHO.anna);
    await desk.advance('PT1H');
    expect(
      between(WHO.tom, '2026-03-02T22:00', '2026-03-02T23:30')
        .map(({ text }) => text)
        .join(),
    ).toContain(no);
    expect(desk.posted(directOf(WHO.engineer))).toEqual([]);
    await desk.advance('PT9H30M');
    expect(between(WHO.engineer, '2026-03-03T08:00', '2026-03-03T08:05')).toHaveLength(1);
    expect(shownIn(between(WHO.engineer, '2026-03-03T08:00', '2026-03-03T08:05')[0] ?? { text: '' })).toMatch(/22:2\d/);
  });

  test('what ended at night is not told as open: the supervisor reads that it is done', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T19:30'), settings: BY_DEFAULT });
    const [ended, open] = [await desk.logCall(aCall()), await desk.logCall(aCall({ customer: 'Shop 2' }))];
    await desk.advance('PT9H');
    await desk.actWithForm(WHO.tom, ended, 'resolve', { steps: '换了打印头', cause: '打印头坏了', category: 'hardware', part: 'hardware' });
    await eventually(async () => expect((await desk.case(ended))?.state).toBe('resolved'));
    await desk.advance('PT4H');
    const [list, ...more] = between(WHO.supervisor, '2026-03-03T08:00', '2026-03-03T08:30');
    expect(more).toEqual([]);
    const rows = rowsOf(list ?? ({} as SandboxMessage)).map(({ words }) => words);
    expect(rows).toHaveLength(2);
    expect(rows.find((words) => words.includes(`|${open}>`))).toMatch(/[🟠🔴]/u);
    expect(rows.find((words) => words.includes(`|${ended}>`))).toMatch(/🟢/u);
  });

  test('58: a list is at most ten rows, each case once, late and P1 first; what is over is one line below, and a press shows the rest', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T19:30'), settings: BY_DEFAULT });
    const numbers: string[] = [];
    for (let n = 0; n < 15; n += 1)
      numbers.push(await desk.logCall(aCall({ customer: `Shop ${n}`, ...(n === 14 ? { impact: 'high', urgency: 'medium' } : {}) })));
    await desk.advance('PT30M');
    const ended = numbers.slice(0, 3);
    const open = numbers.slice(3);
    await desk.advance('PT8H30M');
    for (const no of ended) {
      await desk.actWithForm(WHO.tom, no, 'resolve', { steps: '换了打印头', cause: '打印头坏了', category: 'hardware', part: 'hardware' });
      await eventually(async () => expect((await desk.case(no))?.state).toBe('resolved'));
    }
    await desk.advance('PT4H');
    const [list, ...others] = between(WHO.supervisor, '2026-03-03T08:00', '2026-03-03T08:30');
    if (!list) throw new Error('no list');
    expect(others).toEqual([]);
    const rows = rowsOf(list).map(({ words }) => words);
    expect(rows).toHaveLength(10);
    const shown = rows.flatMap((words) => /\|(T-\d+)>/.exec(words)?.[1] ?? []);
    expect([...new Set(shown), ...moreOf([list])].sort()).toEqual([...open].sort());
    expect(rows.every((words) => !words.includes('\n'))).toBe(true);
    const over = shownIn(list)
      .split('\n')
      .filter((line) => line.includes('已结束或已有人处理'));
    expect(over).toHaveLength(1);
    for (const no of ended) expect(over[0]).toContain(`|${no}>`);
    expect(list.text).toContain('12');
    const press = (list.blocks as { elements?: { action_id: string; value: string }[] }[]).flatMap(({ elements = [] }) => elements)[0];
    if (!press) throw new Error('no press for the rest');
    await desk.press(WHO.supervisor, list, press.action_id, press.value);
    // They are told as the others are, each with its press, not as a table of numbers.
    const rest = await desk.answer(WHO.supervisor, /2/);
    const behind = rowsOf(rest as SandboxMessage);
    expect(behind.map(({ words }) => /\|(T-\d+)>/.exec(words)?.[1]).sort()).toEqual(moreOf([list]).sort());
    for (const { words, press: answers } of behind) {
      expect(words).toMatch(/无人接单|超时/);
      expect(answers).toBe('case:accept');
    }
    // What is answered in it says so, and the rest of the list stands.
    const [first = ''] = shown;
    await accept(first);
    await eventually(() => {
      const drawn = desk.posted(directOf(WHO.supervisor)).find(({ ts }) => ts === list.ts);
      expect(shownIn(drawn ?? { text: '' })).toContain('已结束或已有人处理');
      expect(moreOf(drawn ? [drawn] : [])).toHaveLength(2);
      expect(rowsOf(drawn ?? list).find(({ words }) => words.includes(`|${first}>`))?.words).toContain('✅');
    });
  });

  test('16: reminders of one minute that are not urgent are one message by day too, with what waited for that minute', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T10:00'), settings: BY_DEFAULT });
    const numbers = [await desk.logCall(aCall(SPOKEN)), await desk.logCall(aCall({ ...SPOKEN, customer: 'Shop 2' }))];
    await desk.advance('PT40M');
    for (const user of [WHO.engineer, WHO.tom]) {
      const [list, ...more] = between(user, '2026-03-02T10:00', '2026-03-02T10:41');
      expect(more).toEqual([]);
      const rows = rowsOf(list ?? ({} as SandboxMessage));
      expect(rows.map(({ words }) => /\|(T-\d+)>/.exec(words)?.[1])).toEqual(numbers);
      expect(rows.every(({ press }) => press === 'case:accept')).toBe(true);
    }
  });

  test('17: what breaks or is at risk in the same few minutes and is not urgent is one message, also to who leads', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T14:20'), settings: BY_DEFAULT });
    const numbers: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      numbers.push(await desk.logCall(aCall({ customer: `Shop ${n}` })));
      if (n % 3 === 2) await desk.advance('PT1M');
    }
    const named = (messages: readonly SandboxMessage[]): unknown[] =>
      messages.map((one) => rowsOf(one).map(({ words }) => /\|(T-\d+)>/.exec(words)?.[1]));
    // Nobody has accepted one in 40 minutes: that is told as it happens.
    await desk.advance('PT70M');
    expect(named(between(WHO.supervisor, '2026-03-02T15:00', '2026-03-02T15:03'))).toEqual([numbers.slice(0, 3), numbers.slice(3)]);
    // At 80 % of their 24 hours nobody has solved one: nothing hinges on a minute, and it comes at the half hour.
    await desk.advance('PT18H30M');
    expect(named(between(WHO.supervisor, '2026-03-03T09:31', '2026-03-03T10:02'))).toEqual([numbers]);
    const ids = desk.posted(directOf(WHO.supervisor)).flatMap(idsOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await desk.app.desk.cases.model.countDocuments({ 'notices.0': { $exists: true } })).toBe(0);
  });

  test('16: what a tick of the outbox finds due is decided first, and told with what waited for that minute', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T10:00'), settings: BY_DEFAULT });
    const numbers = [await desk.logCall(aCall(SPOKEN)), await desk.logCall(aCall({ ...SPOKEN, customer: 'Shop 2' }))];
    await desk.settle();
    const now = desk.app.desk.clock.now().plus({ minutes: 20 });
    const held = { until: now.toJSDate(), isTogether: true };
    await owe(desk, [numbers[0] as CaseNo], { to: { kind: 'person', user: WHO.tom }, say: 'allWell', held });
    desk.app.sandbox?.clock.moveTo(now);
    await outboxJob.run(desk.app.desk);
    await desk.settle();
    const [list, ...more] = between(WHO.tom, '2026-03-02T10:00', '2026-03-02T10:41');
    expect(more).toEqual([]);
    expect(idsOf(list ?? ({} as SandboxMessage))).toHaveLength(3);
  });

  test('what changed hands at night is told to whoever has it in the morning, and only to him', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T17:30'), settings: BY_DEFAULT });
    const no = await desk.logCall(aCall({ ...SPOKEN, impact: 'high', urgency: 'medium' }));
    await accept(no);
    await desk.advance('PT10H');
    expect(await desk.app.desk.cases.model.countDocuments({ 'notices.held.asOwner': true })).toBe(1);
    await desk.actWithForm(WHO.engineer, no, 'handOver', { to: WHO.tom, reason: '换班' });
    await desk.press(WHO.tom, await desk.card(no), 'case:accept', no);
    await eventually(async () => expect((await desk.case(no))?.owner).toBe(WHO.tom));
    await desk.advance('PT5H');
    const toldIn = (user: string): string => between(user, '2026-03-03T08:00', '2026-03-03T08:30').map(shownIn).join();
    expect(toldIn(WHO.tom)).toContain(no);
    expect(toldIn(WHO.engineer)).not.toContain(no);
  });

  test('what somebody answered at night is not asked again in the morning', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T17:30'), settings: BY_DEFAULT });
    const no = await desk.logCall(aCall({ ...SPOKEN, impact: 'high', urgency: 'medium' }));
    await accept(no);
    await desk.advance('PT7H');
    await desk.press(WHO.engineer, await desk.card(no), 'case:onIt', no);
    await eventually(async () => expect((await desk.case(no))?.alarms.some(({ acknowledgedBy }) => acknowledgedBy)).toBe(true));
    const before = desk.posted(directOf(WHO.engineer)).length;
    await desk.advance('PT20M');
    expect(desk.posted(directOf(WHO.engineer))).toHaveLength(before);
  });

  test('a restart at night loses nothing and doubles nothing', async () => {
    const folder = await aFolder();
    removeFolder = folder.remove;
    const open = (beginsAt: DateTime) => TestDesk.open({ dataDir: folder.path, beginsAt, settings: BY_DEFAULT });
    desk = await open(at('2026-03-02T20:45'));
    for (let n = 0; n < 4; n += 1) await desk.logCall(aCall({ customer: `Shop ${n}` }), WHO.anna);
    await desk.advance('PT3H');
    const heldNow = async (): Promise<string[]> =>
      (await desk.app.desk.cases.model.find({}).lean()).flatMap(({ notices }) => notices.filter(({ held }) => held).map(({ id }) => id));
    const held = await heldNow();
    expect(held.length).toBeGreaterThan(8);
    await desk.close();
    desk = await open(at('2026-03-02T23:40'));
    expect((await heldNow()).sort()).toEqual(held.sort());
    await desk.app.runJobs();
    await desk.close();
    desk = await open(at('2026-03-03T07:50'));
    disturb(desk, { slack: 'breaks', times: 1 });
    await desk.advance('PT20M');
    await eventually(async () => expect(await heldNow()).toEqual([]));
    const told = desk.workspace.messages.flatMap(idsOf);
    expect(new Set(told).size).toBe(told.length);
    for (const user of [WHO.engineer, WHO.tom, WHO.supervisor]) {
      const [list, ...more] = between(user, '2026-03-03T08:00', '2026-03-03T08:20');
      expect(more).toEqual([]);
      const numbers = rowsOf(list ?? ({} as SandboxMessage)).map(({ words }) => /\|(T-\d+)>/.exec(words)?.[1]);
      expect(numbers.sort()).toEqual(['T-1', 'T-2', 'T-3', 'T-4']);
    }
  });

  test('a Monday off waits for Tuesday', async () => {
    const calendar = { holidays: ['2026-03-09'] };
    desk = await TestDesk.open({ beginsAt: at('2026-03-06T20:50'), settings: { ...BY_DEFAULT, calendar } });
    const no = await desk.logCall(aCall(SPOKEN), WHO.anna);
    await desk.advance('PT84H');
    expect(between(WHO.engineer, '2026-03-06T21:00', '2026-03-10T08:00')).toEqual([]);
    const morning = between(WHO.engineer, '2026-03-10T08:00', '2026-03-10T08:05');
    expect(morning.map(shownIn).join()).toContain(no);
    // The channel of alarms is nobody's bed: what broke stands there when it broke.
    expect(
      desk
        .posted(ALARMS)
        .map(({ text }) => text)
        .join(),
    ).toContain(no);
  });

  test.each(['2026-03-28T20:50', '2026-10-24T20:50'])('the night of %s, in which the clock changes, ends at eight', async (begins) => {
    const timeZone = 'Europe/Berlin';
    const calendar = { workDays: [1, 2, 3, 4, 5, 6, 7] };
    const beginsAt = at(begins, timeZone);
    desk = await TestDesk.open({ beginsAt, settings: { ...BY_DEFAULT, timeZone, calendar } });
    await desk.logCall(aCall(SPOKEN), WHO.anna);
    await desk.advance('PT14H');
    const first = desk.posted(directOf(WHO.engineer))[0];
    expect(first && sentAt(first, timeZone).toFormat('MM-dd HH')).toBe(beginsAt.plus({ days: 1 }).toFormat('MM-dd 08'));
  });
});
