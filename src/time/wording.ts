import { DateTime, Duration } from 'luxon';

/** The languages that are first-class, each complete in src/locales. */
export type Locale = 'zh-CN' | 'en';

/** A duration in words with at most two units, rounded to minutes: `1 day 3 hr`, `40 min`, `1天 3小时`. */
export function durationInWords(ms: number, locale: Locale): string {
  const total = Math.round(Math.abs(ms) / 60_000);
  const { days, hours, minutes } = Duration.fromObject({ minutes: total }).shiftTo('days', 'hours', 'minutes');
  const units = Object.entries({ days, hours, minutes }).filter(([, value]) => value > 0);
  const shown = Object.fromEntries(units.length > 0 ? units.slice(0, 2) : [['minutes', 0]]);
  return Duration.fromObject(shown, { locale }).toHuman({ unitDisplay: 'short', listStyle: 'narrow' });
}

/** A clock time in the zone of `now`; the date is left out on the same day, the year within the same year. */
export function timeInWords(at: Date, now: DateTime, locale: Locale): string {
  const local = DateTime.fromJSDate(at, { zone: now.zone }).setLocale(locale);
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const isToday = local.year === now.year && local.ordinal === now.ordinal;
  if (isToday) return local.toLocaleString(clock);
  const date = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return local.toLocaleString(local.year === now.year ? { ...date, ...clock } : { ...date, year: 'numeric', ...clock });
}
