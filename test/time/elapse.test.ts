import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { type WorkCalendar, workIntervalsOf } from '../../src/time/calendar.js';
import { elapse, elapsed, type Pause, type RunningClock } from '../../src/time/elapse.js';
import { zoneOf } from '../../src/time/zone.js';
import { at } from '../support/builders.js';

const calendar = (changes: Partial<WorkCalendar> = {}): WorkCalendar => ({
  zone: zoneOf('Asia/Shanghai'),
  workDays: [1, 2, 3, 4, 5],
  workHours: [
    { from: 9 * 60, to: 12 * 60 },
    { from: 13 * 60 + 30, to: 18 * 60 },
  ],
  holidays: [],
  makeupDays: [],
  ...changes,
});
const business = (changes: Partial<WorkCalendar> = {}, pauses: Pause[] = []): RunningClock => ({
  clock: 'business',
  calendar: calendar(changes),
  pauses,
});
const always = (pauses: Pause[] = [], zone = 'Asia/Shanghai'): RunningClock => ({
  clock: 'always',
  calendar: calendar({ zone: zoneOf(zone) }),
  pauses,
});
const hours = (n: number): number => n * 3600_000;
const pause = (from: string, to?: string): Pause => ({ from: at(from).toJSDate(), ...(to ? { to: at(to).toJSDate() } : {}) });

describe('a clock in business hours', () => {
  test.each([
    ['stays within a morning', '2026-03-02T09:30', 1, '2026-03-02T10:30'],
    ['jumps over lunch', '2026-03-02T11:00', 2, '2026-03-02T14:30'],
    ['goes on the next morning', '2026-03-02T17:00', 2, '2026-03-03T10:00'],
    ['jumps over the weekend', '2026-03-06T17:00', 2, '2026-03-09T10:00'],
    ['starts at the next opening when begun at night', '2026-03-02T22:00', 1, '2026-03-03T10:00'],
    ['starts after lunch when begun at lunch', '2026-03-02T12:30', 1, '2026-03-02T14:30'],
    ['ends at closing time, not the next morning', '2026-03-02T17:00', 1, '2026-03-02T18:00'],
    ['crosses the end of a month', '2026-02-27T16:00', 3, '2026-03-02T10:00'],
  ])('%s', (_, start, h, due) => {
    expect(elapse(at(start), hours(h), business())?.toISO()).toBe(at(due).toISO());
  });

  test('rests on holidays and works on make-up days (调休)', () => {
    const national = business({ holidays: ['2026-10-01', '2026-10-02'], makeupDays: ['2026-10-10'] });
    expect(elapse(at('2026-09-30T17:00'), hours(2), national)?.toISO()).toBe(at('2026-10-05T10:00').toISO());
    expect(elapse(at('2026-10-09T17:00'), hours(2), national)?.toISO()).toBe(at('2026-10-10T10:00').toISO());
  });

  test('pausing and resuming outside work hours shifts nothing', () => {
    const without = elapse(at('2026-03-02T17:00'), hours(4), business());
    const withPause = elapse(
      at('2026-03-02T17:00'),
      hours(4),
      business({}, [pause('2026-03-02T19:00', '2026-03-03T08:00'), pause('2026-03-03T12:05', '2026-03-03T13:20')]),
    );
    expect(withPause?.toISO()).toBe(without?.toISO());
  });

  test('a hold counts in business time, not wall time', () => {
    const due = elapse(at('2026-03-02T09:00'), hours(4), business({}, [pause('2026-03-02T11:00', '2026-03-02T14:30')]));
    expect(due?.toISO()).toBe(at('2026-03-02T16:30').toISO());
  });

  test('an open pause has no due time', () => {
    expect(elapse(at('2026-03-02T09:00'), hours(4), business({}, [pause('2026-03-02T10:00')]))).toBeUndefined();
  });

  test('a calendar that never works has no due time', () => {
    expect(elapse(at('2026-03-02T09:00'), 1, business({ workHours: [] }))).toBeUndefined();
  });
});

describe('summer time', () => {
  test('a clock that is always on counts real hours over the spring change', () => {
    const start = DateTime.fromISO('2026-03-28T12:00', { zone: 'Europe/Berlin' });
    expect(elapse(start, hours(24), always([], 'Europe/Berlin'))?.toFormat('yyyy-MM-dd HH:mm')).toBe('2026-03-29 13:00');
  });

  test('a work day is as long as its clock times say, also on the day of the change', () => {
    const sunday = business({ zone: zoneOf('Europe/Berlin'), workDays: [7], workHours: [{ from: 0, to: 6 * 60 }] });
    const start = DateTime.fromISO('2026-03-29T00:00', { zone: 'Europe/Berlin' });
    expect(elapse(start, hours(5), sunday)?.toFormat('yyyy-MM-dd HH:mm')).toBe('2026-03-29 06:00');
    const autumn = DateTime.fromISO('2026-10-25T00:00', { zone: 'Europe/Berlin' });
    expect(elapsed(autumn, autumn.plus({ days: 1 }), sunday) / hours(1)).toBe(7);
  });
});

