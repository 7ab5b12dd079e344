import { DateTime, Interval } from 'luxon';
import { departureAt, dueThere, latenessNotice, promisedThere } from './lateness.js';
import type { VisitPolicy } from './settings.js';
import { AHEAD, currentArrival, type Miss, type Visit, type VisitData } from './visit.js';

type Kept = Pick<VisitData, 'misses'>;

const isSame = (a: Pick<Miss, 'promisedAt' | 'by'>, b: Pick<Miss, 'promisedAt' | 'by'>): boolean =>
  a.promisedAt.getTime() === b.promisedAt.getTime() && a.by === b.by;

/** The misses with one more; one promise is missed once. */
export const withMiss = ({ misses = [] }: Kept, miss: Miss): readonly Miss[] =>
  misses.some((other) => isSame(other, miss)) ? misses : [...misses, miss];

/**
 * Is this so long after the window, on another day of the desk's zone, that nobody comes for it any more? A delay that the customer was
 * told of moves it. Who comes then all the same has missed it. Rule D5.
 */
export function isFarBehind(data: Pick<VisitData, 'from' | 'to' | 'delays'>, at: DateTime, rules: VisitPolicy): boolean {
  const end = DateTime.fromMillis(Math.max(data.to.getTime(), promisedThere(data, rules).getTime()), { zone: at.zone });
  return at.toMillis() - end.toMillis() > rules.farFrom && !at.hasSame(end, 'day');
}

/** Whoever came for it, however late, did not miss it: his arrival counts in its place. What was put off before stays. */
export const withoutMiss = ({ misses }: Kept, of: Pick<Miss, 'promisedAt' | 'by'>): readonly Miss[] | undefined =>
  misses?.filter((miss) => miss.why === 'moved' || !isSame(miss, of));

/** Did this engineer take the visit when another had missed its window already? */
export const isTakenOver = ({ from, acceptedAt, misses = [] }: Pick<VisitData, 'from' | 'acceptedAt' | 'misses'>, by: string): boolean =>
  misses.some(
    (miss) =>
      miss.why === 'noArrival' && miss.by !== by && miss.promisedAt.getTime() === from.getTime() && acceptedAt && miss.at <= acceptedAt,
  );

/** Is somebody on the visit who took it, and has nobody come for its window yet? */
const isAwaited = (visit: Visit): boolean =>
  visit.state !== 'ordered' && (AHEAD as readonly string[]).includes(visit.state) && currentArrival(visit.data) === undefined;

/**
 * The promise of this visit as a miss of its engineer, if it has passed without him. Whatever ends or moves a window asks this first:
 * no press takes back that nobody came. Rule D5.
 */
export function missOf(visit: Visit, now: Date, rules: VisitPolicy): Miss | undefined {
  const { engineer, from } = visit.data;
  if (!engineer || !isAwaited(visit) || promisedThere(visit.data, rules) >= now) return undefined;
  return { promisedAt: from, by: engineer, at: now, why: 'noArrival' };
}

/** Should whoever is on the visit have left for it, and has nobody come yet? A way that was shortened since puts that off for nobody. Rule D5. */
export function isLeaving(visit: Visit, by: string, now: Date, rules: VisitPolicy): boolean {
  const { crew, from, travelMinutes, longestWay = 0 } = visit.data;
  const leaveAt = departureAt({ from, travelMinutes: Math.max(travelMinutes, longestWay) }, rules);
  return crew.includes(by) && isAwaited(visit) && leaveAt <= now;
}

/** The same for those of the visit who give it back or call it off themselves: after the time to leave that is too late as well. */
export function withdrawalOf(visit: Visit, by: string, now: Date, rules: VisitPolicy): Miss | undefined {
  const missed = missOf(visit, now, rules);
  const { engineer, from } = visit.data;
  if (missed || !engineer || !isLeaving(visit, by, now, rules)) return missed;
  return { promisedAt: from, by: engineer, at: now, why: 'withdrawn' };
}

/**
 * And for those who put it off: after the time to leave a new window is a delay, and a miss of the old one if the customer can no longer
 * be told of so long a delay in time. Rules D5, D6.
 */
export function putOffOf(
  visit: Visit,
  to: Pick<VisitData, 'from' | 'to'>,
  by: string,
  now: DateTime,
  rules: VisitPolicy,
): Miss | undefined {
  const withdrawn = withdrawalOf(visit, by, now.toJSDate(), rules);
  if (withdrawn?.why !== 'withdrawn') return withdrawn;
  const window = Interval.fromDateTimes(visit.data.from, visit.data.to);
  const { isTooLate } = latenessNotice(window, DateTime.fromJSDate(dueThere(to, rules)), now, rules);
  return isTooLate ? { ...withdrawn, why: 'moved' } : undefined;
}

/** The misses of a visit after something that leaves its window behind. */
export const settledMisses = (visit: Visit, miss: Miss | undefined): Pick<VisitData, 'misses'> =>
  miss ? { misses: withMiss(visit.data, miss) } : {};

/** The misses that count: nobody excused them. */
export const openMisses = ({ misses = [] }: Kept): Miss[] => misses.filter(({ excusedBy }) => !excusedBy);
