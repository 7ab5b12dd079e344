import { expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { onScreen, rangeOnScreen } from '../../src/cases/moment.js';
import { toMrkdwn, toPlain } from '../../src/slack/messages/mrkdwn.js';
import { saidZoneOf } from '../../src/time/zone.js';

const now = DateTime.fromISO('2026-11-26T10:00', { zone: 'Asia/Shanghai' });
const at = now.plus({ hours: 4, minutes: 30 }).toJSDate();
const until = now.plus({ hours: 6 }).toJSDate();

test('what stays on the screen is each reader’s own time; plain words are the desk’s', () => {
  expect(toMrkdwn(onScreen(at, { now, locale: 'en' }))).toBe('<!date^1795674600^{date_short_pretty} {time}|14:30>');
  expect(toPlain(onScreen(at, { now, locale: 'en' }, 'both', '14:30, in 4 hr'))).toBe('14:30, in 4 hr');
  expect(toPlain(rangeOnScreen(at, until, { now, locale: 'en' }))).toBe('14:30–16:00');
});

test('B3: who lives by another clock has the desk’s time beside his own', () => {
  const there = { now: now.setZone(saidZoneOf('Asia/Shanghai')), locale: 'en' } as const;
  expect(toMrkdwn(onScreen(at, there))).toMatch(/^<!date\^1795674600\^[^>]*> \(14:30 GMT\+8\)$/);
  expect(toMrkdwn(rangeOnScreen(at, until, there))).toMatch(/^<!date\^[^>]*>–<!date\^1795680000\^\{time\}[^>]*> \(14:30–16:00 GMT\+8\)$/);
});
