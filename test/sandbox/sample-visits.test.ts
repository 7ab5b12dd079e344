import { describe, expect, test } from '@jest/globals';
import { DateTime, Interval } from 'luxon';
import { LIVES } from '../../src/sandbox/seed-data.js';
import { windowsIn } from '../../src/sandbox/seed-visits.js';
import { readSettings } from '../../src/settings.js';
import { type WorkCalendar, workIntervalsOf } from '../../src/time/calendar.js';
import { zoneOf } from '../../src/time/zone.js';

const ZONE = 'Asia/Shanghai';
const read = readSettings({});
if (!read.ok) throw new Error('settings');
const calendar: WorkCalendar = { zone: zoneOf(ZONE), ...read.settings.calendar };
const isAtWork = (start: DateTime, end: DateTime): boolean =>
  workIntervalsOf(calendar, start).some((hours) => hours.engulfs(Interval.fromDateTimes(start, end)));

/** The sample's windows for a sandbox that begins then. */
const windowsAt = (now: DateTime) => {
  const windowFor = windowsIn(calendar, 60);
  return LIVES.flatMap(({ visit }) => (visit ? [{ visit, ...windowFor(now.plus({ minutes: visit.from }), now, visit.engineer) }] : []));
};

/** A sandbox that began in the evening had its visits at midnight. */
describe('the visits of the sample desk lie in its work hours, whenever the sandbox begins', () => {
  const week = DateTime.fromISO('2026-11-23T00:10', { zone: ZONE });
  test.each(Array.from({ length: 33 }, (_, n) => week.plus({ hours: 5 * n })))('begun at %s', (now) => {
    const windows = windowsAt(now);
    expect(windows).toHaveLength(7);
    for (const { visit, start, end } of windows) {
      expect(isAtWork(start, end)).toBe(true);
      // What was over is over, and what is not lies no more than a weekend ahead.
      if (visit.from < -600) expect(end < now).toBe(true);
      else expect(start.diff(now).as('days')).toBeLessThan(5);
    }
    // One engineer is at one customer's at a time.
    for (const [n, one] of windows.entries())
      for (const other of windows.slice(n + 1))
        if (one.visit.engineer === other.visit.engineer)
          expect(Math.abs(one.start.diff(other.start).as('minutes'))).toBeGreaterThanOrEqual(120);
  });

  test('in the afternoon one is at work, one under way and one signed', () => {
    const now = DateTime.fromISO('2026-11-25T15:00', { zone: ZONE });
    expect(windowsAt(now).map(({ start }) => start.toFormat('dd HH:mm'))).toEqual([
      '26 11:00',
      '24 17:00',
      '25 14:00',
      '25 17:00',
      '25 16:45',
      '25 14:45',
      '26 16:00',
    ]);
  });
});
