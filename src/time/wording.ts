import { DateTime, Duration } from 'luxon';
import { isSaid } from './zone.js';

/** The languages that are first-class, each complete in src/locales. */
export type Locale = 'zh-CN' | 'en';

/** What stands between the units of a duration: nothing in Chinese, where each ends with its own word. */
const BETWEEN: Readonly<Record<Locale, string>> = { 'zh-CN': '', en: ' ' };

/** A duration in words with at most two units, rounded to minutes: `1 day 3 hr`, `40 min`, `1天3小时`. */
export function durationInWords(ms: number, locale: Locale): string {
  const total = Math.round(Math.abs(ms) / 60_000);
  const { days, hours, minutes } = Duration.fromObject({ minutes: total }).shiftTo('days', 'hours', 'minutes');
  const units = Object.entries({ days, hours, minutes }).filter(([, value]) => value > 0);
  const shown = units.length > 0 ? units.slice(0, 2) : [['minutes', 0] as const];
  return shown
    .map(([unit, value]) => Duration.fromObject({ [unit]: value }, { locale }).toHuman({ unitDisplay: 'short' }))
    .join(BETWEEN[locale]);
}

/** How far a moment is from now, in words: less than a minute is one, since nobody says that something is due in no minutes. */
export const distanceInWords = (ms: number, locale: Locale): string => durationInWords(Math.max(Math.abs(ms), 60_000), locale);

/** Things of which one is meant, in a row: `engineers, supervisors or heads`. */
export const oneOf = (words: readonly string[], locale: Locale): string =>
  new Intl.ListFormat(locale, { type: 'disjunction' }).format(words);

/** A clock time in the zone of `now`; the date is left out on the same day, the year within the same year. */
function plainTime(at: Date, now: DateTime, locale: Locale): string {
  const local = DateTime.fromJSDate(at, { zone: now.zone }).setLocale(locale);
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const isToday = local.year === now.year && local.ordinal === now.ordinal;
  if (isToday) return local.toLocaleString(clock);
  const date = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return local.toLocaleString(local.year === now.year ? { ...date, ...clock } : { ...date, year: 'numeric', ...clock });
}

/** The desk's zone as it is said beside a time, for a reader who lives by another clock; undefined for everybody else. */
export const zoneInWords = (at: DateTime, locale: Locale): string | undefined =>
  isSaid(at.zone) ? at.setLocale(locale).toFormat('ZZZZ') : undefined;

const withZone = (words: string, at: DateTime, locale: Locale): string => [words, zoneInWords(at, locale)].filter(Boolean).join(' ');

/** A moment in the zone of `now`, which is named for whoever lives by another clock: `14:30`, `Tue, Mar 3, 14:30 GMT+8`. */
export const timeInWords = (at: Date, now: DateTime, locale: Locale): string =>
  withZone(plainTime(at, now, locale), DateTime.fromJSDate(at, { zone: now.zone }), locale);

/** From when to when, the zone said once: `Tue, Mar 3, 14:00–16:00`; an end on another day with its day. */
export function rangeInWords(from: Date, to: Date, now: DateTime, locale: Locale): string {
  const [start, end] = [from, to].map((at) => DateTime.fromJSDate(at, { zone: now.zone })) as [DateTime, DateTime];
  const until = start.hasSame(end, 'day') ? end.toFormat('HH:mm') : plainTime(to, now, locale);
  return withZone(`${plainTime(from, now, locale)}–${until}`, end, locale);
}
