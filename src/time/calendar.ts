import { DateTime, Interval, type Zone } from 'luxon';

/** When the desk works. Clock times are local to `zone`; minutes count from local midnight. */
export interface WorkCalendar {
  readonly zone: Zone;
  /** ISO weekdays, 1 = Monday. */
  readonly workDays: readonly number[];
  /** Several intervals a day are normal (a lunch break between them); sorted, not overlapping. */
  readonly workHours: readonly { readonly from: number; readonly to: number }[];
  /** ISO dates on which nobody works, whatever the weekday. */
  readonly holidays: readonly string[];
  /** ISO dates on which people work although the weekday says no (调休); they win over holidays. */
  readonly makeupDays: readonly string[];
}

/** Does the desk work on the local day of `at`? */
export function isWorkDay(calendar: WorkCalendar, at: DateTime): boolean {
  return isWorkDate(calendar, at.setZone(calendar.zone));
}

/** Does the desk work on this date, whatever zone it is written in? */
export function isWorkDate(calendar: WorkCalendar, day: DateTime): boolean {
  const date = day.toISODate() ?? '';
  if (calendar.makeupDays.includes(date)) return true;
  return calendar.workDays.includes(day.weekday) && !calendar.holidays.includes(date);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The first moment of a local day at which its clock has reached so many minutes; 24:00 is the beginning of the next day. Of an hour that
 * comes twice it is the first, and in an hour that is left out the moment at which the clock jumps over it: so that whatever
 * stands before and behind a time are as long as they really are.
 */
export function reached({ year, month, day }: DateTime, minutes: number, zone: Zone): DateTime {
  const shown = Date.UTC(year, month - 1, day) + minutes * MINUTE_MS;
  const showsAt = (ms: number): number => ms + zone.offset(ms) * MINUTE_MS;
  const tried = [shown - DAY_MS, shown + DAY_MS].map((ms) => shown - zone.offset(ms) * MINUTE_MS).sort((a, b) => a - b);
  const exact = tried.find((ms) => showsAt(ms) === shown);
  if (exact !== undefined) return DateTime.fromMillis(exact, { zone });
  let [before = shown, after = shown] = tried;
  while (after - before > MINUTE_MS) {
    const between = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (showsAt(between) >= shown) after = between;
    else before = between;
  }
  return DateTime.fromMillis(after, { zone });
}

/** The work intervals of the local day of `at`, in order; empty on a day off. */
export function workIntervalsOf(calendar: WorkCalendar, at: DateTime): Interval[] {
  if (!isWorkDay(calendar, at)) return [];
  const { zone } = calendar;
  const day = at.setZone(zone);
  return calendar.workHours
    .map(({ from, to }) => Interval.fromDateTimes(reached(day, from, zone), reached(day, to, zone)))
    .filter((interval) => interval.isValid && !interval.isEmpty());
}

/** Nobody plans further ahead than this; a calendar without a work day in it has none. */
const MOST_DAYS_OFF = 400;

/** A moment in work hours: this one, else the next at which the desk works. In the calendar's zone. */
export function workMoment(calendar: WorkCalendar, at: DateTime): DateTime {
  const local = at.setZone(calendar.zone);
  for (let n = 0; n < MOST_DAYS_OFF; n += 1) {
    const open = workIntervalsOf(calendar, local.startOf('day').plus({ days: n })).find(({ end }) => end !== null && end > local);
    if (open?.start) return DateTime.max(open.start, local);
  }
  return local;
}
