import { afterEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { openInspections } from '../../jobs/inspections.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { yearWithoutHolidays } from '../../src/time/calendar-end.js';
import { directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const ITEMS: CheckItem[] = [
  { id: '1', cycle: 'daily', answer: 'ok', question: 'Does the site open?' },
  { id: '2', cycle: 'weekly', answer: 'ok', question: 'Are the backups there?' },
];

describe('what everybody sees of operations', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const open = async (beginsAt: string, settings: object = {}): Promise<void> => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO(beginsAt, { zone: 'Asia/Shanghai' }), settings });
  };
  const addProject = () =>
    desk.app.desk.projects.add(
      { name: 'Checkout', group: '收银组', items: ITEMS, lastItem: 2 },
      WHO.supervisor,
      desk.app.desk.clock.now().toJSDate(),
    );
  const homeOf = async (user: string): Promise<string> => {
    await desk.home(user);
    return eventually(() => {
      const home = desk.workspace.homes.get(user);
      if (!home) throw new Error('no Home yet');
      return JSON.stringify(home);
    });
  };

  test('O26: Monday’s weekly inspection is in sight on Tuesday, what was missed counts, and a supervisor outside the groups sees it', async () => {
    await open('2026-11-23T08:00');
    await addProject();
    await desk.advance('PT1H5M');
    await openInspections(desk.app.desk);
    await desk.advance('P1DT1H');
    await openInspections(desk.app.desk);
    await desk.settle();
    const weekly = (await desk.app.desk.inspections.open()).find(({ data }) => data.cycle === 'weekly');
    expect(weekly?.data.day).toBe('2026-11-23');
    await desk.command(WHO.anna, '/desk');
    await desk.answer(WHO.anna, 'Inspections: 0 done today · 2 open (1 late) · 1 missed in 30 days');
    await desk.command(WHO.anna, '/inspect');
    await desk.answer(WHO.anna, weekly?.no ?? '?');
    const [mine, all] = [await homeOf(WHO.tom), await homeOf(WHO.supervisor)];
    expect(mine).toContain('Inspections of my groups: 2');
    expect(mine).toMatch(new RegExp(`🔴 ${weekly?.no} .*? · late`));
    expect(all).toContain('各运维组的巡检：2');
    expect(all).toMatch(new RegExp(`🔴 ${weekly?.no} .*? · 已逾期`));
  });

  test('O27: a ticket of a finding asks nobody to call a customer who never called', async () => {
    await open('2026-11-25T08:00');
    await addProject();
    await desk.advance('PT1H5M');
    await openInspections(desk.app.desk);
    await desk.settle();
    const [inspection] = await desk.app.desk.inspections.open();
    const no = inspection?.no ?? '?';
    await desk.pressOn(WHO.tom, await desk.card(no), 'fill', no);
    const view = await desk.modal(WHO.tom, 'inspection.fill');
    await desk.pressInView(WHO.tom, view, 'answer_P-1_1', 'value', option('notOk'), { 'answer_P-1_1': option('notOk') });
    const noted = await eventually(async () => {
      const top = await desk.modal(WHO.tom, 'inspection.fill');
      if (!JSON.stringify(top.body.blocks).includes('note_P-1_1')) throw new Error('no note yet');
      return top;
    });
    await desk.submit(WHO.tom, noted, { 'answer_P-1_1': option('notOk'), 'note_P-1_1': '502' });
    await eventually(async () => expect(((await desk.case(no)) as Inspection | undefined)?.state).toBe('done'));
    await desk.settle();
    await desk.pressOn(WHO.tom, await desk.card(no), 'raise', no);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'inspection.raise'), {
      finding: option('P-1_1'),
      impact: option('high'),
      urgency: option('high'),
    });
    const ticket = await eventually(async () => {
      const found = await desk.case('T-1');
      if (!found) throw new Error('no ticket yet');
      return found;
    });
    expect(ticket.data).toMatchObject({ source: 'inspection' });
    expect(ticket.deadlines.map(({ track }) => track.split('#')[0])).not.toContain('firstResponse');
    await desk.settle();
    const card = shownIn(await desk.card('T-1'));
    expect(card).not.toContain('case:contact');
    expect(card).toContain('巡检发现');
    await desk.advance('PT3H');
    const told = [WHO.tom, WHO.supervisor]
      .flatMap((user) => desk.posted(directOf(user)).map(shownIn))
      .filter((words) => words.includes('T-1'));
    expect(told.length).toBeGreaterThan(0);
    for (const words of told) expect(words).not.toMatch(/customer has not been contacted|首次响应|联系客户|call the customer/i);
  });

  test('O28: before a year begins of which no holiday is known, the supervisor hears of it once', async () => {
    await open('2026-11-25T08:00', { calendar: { holidays: ['2026-10-01'] }, roles: { supervisors: [WHO.supervisor], heads: [WHO.head] } });
    await desk.app.runJobs();
    await desk.app.runJobs();
    const about = () => desk.posted(directOf(WHO.supervisor)).filter((one) => shownIn(one).includes('2027'));
    await eventually(() => expect(about()).toHaveLength(1));
  });

  test.each([
    ['2026-11-10', ['2026-10-01'], undefined],
    ['2026-11-20', ['2026-10-01'], 2027],
    ['2026-11-20', ['2026-10-01', '2027-01-01'], undefined],
    ['2027-03-01', ['2026-10-01'], 2027],
    ['2026-11-20', [], undefined],
  ])('O28: on %s a calendar with %j lacks %s', async (now, holidays, year) => {
    await open('2026-11-25T08:00');
    expect(yearWithoutHolidays({ holidays, makeupDays: [] }, DateTime.fromISO(now, { zone: 'Asia/Shanghai' }))).toBe(year);
  });
});
