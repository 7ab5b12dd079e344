import { DateTime, Duration } from 'luxon';

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

/** A clock time in the zone of `now`; the date is left out on the same day, the year within the same year. */
/** How far a moment is from now, in words: less than a minute is one, since nobody says that something is due in no minutes. */
export const distanceInWords = (ms: number, locale: Locale): string => durationInWords(Math.max(Math.abs(ms), 60_000), locale);

/** Things of which one is meant, in a row: `engineers, supervisors or heads`. */
export const oneOf = (words: readonly string[], locale: Locale): string =>
  new Intl.ListFormat(locale, { type: 'disjunction' }).format(words);

export function timeInWords(at: Date, now: DateTime, locale: Locale): string {
  const local = DateTime.fromJSDate(at, { zone: now.zone }).setLocale(locale);
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const isToday = local.year === now.year && local.ordinal === now.ordinal;
  if (isToday) return local.toLocaleString(clock);
  const date = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return local.toLocaleString(local.year === now.year ? { ...date, ...clock } : { ...date, year: 'numeric', ...clock });
}
