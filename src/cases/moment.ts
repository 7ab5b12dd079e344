import { DateTime } from 'luxon';
import { rangeInWords, timeInWords, zoneInWords } from '../time/wording.js';
import type { Reader } from './card.js';
import { type MomentStyle, moment } from './text.js';

type Clock = Pick<Reader, 'now' | 'locale'>;

/** The desk's own time, for a reader who lives by another clock: Slack shows him his. */
function beside(words: string, at: Date, { now, locale }: Clock): string {
  const zone = zoneInWords(DateTime.fromJSDate(at, { zone: now.zone }), locale);
  return zone === undefined ? '' : ` (${words})`;
}

/** A time for what stays on the screen: true whenever it is read, by each reader's clock; the desk's beside it for who lives by another. */
export function onScreen(at: Date, clock: Clock, style: MomentStyle = 'when', words = timeInWords(at, clock.now, clock.locale)): string {
  return `${moment(at, words, style)}${beside(timeInWords(at, clock.now, clock.locale), at, clock)}`;
}

/** The same from when to when; the day is said once where both are on one of the desk's. */
export function rangeOnScreen(from: Date, to: Date, clock: Clock): string {
  const words = rangeInWords(from, to, clock.now, clock.locale);
  const [start, end] = [from, to].map((at) => DateTime.fromJSDate(at, { zone: clock.now.zone })) as [DateTime, DateTime];
  const isSameDay = start.hasSame(end, 'day');
  const until = moment(to, isSameDay ? end.toFormat('HH:mm') : timeInWords(to, clock.now, clock.locale), isSameDay ? 'time' : 'when');
  return `${moment(from, timeInWords(from, clock.now, clock.locale))}–${until}${beside(words, to, clock)}`;
}
