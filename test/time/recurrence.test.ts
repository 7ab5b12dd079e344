import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { RECURRENCES } from '../../src/cases/duty/plan.js';
import { isWorkDay, type WorkCalendar } from '../../src/time/calendar.js';
import { occurrenceDays, type Recurrence } from '../../src/time/recurrence.js';
import { ruleProblem } from '../../src/time/rule.js';
import { slotsSince } from '../../src/time/slots.js';
import { zoneOf } from '../../src/time/zone.js';
import { at } from '../support/builders.js';

const calendar = (changes: Partial<WorkCalendar> = {}): WorkCalendar => ({
  zone: zoneOf('Asia/Shanghai'),
  workDays: [1, 2, 3, 4, 5],
  workHours: [{ from: 540, to: 1080 }],
  holidays: [],
  makeupDays: [],
  ...changes,
});
const days = (recurrence: Recurrence, from: string, to: string, changes: Partial<WorkCalendar> = {}): string[] => {
  const { zone } = calendar(changes);
  return occurrenceDays(recurrence, calendar(changes), at(from, zone), at(to, zone)).map((day) => day.toISODate() ?? '');
};
const named = (name: string): Recurrence => {
  const recurrence = RECURRENCES[name];
  if (!recurrence) throw new Error(`no ${name}`);
  return recurrence;
};
/** 2026: National Day from Thursday 1 to Wednesday 7 October; Saturday 10 October is worked. */
const NATIONAL_DAY = {
  holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
  makeupDays: ['2026-10-10'],
};

