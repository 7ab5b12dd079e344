import { DateTime, Duration } from 'luxon';

/** The languages that are first-class, each complete in src/locales. */
export type Locale = 'zh-CN' | 'en';

/** A duration in words with at most two units, rounded to minutes: `1 d 3 h`, `40 min`, `1天3小时`. */
export function durationInWords(ms: number, locale: Locale): string {
  const total = Math.max(0, Math.round(Math.abs(ms) / 60_000));
  const { days, hours, minutes } = Duration.fromObject({ minutes: total }).shiftTo('days', 'hours', 'minutes');
  const units = locale === 'zh-CN' ? ['天', '小时', '分钟'] : [' d', ' h', ' min'];
  const parts = [days, hours, minutes].flatMap((value, n) => (value > 0 ? [`${value}${units[n]}`] : []));
  if (parts.length === 0) return `0${units[2]}`;
  return parts.slice(0, 2).join(locale === 'zh-CN' ? '' : ' ');
}

/** A clock time in the desk's zone; the date is left out on the same day as `now`, the year within the same year. */
export function timeInWords(at: Date, now: DateTime, locale: Locale): string {
  const local = DateTime.fromJSDate(at, { zone: now.zoneName ?? 'utc' }).setLocale(locale);
  const time = local.toFormat('HH:mm');
  if (local.hasSame(now, 'day')) return time;
  const day = locale === 'zh-CN' ? 'M月d日(ccc)' : 'ccc d MMM';
  const year = locale === 'zh-CN' ? 'yyyy年' : 'yyyy ';
  return local.hasSame(now, 'year') ? `${local.toFormat(day)} ${time}` : `${local.toFormat(locale === 'zh-CN' ? `${year}${day}` : `${day} ${year.trim()}`)} ${time}`;
}