const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
const moments = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) });
const pausesFrom = (start: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: hours(200) }), fc.integer({ min: 1, max: hours(30) })), { maxLength: 4 })
    .map((list) => list.map(([after, long]): Pause => ({ from: new Date(start + after), to: new Date(start + after + long) })));
const cases = fc
  .tuple(zones, moments, fc.constantFrom('always' as const, 'business' as const))
  .chain(([zone, start, clock]) =>
    fc.tuple(fc.constant({ zone, start, clock }), fc.integer({ min: 1, max: hours(120) }), pausesFrom(start)),
  );

describe('for any start, span, zone and pauses', () => {
  test('what elapses until the due time is the span', () => {
    fc.assert(
      fc.property(cases, ([{ zone, start, clock }, span, pauses]) => {
        const running: RunningClock = { clock, calendar: calendar({ zone: zoneOf(zone) }), pauses };
        const begin = DateTime.fromMillis(start, { zone });
        const due = elapse(begin, span, running);
        expect(due && elapsed(begin, due, running)).toBe(span);
      }),
      { numRuns: 150 },
    );
  });

  test('more pauses never make it earlier, and a longer span never either', () => {
    fc.assert(
      fc.property(cases, ([{ zone, start, clock }, span, pauses]) => {
        const begin = DateTime.fromMillis(start, { zone });
        const plain = elapse(begin, span, { clock, calendar: calendar({ zone: zoneOf(zone) }), pauses: [] });
        const paused = elapse(begin, span, { clock, calendar: calendar({ zone: zoneOf(zone) }), pauses });
        const longer = elapse(begin, span + 60_000, { clock, calendar: calendar({ zone: zoneOf(zone) }), pauses });
        expect(paused?.toMillis()).toBeGreaterThanOrEqual(plain?.toMillis() ?? 0);
        expect(longer?.toMillis()).toBeGreaterThan(paused?.toMillis() ?? 0);
      }),
      { numRuns: 150 },
    );
  });

  test('the due time lies in work hours and outside pauses', () => {
    fc.assert(
      fc.property(cases, ([{ zone, start }, span, pauses]) => {
        const running: RunningClock = { clock: 'business', calendar: calendar({ zone: zoneOf(zone) }), pauses };
        const due = elapse(DateTime.fromMillis(start, { zone }), span, running)?.toMillis() ?? 0;
        expect(elapsed(DateTime.fromMillis(due - 1, { zone }), DateTime.fromMillis(due, { zone }), running)).toBe(1);
      }),
      { numRuns: 150 },
    );
  });
});

describe('work hours where the clocks change', () => {
  const worked = (zone: string, day: string, ...hoursOfDay: [number, number][]): number[] =>
    hoursOfDay.map(([from, to]) => {
      const workHours = [{ from: from * 60, to: to * 60 }];
      const running: RunningClock = {
        clock: 'business',
        calendar: calendar({ zone: zoneOf(zone), workDays: [1, 2, 3, 4, 5, 6, 7], workHours }),
        pauses: [],
      };
      const start = DateTime.fromISO(day, { zone: zoneOf(zone) }).startOf('day');
      return elapsed(start, start.plus({ days: 1 }).startOf('day'), running) / hours(1);
    });

  test.each([
    ['the hour is left out', 'Europe/Berlin', '2026-03-29', [2, 2, 1, 23]],
    ['the hour comes twice', 'Europe/Berlin', '2026-10-25', [3.5, 4, 1.5, 25]],
    ['it is no day of change', 'Europe/Berlin', '2026-10-26', [2.5, 3, 1.5, 24]],
    ['half an hour is left out', 'Australia/Lord_Howe', '2026-10-04', [2.5, 2.5, 1, 23.5]],
  ])('O29: where %s, they are as long as they really are', (_name, zone, day, expected) => {
    expect(worked(zone, day, [2.5, 5], [1, 4], [1, 2.5], [0, 24])).toEqual(expected);
  });

  test('O29: two whole days have 47 hours where midnight itself is left out', () => {
    for (const [zone, day] of [
      ['America/Santiago', '2026-09-06'],
      ['Africa/Cairo', '2026-04-24'],
    ] as const) {
      const [first, second] = [day, DateTime.fromISO(day).plus({ days: 1 }).toISODate() ?? ''].map(
        (one) => worked(zone, one, [0, 24])[0] ?? 0,
      );
      expect([zone, (first ?? 0) + (second ?? 0)]).toEqual([zone, 47]);
    }
  });

  test('O29: over a year of any zone, hours that follow each other leave no gap and never overlap', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'America/Santiago', 'Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Shanghai'];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 364 }), fc.integer({ min: 1, max: 1439 }), (zone, n, cut) => {
        const cuts = [
          { from: 0, to: cut },
          { from: cut, to: 1440 },
        ];
        const day = DateTime.fromISO('2026-01-01', { zone: zoneOf(zone) }).plus({ days: n });
        const of = (workHours: { from: number; to: number }[]) =>
          workIntervalsOf(calendar({ zone: zoneOf(zone), workDays: [1, 2, 3, 4, 5, 6, 7], workHours }), day);
        const whole = day.plus({ days: 1 }).startOf('day').diff(day.startOf('day')).toMillis();
        expect(of(cuts).reduce((sum, one) => sum + one.length(), 0)).toBe(whole);
      }),
    );
  });
});
