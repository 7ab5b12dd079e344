import { DateTime } from 'luxon';
import { isWorkDay, type WorkCalendar, workIntervalsOf, workMoment } from './calendar.js';

/** A calendar in which nobody ever works ends here: more than ten years are not looked through. */
const MOST_DAYS_AHEAD = 3_660;
const USUAL_HOUR = 9;

/** When work begins on the local day of `day`; at nine on a day off. */
export const startOfWork = (day: DateTime, calendar: WorkCalendar): DateTime =>
  workIntervalsOf(calendar, day)[0]?.start ?? day.setZone(calendar.zone).startOf('day').set({ hour: USUAL_HOUR });

/** The local day so many work days after that of `day`, at the same time of the day. */
export function workDaysAfter(day: DateTime, count: number, calendar: WorkCalendar): DateTime {
  let at = day.setZone(calendar.zone);
  for (let left = count, n = 0; left > 0 && n < MOST_DAYS_AHEAD; n += 1) {
    at = at.plus({ days: 1 });
    if (isWorkDay(calendar, at)) left -= 1;
  }
  return at;
}

/** When work begins on the first work day after that of `moment`. */
export const openingAfter = (moment: DateTime, calendar: WorkCalendar): DateTime =>
  startOfWork(workDaysAfter(moment, 1, calendar), calendar);

/** The first local day, ISO, whose work has not begun yet: what begins now has its first whole day then. */
export function firstWholeDay(now: DateTime, calendar: WorkCalendar): string {
  const here = now.setZone(calendar.zone);
  return (here < startOfWork(here, calendar) ? here : here.plus({ days: 1 })).toISODate() ?? '';
}

/** So far back is looked for when somebody worked last: no holidays are longer. */
const MOST_DAYS_OFF = 60;

/**
 * When work ended and when it begins again, where nobody works at `moment` and a whole day off lies between; undefined at work, and in an
 * ordinary night or lunch break. The moment at which work begins counts as before it.
 */
export function daysOffAround(moment: DateTime, calendar: WorkCalendar): { readonly from: DateTime; readonly until: DateTime } | undefined {
  const until = workMoment(calendar, moment);
  const isAtWork = until <= moment && workMoment(calendar, moment.minus(1)) <= moment.minus(1);
  const from = isAtWork ? undefined : lastWorkBefore(moment, moment.minus({ days: MOST_DAYS_OFF }), calendar);
  if (!from || from >= moment || !isWorkDay(calendar, until)) return undefined;
  return until.startOf('day').diff(from.startOf('day'), 'days').days > 1.5 ? { from, until } : undefined;
}

/** The last moment before `moment` at which somebody works; undefined when there is none since `since`. */
export function lastWorkBefore(moment: DateTime, since: DateTime, calendar: WorkCalendar): DateTime | undefined {
  for (let day = moment.setZone(calendar.zone); day.endOf('day') > since; day = day.minus({ days: 1 })) {
    const ends = workIntervalsOf(calendar, day).flatMap(({ start, end }) =>
      start && end && start < moment ? [DateTime.min(end, moment)] : [],
    );
    const last = ends.at(-1);
    if (last && last > since) return last;
  }
  return undefined;
}
