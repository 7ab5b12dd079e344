import type { DateTime } from 'luxon';
import type { WorkCalendar } from './calendar.js';

/** So long before a year begins its holidays should be known. */
const KNOWN_BEFORE_DAYS = 45;

/**
 * The year that begins soon, or has begun, and of which the calendar names no holiday and no make-up day though it does of years before:
 * every weekday of it would be a work day. Undefined when all is known, and for a calendar that never named any.
 */
export function yearWithoutHolidays(
  { holidays, makeupDays }: Pick<WorkCalendar, 'holidays' | 'makeupDays'>,
  now: DateTime,
): number | undefined {
  const years = [...holidays, ...makeupDays].map((day) => Number(day.slice(0, 4)));
  if (years.length === 0) return undefined;
  const soon = now.plus({ days: KNOWN_BEFORE_DAYS }).year;
  const wanted = years.includes(now.year) ? soon : now.year;
  return years.includes(wanted) || wanted < Math.min(...years) ? undefined : wanted;
}
