import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { quietUntil } from '../../src/time/quiet.js';
import { zoneOf } from '../../src/time/zone.js';

const HOURS = { from: 21 * 60, to: 8 * 60, daysOff: true };
const calendarIn = (zone: string, more = {}) => ({
  zone: zoneOf(zone),
  workDays: [1, 2, 3, 4, 5],
  workHours: [{ from: 540, to: 1080 }],
  holidays: [] as string[],
  makeupDays: [] as string[],
  ...more,
});
const until = (iso: string, hours = HOURS, calendar = calendarIn('Asia/Shanghai')): string | undefined =>
  quietUntil(DateTime.fromISO(iso, { zone: calendar.zone }), hours, calendar)?.toFormat('MM-dd HH:mm');

describe('18.6: until when it is quiet', () => {
  test.each([
    ['an evening before nine', '2026-03-02T20:59', undefined],
    ['nine in the evening', '2026-03-02T21:00', '03-03 08:00'],
    ['after midnight', '2026-03-03T03:00', '03-03 08:00'],
    ['eight in the morning', '2026-03-03T08:00', undefined],
    ['a Friday night', '2026-03-06T22:00', '03-09 08:00'],
    ['a Saturday at noon', '2026-03-07T12:00', '03-09 08:00'],
    ['a Sunday night', '2026-03-08T23:30', '03-09 08:00'],
  ])('%s', (_, at, expected) => {
    expect(until(at)).toBe(expected);
  });

  test('a holiday on Monday waits for Tuesday, and a Saturday that is worked on does not wait', () => {
    const calendar = calendarIn('Asia/Shanghai', { holidays: ['2026-03-09'], makeupDays: ['2026-03-07'] });
    expect(until('2026-03-06T22:00', HOURS, calendar)).toBe('03-07 08:00');
    expect(until('2026-03-07T12:00', HOURS, calendar)).toBeUndefined();
    expect(until('2026-03-08T12:00', HOURS, calendar)).toBe('03-10 08:00');
  });

  test('whose quiet hours are by day, and who has none', () => {
    const nightShift = { from: 9 * 60, to: 17 * 60, daysOff: false };
    expect(until('2026-03-07T12:00', nightShift)).toBe('03-07 17:00');
    expect(until('2026-03-07T03:00', nightShift)).toBeUndefined();
    expect(until('2026-03-07T03:00', { from: 0, to: 0, daysOff: false })).toBeUndefined();
  });

  test('a night in which the clock changes ends at eight by the clock on the wall, whichever way it goes', () => {
    const berlin = calendarIn('Europe/Berlin', { workDays: [1, 2, 3, 4, 5, 6, 7] });
    for (const [from, hours] of [
      ['2026-03-28T22:00', 9],
      ['2026-10-24T22:00', 11],
    ] as const) {
      const start = DateTime.fromISO(from, { zone: berlin.zone });
      const end = quietUntil(start, HOURS, berlin);
      expect(end?.toFormat('HH:mm')).toBe('08:00');
      expect(end?.diff(start, 'hours').hours).toBe(hours);
    }
    // Half past two does not exist in this night: the quiet time ends where the clock jumps over it.
    expect(until('2026-03-29T01:30', { from: 0, to: 150, daysOff: false }, berlin)).toBe('03-29 03:00');
  });

  test('a calendar without a work day ahead holds nothing back', () => {
    const holidays = Array.from({ length: 60 }, (_, n) => DateTime.fromISO('2026-03-01').plus({ days: n }).toISODate() ?? '');
    expect(until('2026-03-02T12:00', HOURS, calendarIn('Asia/Shanghai', { holidays }))).toBeUndefined();
  });

  test('for any hours and any moment it ends in a moment that is not quiet, at most a month ahead', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(minute, minute, fc.boolean(), zone, fc.integer({ min: 0, max: 365 * 24 * 60 }), (from, to, daysOff, name, ahead) => {
        const calendar = calendarIn(name);
        const at = DateTime.fromISO('2026-01-01', { zone: calendar.zone }).plus({ minutes: ahead });
        const end = quietUntil(at, { from, to, daysOff }, calendar);
        if (!end) return;
        expect(end > at).toBe(true);
        expect(end.diff(at, 'days').days).toBeLessThan(32);
        expect(quietUntil(end, { from, to, daysOff }, calendar)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
