import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eachDay, isWithinReach, LONGEST_DAYS, parsePeriod } from '../../src/time/period.js';
import { at } from '../support/builders.js';

const now = at('2026-11-26T10:00');

describe('S15: periods', () => {
  test('a day, a month, a range, and the last 30 days', () => {
    expect(parsePeriod('2026-11', now)).toEqual({ from: '2026-11-01', to: '2026-11-30' });
    expect(parsePeriod('2026-11-05', now)).toEqual({ from: '2026-11-05', to: '2026-11-05' });
    expect(parsePeriod('2024-01-01..2024-12-31', now)).toEqual({ from: '2024-01-01', to: '2024-12-31' });
    expect(parsePeriod('２０２６-１１', now)).toEqual({ from: '2026-11-01', to: '2026-11-30' });
    expect(parsePeriod('', now)).toEqual({ from: '2026-10-28', to: '2026-11-26' });
  });

  test.each([
    ['2026/11', '2026-11-01', '2026-11-30'],
    ['2026年11月', '2026-11-01', '2026-11-30'],
    ['11月', '2026-11-01', '2026-11-30'],
    ['２０２６－１１', '2026-11-01', '2026-11-30'],
    ['2026.1.3', '2026-01-03', '2026-01-03'],
    ['2026年1月3日', '2026-01-03', '2026-01-03'],
    ['2026/1/3..2026/2/1', '2026-01-03', '2026-02-01'],
    ['2026', '2026-01-01', '2026-12-31'],
  ])('%s is understood as people mean it', (typed, from, to) => {
    expect(parsePeriod(typed, now)).toEqual({ from, to });
  });

  test.each([
    ['9999-12', 'periodTooFar'],
    ['2052-01', 'periodTooFar'],
    ['0001-01', 'periodTooFar'],
    ['2026-01-01..9999-12-31', 'periodTooFar'],
    ['2025-01-01..2026-01-02', 'periodTooLong'],
    ['2026-13', 'notAPeriod'],
    ['2026-02-30', 'notAPeriod'],
    ['2026-11-30..2026-11-01', 'notAPeriod'],
    ['2026-11-01..2026-11-02..2026-11-03', 'notAPeriod'],
    ['+010000-01', 'notAPeriod'],
  ])('%s is %s', (typed, why) => {
    expect(parsePeriod(typed, now)).toBe(why);
  });

  test('whatever is typed is a year at most, or refused; and days are counted, never compared as texts', () => {
    const day = fc
      .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((one) => one.toISOString().slice(0, 10));
    const typed = fc.oneof(
      fc.string(),
      day,
      day.map((one) => one.slice(0, 7)),
      fc.tuple(day, day).map((both) => both.join('..')),
      fc.stringMatching(/^\d{4}-\d\d(-\d\d)?(\.\.\d{4}-\d\d-\d\d)?$/),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const period = parsePeriod(text, now);
        if (typeof period === 'string') return;
        const days = eachDay(period);
        expect(days.length).toBeGreaterThan(0);
        expect(days.length).toBeLessThanOrEqual(LONGEST_DAYS);
        expect([days[0], days.at(-1)]).toEqual([period.from, period.to]);
      }),
      { numRuns: 2_000 },
    );
    expect(eachDay({ from: '9999-12-30', to: '9999-12-31' })).toEqual(['9999-12-30', '9999-12-31']);
    expect(eachDay({ from: '0000', to: '9999' }).length).toBeLessThanOrEqual(LONGEST_DAYS);
    expect(eachDay({ from: 'x', to: 'y' })).toEqual([]);
  });

  test('what is within reach', () => {
    expect(isWithinReach(now.plus({ years: 24 }), now)).toBe(true);
    expect(isWithinReach(now.plus({ years: 26 }), now)).toBe(false);
    expect(isWithinReach(now.minus({ years: 26 }), now)).toBe(false);
  });
});
