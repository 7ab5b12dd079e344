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

/** The work intervals of the local day of `at`, in order; empty on a day off. */
export function workIntervalsOf(calendar: WorkCalendar, at: DateTime): Interval[] {
  if (!isWorkDay(calendar, at)) return [];
  const { year, month, day } = at.setZone(calendar.zone);
  const onThatDay = (minutes: number): DateTime =>
    minutes === 24 * 60
      ? DateTime.fromObject({ year, month, day }, { zone: calendar.zone }).plus({ days: 1 })
      : DateTime.fromObject({ year, month, day, hour: Math.floor(minutes / 60), minute: minutes % 60 }, { zone: calendar.zone });
  return calendar.workHours
    .map(({ from, to }) => Interval.fromDateTimes(onThatDay(from), onThatDay(to)))
    .filter((interval) => interval.isValid && !interval.isEmpty());
}
