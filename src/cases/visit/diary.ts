import { DateTime, Interval } from 'luxon';
import { type WorkCalendar, workIntervalsOf } from '../../time/calendar.js';
import { isFarBehind } from './promise.js';
import type { VisitPolicy } from './settings.js';
import { AHEAD, currentArrival, currentDelay, ON_SITE, type Visit, type VisitData, type VisitState } from './visit.js';

/** A stretch of somebody's time, and the way to its place. */
export type Timed = Pick<VisitData, 'from' | 'to' | 'travelMinutes'>;

/** What a visit takes of a day: its window and the way there. */
export const occupied = ({ from, to, travelMinutes }: Timed): Interval =>
  Interval.fromDateTimes(DateTime.fromJSDate(from).minus({ minutes: travelMinutes }), DateTime.fromJSDate(to));

/** Do two visits of one person clash, the way from the place before included? Rule D2. */
export const isClash = (a: Timed, b: Timed): boolean => occupied(a).overlaps(occupied(b));

const isIn = (states: readonly VisitState[], { state }: Visit): boolean => states.includes(state);

/**
 * What a visit takes of its people's time as it stands: a delay, a late arrival, an interruption and work that goes on push its end
 * back. Undefined once they are done with it, or have missed it on another day. Rules D2, D6, D10.
 */
export function expected(visit: Visit, now: DateTime, rules: VisitPolicy): Timed | undefined {
  if (!isIn(AHEAD, visit) && !isIn(ON_SITE, visit)) return undefined;
  const { data } = visit;
  // Nobody goes there any more: it is moved or called off, and takes nobody's time until then.
  if (isIn(AHEAD, visit) && isFarBehind(data, now, rules)) return undefined;
  const work = Math.min(data.to.getTime() - data.from.getTime(), rules.windowMinutes * 60_000);
  const begins = isIn(ON_SITE, visit)
    ? [currentArrival(data)?.at, data.backAt]
    : [currentDelay(data)?.eta, data.from < now.toJSDate() && visit.state !== 'ordered' ? now.toJSDate() : undefined];
  const ends = begins.flatMap((begin) => (begin ? [begin.getTime() + work] : []));
  const to = new Date(Math.max(data.to.getTime(), ...ends, ...(isIn(ON_SITE, visit) ? [now.toMillis()] : [])));
  return { from: data.from, to, travelMinutes: data.travelMinutes };
}

/** The visits of a diary that cannot be kept together with this one. Rule D2. */
export const clashesOf = (visit: Timed & { readonly no?: string }, diary: readonly Visit[], now: DateTime, rules: VisitPolicy): Visit[] =>
  diary.filter((other) => {
    const taken = other.no === visit.no ? undefined : expected(other, now, rules);
    return taken !== undefined && isClash(visit, taken);
  });

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
