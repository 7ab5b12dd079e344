import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { Cycle } from '../../src/cases/inspection/check-item.js';
import type { Policy } from '../../src/cases/policy.js';
import { type Slot, slotOn, slotsSince } from '../../src/time/slots.js';
import { aPolicy, at } from '../support/builders.js';

const turns = (cycle: Cycle, since: DateTime, now: DateTime, { inspection, calendar }: Policy): Slot[] =>
  slotsSince(inspection[cycle], since, now, calendar);

describe('when inspections open', () => {
  const opens = (cycle: 'daily' | 'weekly', from: string, days: number, settings: object = {}): string[] =>
    turns(cycle, at(from), at(from).plus({ days, hours: 23 }), aPolicy(settings)).map(({ day }) => day);

  test.each([
    ['weekdays only', {}, ['2026-02-27', '2026-03-02', '2026-03-03']],
    ['not on a holiday', { calendar: { holidays: ['2026-03-02'] } }, ['2026-02-27', '2026-03-03']],
    ['on a make-up day', { calendar: { makeupDays: ['2026-02-28'] } }, ['2026-02-27', '2026-02-28', '2026-03-02', '2026-03-03']],
  ])('daily: %s', (_name, settings, days) => {
    expect(opens('daily', '2026-02-26', 5, settings)).toEqual(days);
  });

  test.each([
    ['on its weekday', {}, ['2026-03-02', '2026-03-09']],
    ['after a holiday, the next work day of the week', { calendar: { holidays: ['2026-03-02'] } }, ['2026-03-03', '2026-03-09']],
    ['on the last work day when none is left', { operations: { weekly: { weekday: 6 } } }, ['2026-02-27', '2026-03-06']],
  ])('weekly: %s', (_name, settings, days) => {
    expect(opens('weekly', '2026-02-26', 11, settings)).toEqual(days);
  });

  test('the hours are local also where the clocks change, and the turn before ends as the next begins', () => {
    const policy = aPolicy({ timeZone: 'Europe/Berlin' });
    const slot = slotOn(policy.inspection.daily, DateTime.fromISO('2026-03-27T12:00', { zone: 'Europe/Berlin' }), policy.calendar);
    expect(slot?.dueAt.toISO()).toBe('2026-03-27T11:00:00.000+01:00');
    expect(slot?.lapsesAt.toISO()).toBe('2026-03-30T09:00:00.000+02:00');
  });

  test('over any year of holidays turns never overlap and leave no gap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York'),
        fc.constantFrom('daily' as const, 'weekly' as const),
        (offsets, timeZone, cycle) => {
          const start = DateTime.fromISO('2026-01-01', { zone: timeZone });
          const holidays = offsets.map((days) => start.plus({ days }).toISODate());
          const slots = turns(cycle, start, start.plus({ days: 200 }), aPolicy({ timeZone, calendar: { holidays } }));
          slots.slice(1).forEach((slot, n) => {
            expect(slots[n]?.lapsesAt.toMillis()).toBe(slot.opensAt.toMillis());
          });
          for (const { opensAt, remindAt, dueAt, lapsesAt } of slots)
            expect(opensAt <= dueAt && remindAt < dueAt && dueAt < lapsesAt).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
