import { DateTime } from 'luxon';

export const isoDay = (at: DateTime): string => at.toISODate() ?? '';

/** Local days, ISO, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

const MONTH_DAYS = 30;
/** Longer than this is no month's question any more. */
const LONGEST_DAYS = 400;

/** `2026-11`, `2026-11-01..2026-11-30` or one day; without anything the last 30 days. Undefined for what is no period. */
export function daysIn(typed: string, now: DateTime): Days | undefined {
  if (typed === '') return { from: isoDay(now.minus({ days: MONTH_DAYS - 1 })), to: isoDay(now) };
  const month = /^(\d{4})-(\d\d)$/.test(typed) ? DateTime.fromISO(typed, { zone: now.zone }) : undefined;
  if (month?.isValid) return { from: isoDay(month.startOf('month')), to: isoDay(month.endOf('month')) };
  const [from = '', to = from] = typed.split(/\.\.|–|~/).map((part) => part.trim());
  const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text).isValid;
  if (!isDay(from) || !isDay(to) || from > to) return undefined;
  return DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days <= LONGEST_DAYS ? { from, to } : undefined;
}

/** Every local day of a period. */
export function eachDay({ from, to }: Days): string[] {
  const days: string[] = [];
  for (let day = DateTime.fromISO(from, { zone: 'utc' }); isoDay(day) <= to; day = day.plus({ days: 1 })) days.push(isoDay(day));
  return days;
}