describe('what comes round', () => {
  test.each([
    [
      'every work day',
      'daily',
      '2026-09-30',
      '2026-10-12',
      NATIONAL_DAY,
      ['2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12'],
    ],
    ['twice a week', 'twiceWeekly', '2026-03-02', '2026-03-13', {}, ['2026-03-02', '2026-03-05', '2026-03-09', '2026-03-12']],
    [
      'twice a week, Monday off: two days apart as before',
      'twiceWeekly',
      '2026-03-02',
      '2026-03-08',
      { holidays: ['2026-03-02'] },
      ['2026-03-03', '2026-03-05'],
    ],
    [
      'twice a week, Monday to Wednesday off: Thursday, then the make-up Saturday',
      'twiceWeekly',
      '2026-10-05',
      '2026-10-11',
      NATIONAL_DAY,
      ['2026-10-08', '2026-10-10'],
    ],
    [
      'twice a week where only two neighbours are left: still twice',
      'twiceWeekly',
      '2026-03-02',
      '2026-03-08',
      { holidays: ['2026-03-02', '2026-03-03', '2026-03-04'] },
      ['2026-03-05', '2026-03-06'],
    ],
    ['twice a week where one day is left: once', 'twiceWeekly', '2026-03-02', '2026-03-08', { workDays: [3] }, ['2026-03-04']],
    ['weekly, Monday off: the next work day of the week', 'weekly', '2026-10-01', '2026-10-14', NATIONAL_DAY, ['2026-10-08', '2026-10-12']],
    ['Friday off: the work day before, not next week', 'fridays', '2026-10-01', '2026-10-03', { holidays: ['2026-10-02'] }, ['2026-10-01']],
    [
      'a week without a work day has none',
      'weekly',
      '2026-03-02',
      '2026-03-08',
      { holidays: ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'] },
      [],
    ],
    ['the first work day of the month', 'monthly', '2026-10-01', '2026-12-31', NATIONAL_DAY, ['2026-10-08', '2026-11-02', '2026-12-01']],
    [
      'the last work day of the month',
      'lastWorkDay',
      '2026-01-01',
      '2026-06-30',
      {},
      ['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30', '2026-05-29', '2026-06-30'],
    ],
    [
      'the last work day where the month ends on a worked weekend',
      'lastWorkDay',
      '2026-02-01',
      '2026-02-28',
      { makeupDays: ['2026-02-28'] },
      ['2026-02-28'],
    ],
    ['each quarter', 'quarterly', '2026-01-01', '2026-12-31', {}, ['2026-01-01', '2026-04-01', '2026-07-01', '2026-10-01']],
    ['every half-year', 'halfYearly', '2026-01-01', '2027-12-31', {}, ['2026-01-01', '2026-07-01', '2027-01-01', '2027-07-01']],
    ['at the end of a leap year too', 'yearly', '2027-01-01', '2028-12-31', {}, ['2027-12-31', '2028-12-29']],
  ] as const)('%s', (_name, recurrence, from, to, changes, expected) => {
    expect(days(named(recurrence), from, to, changes as Partial<WorkCalendar>)).toEqual(expected);
  });

  test('an interval counts the same whichever day one asks from', () => {
    const everyThirdWeek = { rule: 'FREQ=WEEKLY;INTERVAL=3;BYDAY=WE' };
    const year = days(everyThirdWeek, '2026-01-01', '2026-12-31');
    expect(year.slice(0, 3)).toEqual(['2026-01-07', '2026-01-28', '2026-02-18']);
    for (let from = at('2026-01-01'); from.year === 2026; from = from.plus({ days: 11 }))
      expect(days(everyThirdWeek, from.toISODate() ?? '', '2026-12-31')).toEqual(year.filter((day) => day >= (from.toISODate() ?? '')));
  });

  test.each([
    ['FREQ=WEEKLY;BYDAY=MO,TH', true],
    ['freq=monthly;byday=2tu', true],
    ['FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1', true],
    ['FREQ=HOURLY', false],
    ['FREQ=DAILY;COUNT=3', false],
    ['FREQ=DAILY;UNTIL=20270101T000000Z', false],
    ['FREQ=DAILY;BYHOUR=9', false],
    ['FREQ=WEEKLY;BYDAY=XX', false],
    ['FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30', false],
    ['every monday', false],
    ['', false],
    [`FREQ=DAILY;X-${'a'.repeat(300)}=1`, false],
    ['FREQ=DAILY\nDTSTART:20200101', false],
    ['FREQ=MONTHLY;BYMONTHDAY=01,15;INTERVAL=1;', true],
    ['FREQ=YEARLY;INTERVAL=4;BYMONTH=6;BYMONTHDAY=1', true],
    ['FREQ=DAILY;FREQ=DAILY', false],
    ['FREQ=WEEKLY;BYDAY=MO;BYDAY=TU', false],
    ['FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29', false],
    ['FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO', false],
    ['FREQ=MONTHLY;BYDAY=9MO', false],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300', false],
    ['FREQ=MONTHLY;BYMONTHDAY=1,32', false],
    ['FREQ=DAILY;TZID=Europe/Berlin', false],
    ['FREQ=YEARLY;INTERVAL=5', false],
    ['FREQ=MONTHLY;INTERVAL=24', false],
  ])('%p is a rule: %p', (rule, is) => {
    expect(ruleProblem(rule) === undefined).toBe(is);
  });

  test.each([
    ['FREQ=DAILY;FREQ=SECONDLY', 'ruleTwice', 'FREQ=SECONDLY'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'ruleTwice', 'FREQ=WEEKLY'],
    ['FREQ=YEARLY;BYDAY=54MO', 'ruleNever', 'FREQ=YEARLY;BYDAY=54MO'],
    ['FREQ=MONTHLY;BYDAY=6MO', 'ruleNever', 'FREQ=MONTHLY;BYDAY=6MO'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=6MO', 'ruleNever', 'FREQ=YEARLY;BYMONTH=3;BYDAY=6MO'],
    ['FREQ=YEARLY;BYDAY=MO;BYMONTHDAY=13;BYWEEKNO=1', 'ruleNever', 'FREQ=YEARLY;BYDAY=MO;BYMONTHDAY=13;BYWEEKNO=1'],
    ['FREQ=YEARLY;BYWEEKNO=1;BYMONTH=6', 'ruleNever', 'FREQ=YEARLY;BYWEEKNO=1;BYMONTH=6'],
    ['FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30', 'ruleNever', 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30'],
    ['FREQ=DAILY;INTERVAL=99999999999', 'ruleInterval', 'INTERVAL=99999999999'],
    ['FREQ=YEARLY;INTERVAL=5', 'ruleInterval', 'INTERVAL=5'],
    ['FREQ=SECONDLY', 'ruleFrequency', 'SECONDLY'],
    ['FREQ=MINUTELY;BYDAY=MO', 'ruleFrequency', 'MINUTELY'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'rulePart', 'BYMONTHDAY=32'],
    ['FREQ=YEARLY;BYMONTH=13', 'rulePart', 'BYMONTH=13'],
    ['FREQ=DAILY;FOO=BAR', 'rulePart', 'FOO=BAR'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 'ruleRare', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29'],
    ['FREQ=DAILY;INTERVAL=999999999', 'ruleInterval', 'INTERVAL=999999999'],
    ['FREQ=DAILY;INTERVAL=374', 'ruleInterval', 'INTERVAL=374'],
    ['FREQ=WEEKLY;BYDAY=MO;INTERVAL=54', 'ruleInterval', 'INTERVAL=54'],
    ['FREQ=WEEKLY;INTERVAL=54', 'ruleInterval', 'INTERVAL=54'],
    ['FREQ=DAILY;COUNT=999999999', 'ruleOfItsOwn', 'COUNT'],
  ])('S4, O28: %s is refused as %s, about %s', (rule, code, part) => {
    expect(ruleProblem(rule)).toEqual({ code, part });
  });

  test('S4: whatever is written as a rule, it is refused or it names some days of a period, in order and each once', () => {
    const number = fc.oneof(fc.integer({ min: -400, max: 400 }), fc.integer());
    const values = fc.oneof(
      fc.array(number, { minLength: 1, maxLength: 6 }).map((list) => list.join(',')),
      fc
        .array(fc.constantFrom('MO', 'TU', 'SA', 'SU', '1MO', '-1FR', '5WE', 'XX'), { minLength: 1, maxLength: 5 })
        .map((list) => list.join(',')),
      fc.string({ maxLength: 6 }),
    );
    const name = fc.constantFrom(
      'FREQ',
      'INTERVAL',
      'BYDAY',
      'BYMONTH',
      'BYMONTHDAY',
      'BYYEARDAY',
      'BYWEEKNO',
      'BYSETPOS',
      'WKST',
      'BYHOUR',
      'COUNT',
      'UNTIL',
      'X',
    );
    const frequency = fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'HOURLY', 'SECONDLY');
    const rule = fc
      .tuple(frequency, fc.array(fc.tuple(name, values), { maxLength: 3 }))
      .map(([freq, parts]) => [`FREQ=${freq}`, ...parts.map((part) => part.join('='))].join(';'));
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof({ arbitrary: rule, weight: 9 }, { arbitrary: fc.string(), weight: 1 }), (text) => {
        if (ruleProblem(text)) return;
        taken += 1;
        const found = days({ rule: text }, '2026-03-01', '2027-03-01');
        expect(found.length).toBeLessThanOrEqual(366);
        expect(found).toEqual([...new Set(found)].sort());
        expect(found.every((day) => day >= '2026-03-01' && day <= '2027-03-01')).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(taken).toBeGreaterThan(5);
  });

  test('O28: every third day that is a day off moves to a work day before the next one', () => {
    const third = { rule: 'FREQ=DAILY;INTERVAL=3' };
    const all = days(third, '2026-01-01', '2026-12-31');
    const gaps = all.slice(1).map((day, n) => at(day).diff(at(all[n] ?? day), 'days').days);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5);
    expect(days(third, '2026-06-01', '2026-12-31')).toEqual(all.filter((day) => day >= '2026-06-01'));
  });

  test('in any zone, over any holidays, for any rule: work days only, in order, each once, and two days apart as far as the week allows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(RECURRENCES)),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia'),
        (name, offsets, zone) => {
          const start = DateTime.fromISO('2026-01-01', { zone });
          const own = calendar({ zone: zoneOf(zone), holidays: offsets.map((n) => start.plus({ days: n }).toISODate() ?? '') });
          const found = occurrenceDays(named(name), own, start, start.plus({ days: 380 }));
          const again = [0, 100, 200, 300].flatMap((n) =>
            occurrenceDays(named(name), own, start.plus({ days: n }), start.plus({ days: n === 300 ? 380 : n + 99 })),
          );
          expect(again.map((day) => day.toISODate())).toEqual(found.map((day) => day.toISODate()));
          found.forEach((day, n) => {
            expect(isWorkDay(own, day)).toBe(true);
            expect(day.hour === 0 || !day.startOf('day').equals(day.set({ hour: 0 }))).toBe(true);
            const before = found[n - 1];
            if (before) expect(day > before).toBe(true);
            const apart = before && named(name).daysApart && before.hasSame(day, 'week') ? day.diff(before, 'days').days : undefined;
            if (apart !== undefined && before && apart < 1.9) {
              const rest = Array.from({ length: 7 }, (_, m) => before.plus({ days: m + 2 })).filter((other) =>
                other.hasSame(before, 'week'),
              );
              expect(rest.some((other) => isWorkDay(own, other))).toBe(false);
            }
          });
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('the turns of what comes round', () => {
  test('keep their local hours where the clocks change, and end as the next begins', () => {
    const own = calendar({ zone: zoneOf('Europe/Berlin') });
    const rhythm = { recurrence: named('daily'), dueBy: 660, remindBefore: 3_600_000 };
    const [friday, monday] = slotsSince(rhythm, at('2026-03-26', own.zone), at('2026-03-30T12:00', own.zone), own);
    expect(friday?.dueAt.toISO()).toBe('2026-03-27T11:00:00.000+01:00');
    expect(monday?.dueAt.toISO()).toBe('2026-03-30T11:00:00.000+02:00');
    expect(friday?.lapsesAt.toMillis()).toBe(monday?.opensAt.toMillis());
  });

  test('are due so many work days later, but before the next one begins', () => {
    const rhythm = { recurrence: named('monthly'), dueBy: 1080, dueAfterDays: 5, remindBefore: 7_200_000 };
    const [october] = slotsSince(rhythm, at('2026-09-30'), at('2026-10-31'), calendar(NATIONAL_DAY));
    expect(october?.dueAt.toISO()).toBe('2026-10-14T18:00:00.000+08:00');
    expect(october?.remindAt.toISO()).toBe('2026-10-14T16:00:00.000+08:00');
    const [monday] = slotsSince({ ...rhythm, recurrence: named('daily') }, at('2026-03-01'), at('2026-03-02T10:00'), calendar());
    expect(monday?.dueAt.toISO()).toBe('2026-03-03T08:59:00.000+08:00');
  });
});
