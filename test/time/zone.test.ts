import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { zoneOf } from '../../src/time/zone.js';

const moment = fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2060, 0) });
const name = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));

test('in every zone the remembered offset is that of the moment', () => {
  fc.assert(
    fc.property(name, moment, fc.integer({ min: 0, max: 15 * 60_000 }), (zone, ms, later) => {
      for (const at of [ms, ms + later, ms]) expect(zoneOf(zone).offset(at)).toBe(IANAZone.create(zone).offset(at));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['America/New_York', '2026-03-08T07:00:00Z', -300, -240],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 630, 660],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', 120, 60],
])('%s moves its clocks at %s, on the millisecond', (zone, moved, before, after) => {
  const at = DateTime.fromISO(moved).toMillis();
  expect([zoneOf(zone).offset(at - 1), zoneOf(zone).offset(at)]).toEqual([before, after]);
});

test('a time in it is the same as in the zone of that name', () => {
  const at = DateTime.fromISO('2026-11-25T12:00', { zone: zoneOf('Asia/Shanghai') });
  expect(at.toISO()).toBe('2026-11-25T12:00:00.000+08:00');
  expect(at.equals(DateTime.fromISO('2026-11-25T12:00', { zone: 'Asia/Shanghai' }))).toBe(true);
  expect(zoneOf('Asia/Shanghai')).toBe(zoneOf('Asia/Shanghai'));
});
