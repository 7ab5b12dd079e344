import { afterEach, describe, expect, test } from '@jest/globals';
import { sweep } from '../../jobs/sla.js';
import { at } from '../support/builders.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('warnings, escalations and breaches', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const about = (channel: string, no: string): string[] =>
    desk
      .posted(channel)
      .map(({ text }) => text)
      .filter((text) => text.includes(no));
  const accepted = async (changes = {}): Promise<string> => {
    const no = await desk.logCall(aCall(changes));
    await desk.press(WHO.engineer, await desk.card(no), 'case:accept', no);
    await eventually(async () => expect((await desk.case(no))?.owner).toBe(WHO.engineer));
    await desk.pressOn(WHO.engineer, await desk.card(no), 'contact', no);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('in_progress'));
    await desk.settle();
    return no;
  };

  test('come at shares of the target to the right people, level by level (A5)', async () => {
    desk = await TestDesk.open();
    const no = await accepted();
    await desk.advance('PT12H1M');
    expect(about(directOf(WHO.engineer), no).filter((text) => text.startsWith('⏰'))).toHaveLength(1);
    expect(about(directOf(WHO.supervisor), no)).toEqual([]);
    // At risk after 19 h 12 min, told at the next full half hour.
    await desk.advance('PT7H31M');
    expect(about(directOf(WHO.supervisor), no).filter((text) => text.startsWith('🟠'))).toHaveLength(1);
    expect(about(directOf(WHO.head), no)).toEqual([]);
    await desk.advance('PT4H34M');
    expect(about(ALARMS, no).filter((text) => text.startsWith('🔴'))).toHaveLength(1);
    expect(about(directOf(WHO.head), no)).toHaveLength(1);
    expect((await desk.case(no))?.breachedAt).toEqual((await desk.case(no))?.dueAt);
  });

  test('Q8: a breach is repeated until somebody presses I am on it, and again when he does not answer', async () => {
    desk = await TestDesk.open();
    const no = await accepted();
    await desk.advance('PT24H5M');
    await desk.advance('PT4H10M');
    const red = (): string[] => about(directOf(WHO.engineer), no).filter((text) => text.startsWith('🔴'));
    expect(red()).toHaveLength(3);
    await desk.press(WHO.engineer, await desk.card(no), 'case:onIt', no);
    await eventually(async () =>
      expect((await desk.case(no))?.alarms.every(({ acknowledgedBy }) => acknowledgedBy === WHO.engineer)).toBe(true),
    );
    await desk.advance('PT1H55M');
    expect(red()).toHaveLength(3);
    await desk.advance('PT10M');
    expect(about(directOf(WHO.engineer), no).at(-1)).toContain('✋');
    expect(red()).toHaveLength(3);
    await desk.advance('PT2H5M');
    expect(red()).toHaveLength(4);
    await desk.press(WHO.tom, desk.posted(directOf(WHO.engineer)).at(-1) ?? (await desk.card(no)), 'case:onIt', no);
    expect((await desk.case(no))?.alarms).toHaveLength(1);
  });

  test('an acknowledged warning silences the escalation, but never the breach', async () => {
    desk = await TestDesk.open();
    const no = await accepted();
    await desk.advance('PT12H1M');
    await desk.press(WHO.engineer, await desk.card(no), 'case:onIt', no);
    await eventually(async () => expect((await desk.case(no))?.alarms[0]?.acknowledgedBy).toBe(WHO.engineer));
    await desk.advance('PT11H');
    expect(about(directOf(WHO.supervisor), no)).toEqual([]);
    await desk.advance('PT1H');
    expect(about(directOf(WHO.supervisor), no)).toHaveLength(1);
  });

  test('after downtime each missed reminder comes once, says that it is late, and an overtaken warning is skipped', async () => {
    desk = await TestDesk.open();
    const no = await accepted();
    await desk.sleepThrough({ hours: 26 });
    await desk.app.runJobs();
    const told = about(directOf(WHO.engineer), no);
    expect(told.filter((text) => text.startsWith('🔴'))).toHaveLength(1);
    expect(told.filter((text) => text.startsWith('⏰') || text.startsWith('🟠'))).toHaveLength(0);
    const breach = desk.posted(directOf(WHO.engineer)).find(({ text }) => text.startsWith('🔴'));
    expect(JSON.stringify(breach?.blocks)).toContain('延迟');
    await desk.app.runJobs();
    expect(about(directOf(WHO.engineer), no)).toEqual(told);
  });

  test('sweeping twice at once, in two stores of one database, tells nobody twice', async () => {
    desk = await TestDesk.open({ settings: { sla: { P3: { accept: 'PT10H' } } } });
    const numbers: string[] = [];
    for (let n = 0; n < 4; n += 1) numbers.push(await desk.logCall(aCall({ customer: `Shop ${n}`, spoken: [] })));
    await desk.sleepThrough({ minutes: 61 });
    await Promise.all([sweep(desk.app.desk), sweep(desk.app.desk), sweep(desk.app.desk)]);
    await desk.settle();
    for (const no of numbers) {
      expect((await desk.case(no))?.history.filter(({ action }) => action === 'firstResponse.breach')).toHaveLength(1);
    }
    const lists = desk.posted(directOf(WHO.supervisor));
    expect(numbers.map((no) => lists.filter((list) => shownIn(list).includes(`|${no}>`)).length)).toEqual([1, 1, 1, 1]);
  });

  test('a clock that jumps back and forth tells nobody early, and nobody twice', async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-02T10:07') });
    const no = await desk.logCall(aCall());
    const sounded = (): string[] =>
      desk.workspace.messages
        .filter(({ text, ephemeralFor }) => !ephemeralFor && text.includes(no) && /[⏰🟠🔴]/u.test(text))
        .map(({ text }) => text);
    // Half-way between two repeats, so that the minute below brings none.
    await desk.advance('PT12H30M');
    const heard = sounded();
    expect(heard.length).toBeGreaterThan(0);
    const ahead = desk.app.desk.clock.now();
    desk.app.sandbox?.clock.moveTo(ahead.minus({ hours: 10 }));
    await desk.app.runJobs();
    expect(sounded()).toEqual(heard);
    desk.app.sandbox?.clock.moveTo(ahead.plus({ minutes: 1 }));
    await desk.app.runJobs();
    expect(sounded()).toEqual(heard);
    await desk.sleepThrough({ hours: 8 });
    await desk.app.runJobs();
    await desk.app.runJobs();
    const ids = desk.workspace.messages
      .flatMap(({ metadata }) => String(metadata?.event_payload?.notices ?? '').split(' '))
      .filter(Boolean);
    expect(new Set(ids).size).toBe(ids.length);
    expect(sounded().length).toBeGreaterThan(heard.length);
  });

  test('a burst of reminders for one channel becomes one digest with links', async () => {
    desk = await TestDesk.open({ settings: { sla: { P3: { accept: 'PT10H' } } } });
    for (let n = 0; n < 8; n += 1) await desk.logCall(aCall({ customer: `Shop ${n}`, spoken: [] }));
    const before = desk.posted(DESK).length;
    await desk.sleepThrough({ minutes: 61 });
    await desk.app.runJobs();
    const direct = desk.posted(directOf(WHO.supervisor));
    expect(direct).toHaveLength(1);
    expect(direct[0]?.text).toContain('8 条提醒');
    expect(JSON.stringify(direct[0]?.blocks)).toMatch(/<https:\/\/fieldbell-sandbox\.slack\.com\/archives\/C01DESK\/p\d+\|T-1>/);
    expect(desk.posted(DESK).length - before).toBe(1);
    const waiting = await desk.app.desk.cases.model.countDocuments({ nextNoticeAt: { $exists: true } });
    expect(waiting).toBe(0);
  });

  test('snooze reminds the presser again, and the deadline stays', async () => {
    desk = await TestDesk.open();
    const no = await accepted();
    await desk.advance('PT12H1M');
    const dueAt = (await desk.case(no))?.dueAt;
    const dm = desk.posted(directOf(WHO.engineer)).at(-1);
    if (!dm) throw new Error('no reminder');
    await desk.press(WHO.engineer, dm, 'case:snooze', no);
    await eventually(async () => expect((await desk.case(no))?.snoozes).toHaveLength(1));
    await desk.advance('PT31M');
    expect(about(directOf(WHO.engineer), no).filter((text) => text.includes('再次提醒'))).toHaveLength(1);
    expect((await desk.case(no))?.dueAt).toEqual(dueAt);
  });

  test('M12: a changed calendar recomputes open cases and says how many, on whichever database', async () => {
    const { aFolder } = await import('../support/store.js');
    const folder = await aFolder();
    const business = { sla: { P3: { clock: 'business', resolve: 'PT8H' } } };
    desk = await TestDesk.open({ dataDir: folder.path, settings: business });
    const no = await desk.logCall(aCall());
    const before = (await desk.case(no))?.dueAt;
    await desk.close();
    desk = await TestDesk.open({ dataDir: folder.path, settings: { ...business, calendar: { workHours: ['09:00-10:00'] } } });
    expect((await desk.case(no))?.dueAt?.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
    expect(desk.posted(directOf(WHO.supervisor)).at(-1)?.text).toContain('1 个');
  });

  test('a pause in waiting_customer stops the clock when the settings say so, and survives a change of priority', async () => {
    desk = await TestDesk.open({ settings: { sla: { pauseWhileWaiting: true } } });
    const no = await accepted();
    const before = (await desk.case(no))?.dueAt?.getTime() ?? 0;
    await desk.actWithForm(WHO.engineer, no, 'wait', { reason: '等客户到店', consentedBy: '周丽' });
    expect((await desk.case(no))?.dueAt).toBeUndefined();
    await desk.advance('PT5H');
    expect(about(directOf(WHO.engineer), no).filter((text) => text.startsWith('⏰'))).toEqual([]);
    await desk.press(WHO.engineer, await desk.card(no), 'case:resume', no);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('in_progress'));
    const shifted = (await desk.case(no))?.dueAt?.getTime() ?? 0;
    expect((shifted - before) / 60_000).toBeGreaterThanOrEqual(300);
    await desk.actWithForm(WHO.agent, no, 'priority', { override: 'P2', reason: 'customer asked' });
    const again = await desk.case(no);
    expect(((again?.dueAt?.getTime() ?? 0) - (again?.openedAt.getTime() ?? 0)) / 3600_000).toBeGreaterThanOrEqual(13);
  });
});
