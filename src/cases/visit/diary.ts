import { DateTime, Interval } from 'luxon';
import { type WorkCalendar, workIntervalsOf } from '../../time/calendar.js';
import type { Visit, VisitData } from './visit.js';

type Timed = Pick<VisitData, 'from' | 'to' | 'travelMinutes'>;

/** What a visit takes of a day: its window and the way there. */
export const occupied = ({ from, to, travelMinutes }: Timed): Interval =>
  Interval.fromDateTimes(DateTime.fromJSDate(from).minus({ minutes: travelMinutes }), DateTime.fromJSDate(to));

/** Do two visits of one person clash, the way from the place before included? Rule D2. */
export const isClash = (a: Timed, b: Timed): boolean => occupied(a).overlaps(occupied(b));

/** The visits of a diary that cannot be kept together with this one. Rule D2. */
export const clashesOf = (visit: Timed & { readonly no?: string }, diary: readonly Visit[]): Visit[] =>
  diary.filter((other) => other.no !== visit.no && isClash(visit, other.data));

/**
 * The free windows of a day in which a visit of `minutes` with this travel fits: the desk's work hours less what the
 * diary takes, from `now` on. Local to the calendar's zone.
 */
export function freeWindows(
  day: DateTime,
  diary: readonly Timed[],
  { travelMinutes, minutes }: { readonly travelMinutes: number; readonly minutes: number },
  calendar: WorkCalendar,
  now: DateTime,
): Interval[] {
  // Whoever goes on to another visit needs its travel after this one; that is in `occupied` of the later visit.
  const taken = diary.map(occupied);
  return workIntervalsOf(calendar, day)
    .flatMap((interval) => interval.difference(...taken))
    .flatMap((free) => {
      const { start, end } = free as Interval<true>;
      const isAfterVisit = taken.some((other) => (other as Interval<true>).end.toMillis() === start.toMillis());
      const earliest = DateTime.max(isAfterVisit ? start.plus({ minutes: travelMinutes }) : start, now.plus({ minutes: travelMinutes }));
      return earliest < end ? [Interval.fromDateTimes(earliest.setZone(calendar.zone), end.setZone(calendar.zone))] : [];
    })
    .filter((free) => free.length('minutes') >= minutes);
}
