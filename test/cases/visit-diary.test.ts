import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clashesOf, freeWindows, isClash, occupied } from '../../src/cases/visit/diary.js';
import { experienceInWords } from '../../src/cases/visit/experience.js';
import { punctuality, punctualityBy } from '../../src/cases/visit/figures.js';
import { translator } from '../../src/locales/index.js';
import { aPolicy, at, aVisit } from '../support/builders.js';

const policy = aPolicy();
const rules = policy.visit;
const now = at('2026-03-02T10:00');

describe('the diary (D2)', () => {
  const timed = (from: string, to: string, travelMinutes = 30) => ({
    from: at(`2026-03-02T${from}`).toJSDate(),
    to: at(`2026-03-02T${to}`).toJSDate(),
    travelMinutes,
  });

  test.each([
    ['overlap', timed('10:00', '11:00'), timed('10:30', '11:30'), true],
    ['too little time to travel', timed('10:00', '11:00'), timed('11:20', '12:00'), true],
    ['just enough', timed('10:00', '11:00'), timed('11:30', '12:00'), false],
    ['the other way round', timed('11:20', '12:00'), timed('10:00', '11:00'), true],
  ] as const)('%s', (_name, a, b, clashes) => {
    expect(isClash(a, b)).toBe(clashes);
    expect(isClash(b, a)).toBe(clashes);
  });

  test('a visit never clashes with itself', () => {
    const visit = aVisit();
    expect(clashesOf({ ...visit.data, no: visit.no }, [visit], now, rules)).toEqual([]);
  });

  test('a free window never clashes with what is there, and lies in work hours', () => {
    const minute = fc.integer({ min: 0, max: 23 * 60 });
    const day = at('2026-03-02T00:00');
    const visits = fc.array(
      fc.record({ at: minute, length: fc.integer({ min: 15, max: 180 }), travelMinutes: fc.integer({ min: 0, max: 90 }) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(visits, fc.integer({ min: 0, max: 90 }), (given, travelMinutes) => {
        const diary = given.map((one) => ({
          from: day.plus({ minutes: one.at }).toJSDate(),
          to: day.plus({ minutes: one.at + one.length }).toJSDate(),
          travelMinutes: one.travelMinutes,
        }));
        const free = freeWindows(day, diary, { travelMinutes, minutes: 60 }, policy.calendar, day);
        for (const window of free) {
          expect(window.length('minutes')).toBeGreaterThanOrEqual(60);
          expect(diary.some((other) => occupied(other).overlaps(window))).toBe(false);
          const [from, to] = [window.start?.toFormat('HH:mm') ?? '', window.end?.toFormat('HH:mm') ?? ''];
          expect((from >= '09:00' && to <= '12:00') || (from >= '13:30' && to <= '18:00')).toBe(true);
        }
      }),
    );
  });
});

describe('figures and words', () => {
  const arrived = (engineer: string, daysAgo: number, lateMinutes: number, punctual: 'onTime' | 'toldInTime' | 'notToldInTime') => ({
    engineer,
    at: now.minus({ days: daysAgo }).toJSDate(),
    lateMinutes,
    punctuality: punctual,
  });

  test('eye: punctuality counts on time, told and not told, for 7 and 30 days; minutes late and early stand apart, so that one does not wash the other', () => {
    const rows = [
      arrived('A', 1, -8, 'onTime'),
      arrived('A', 2, 20, 'toldInTime'),
      arrived('A', 20, 12, 'notToldInTime'),
      arrived('B', 1, 0, 'onTime'),
    ];
    expect(punctualityBy(rows, now).get('A')).toEqual({
      week: { visits: 2, onTime: 1, toldInTime: 1, notToldInTime: 0, missed: 0, lateMinutes: 20, earlyMinutes: 8 },
      month: { visits: 3, onTime: 1, toldInTime: 1, notToldInTime: 1, missed: 0, lateMinutes: 16, earlyMinutes: 8 },
    });
    expect(punctuality([])).toMatchObject({ visits: 0, lateMinutes: undefined, earlyMinutes: undefined });
  });

  test('an arrival of another day is late, and says nothing of somebody’s minutes', () => {
    const rows = [arrived('A', 1, 10, 'toldInTime'), arrived('A', 1, 4297, 'notToldInTime')];
    expect(punctuality(rows)).toMatchObject({ visits: 2, notToldInTime: 1, lateMinutes: 10 });
  });

  test('who never mended it is told whom to ask', () => {
    const reader = { t: translator('en'), locale: 'en' as const, now };
    const solved = [{ owner: 'U03ENGTOM', n: 4, lastNo: 'T-7' as never, lastSteps: 'new cable' }];
    expect(experienceInWords(solved, 'U02ENGLI', reader).join(' ')).toMatch(/never done one.*solved 4: ask.*T-7: new cable/s);
    expect(experienceInWords([], 'U02ENGLI', reader).join(' ')).toMatch(/Nobody has/);
  });
});
