import { expect, test } from '@jest/globals';
import { durationInWords, timeInWords } from '../../src/time/wording.js';
import { at } from '../support/builders.js';

test.each([
  [40 * 60_000, '40 min', '40分钟'],
  [0, '0 min', '0分钟'],
  [27 * 3600_000, '1 day 3 hr', '1天3小时'],
  [-90 * 60_000, '1 hr 30 min', '1小时30分钟'],
  [24 * 3600_000, '1 day', '1天'],
])('%i ms in words', (ms, en, zh) => {
  expect(durationInWords(ms, 'en')).toBe(en);
  expect(durationInWords(ms, 'zh-CN')).toBe(zh);
});

test('a time is said in the desk’s zone, with its date only when it is another day', () => {
  const now = at('2026-03-02T10:00');
  expect(timeInWords(new Date('2026-03-02T06:30:00Z'), now, 'en')).toBe('14:30');
  expect(timeInWords(new Date('2026-03-03T06:30:00Z'), now, 'en')).toBe('Tue, Mar 3, 14:30');
  expect(timeInWords(new Date('2026-03-03T06:30:00Z'), now, 'zh-CN')).toBe('3月3日周二 14:30');
  expect(timeInWords(new Date('2027-03-03T06:30:00Z'), now, 'en')).toContain('2027');
});
