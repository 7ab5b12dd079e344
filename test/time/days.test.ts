import { expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { readAddress } from '../../src/cases/address.js';
import { isoDay, readDay } from '../../src/time/period.js';

const now = DateTime.fromISO('2026-11-26T10:00', { zone: 'Asia/Shanghai' });

test.each([
  '2027/3/1',
  '2027-3-1',
  '2027年3月1日',
  '2027.03.01',
  '2027-03-01',
  '20270301',
  '46447',
  '２０２７／３／１',
  '2027/3/1 0:00',
  '2027-03-01T00:00:00',
  // issue 19, import: where nothing else can be meant.
  '27/3/1',
  '27年3月1日',
])('O17: %s is the first of March', (typed) => {
  const day = readDay(typed, now);
  expect(day && isoDay(day)).toBe('2027-03-01');
});

test.each(['soon', '2027-02-30', '3/4/2027', '2027', '12', '2027-13-01', '123456', '2027-3', '27/03/01', '27-3'])(
  'O17: %s is no day',
  (typed) => {
    expect(readDay(typed, now)).toBeUndefined();
  },
);

test.each([
  ['无', ''],
  ['-', ''],
  ['N/A', ''],
  ['10.0.0.9', '10.0.0.9'],
  ['10.0. 0.9', '10.0.0.9'],
  ['１０．０．０．９', '10.0.0.9'],
  ['10.0.0.9/24', '10.0.0.9/24'],
  ['fe80::1', 'fe80::1'],
  ['10.0.0.9；10.0.0.10', '10.0.0.9, 10.0.0.10'],
])('O18: the address %s is kept as %j', (typed, kept) => expect(readAddress(typed)).toBe(kept));

test.each(['10.0.0.999', '10.0.0', '10.0.0.9.1', '167772169', 'server', '10.0.0.9/99'])('O18: %s is no address', (typed) => {
  expect(readAddress(typed)).toBeUndefined();
});
