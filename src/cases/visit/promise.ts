import { DateTime, Interval } from 'luxon';
import { departureAt, dueThere, latenessNotice, promisedThere } from './lateness.js';
import type { VisitPolicy } from './settings.js';
import {
  AHEAD,
  type Arrival,
  type ClaimedWish,
  currentArrival,
  type Miss,
  type PutOff,
  type Visit,
  type VisitData,
  type Wish,
  wayOf,
} from './visit.js';

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

/** Does this arrival count as somebody's? Not where nobody came for it any more, or another had missed it before. */
export const isCounted = ({ isFarBehind: isBehind, isTakenOver: isOver }: Arrival): boolean => !isBehind && !isOver;

/** Whoever came for it, however late, did not miss it: his arrival counts in its place. What was put off before stays. */
export const withoutMiss = ({ misses }: Kept, of: Pick<Miss, 'promisedAt' | 'by'>): readonly Miss[] | undefined =>
  misses?.filter((miss) => miss.why === 'moved' || !isSame(miss, of));

/** Did this engineer take the visit when another had missed its window already? */
export const isTakenOver = (
  { from, acceptedAt, misses = [] }: Pick<VisitData, 'from' | 'acceptedAt' | 'misses'>,
  by: string | undefined,
): boolean =>
  misses.some(
    (miss) =>
      miss.why === 'noArrival' && miss.by !== by && miss.promisedAt.getTime() === from.getTime() && acceptedAt && miss.at <= acceptedAt,
  );

/** Is the window of this visit still to come, or passed without anybody at the door? */
const isAhead = ({ state, data }: Visit): boolean => (AHEAD as readonly string[]).includes(state) && currentArrival(data) === undefined;

/** The same where somebody took it before its window was missed. */
const isAwaited = (visit: Visit): boolean => visit.state !== 'ordered' && isAhead(visit) && !isTakenOver(visit.data, visit.data.engineer);

/**
 * The promise of this visit as a miss, if it has passed with nobody at the door: its engineer's, or nobody's where nobody had taken it and
 * it is not another's already. Whatever ends or moves a window asks this first: no press takes back that nobody came. Rule D5.
 */
export function missOf(visit: Visit, now: Date, rules: VisitPolicy): Miss | undefined {
  const { engineer, from, misses = [] } = visit.data;
  if (!isAhead(visit) || promisedThere(visit.data, rules) >= now) return undefined;
  const by = visit.state === 'ordered' ? undefined : engineer;
  const isSettled = by ? !isAwaited(visit) : misses.some(({ promisedAt }) => promisedAt.getTime() === from.getTime());
  return isSettled ? undefined : { promisedAt: from, by, at: now, why: 'noArrival' };
}

/** Should whoever is on the visit have left for it, and has nobody come yet? A way that was shortened since puts that off for nobody. Rule D5. */
export function isLeaving(visit: Visit, by: string, now: Date, rules: VisitPolicy): boolean {
  const { crew, from } = visit.data;
  const leaveAt = departureAt({ from, travelMinutes: wayOf(visit.data) }, rules);
  return crew.includes(by) && isAwaited(visit) && leaveAt <= now;
}

/** Is it so near the time to leave, or past it, that whoever is on the visit answers for what becomes of its window? */
const isAtLast = (visit: Visit, by: string, now: Date, rules: VisitPolicy): boolean =>
  isLeaving(visit, by, new Date(now.getTime() + rules.nearLeaving), rules);

/** The same for those of the visit who give it back or call it off themselves: shortly before the time to leave that is too late as well. */
export function withdrawalOf(visit: Visit, by: string, now: Date, rules: VisitPolicy): Miss | undefined {
  const missed = missOf(visit, now, rules);
  const { engineer, from } = visit.data;
  if (missed || !engineer || !isAtLast(visit, by, now, rules)) return missed;
  return { promisedAt: from, by: engineer, at: now, why: 'withdrawn' };
}

/** Who leaves a window, and by whose wish. */
export interface Leaving {
  readonly by: string;
  readonly wish: Wish;
}

/**
 * Is it ours that a window is left? By our wish whoever presses it; shortly before the time to leave and after it also where those of the
 * visit say themselves that the customer wished it, until a leader has heard it and excuses it. Rule D6.
 */
const isOurs = (visit: Visit, { by, wish }: Leaving, now: Date, rules: VisitPolicy): boolean =>
  isAwaited(visit) && (wish === 'ours' || isAtLast(visit, by, now, rules));

/**
 * Since when, and from which appointment, we put the customer off: so long as he must be told of a long delay ahead he could not rely on
 * what took its place, and one delay after the other is one. Rule D6.
 */
const puttingOff = ({ putOff, acceptedAt }: VisitData, now: Date, { noticeLonger }: VisitPolicy): PutOff | undefined =>
  putOff && acceptedAt && putOff.at >= acceptedAt && now.getTime() - putOff.at.getTime() < noticeLonger ? putOff : undefined;

/** The appointment on which the customer relies: the earlier one, where he was put off a moment ago or asked to be there before. */
function reliedOn({ data }: Visit, now: Date, rules: VisitPolicy): PutOff {
  const before = puttingOff(data, now, rules);
  return before && before.from < data.from ? before : { from: data.from, to: data.to, at: now };
}

/** What is remembered of the appointment that is left, for what becomes of the next one. */
export const putOffAfter = (visit: Visit, wish: Wish, now: Date, rules: VisitPolicy): PutOff | undefined =>
  wish === 'ours' ? reliedOn(visit, now, rules) : undefined;

/**
 * And for a window that is put off: what is ours is a delay, and a miss of the old window if the customer can no longer be told of so long
 * a delay in time. Rules D5, D6.
 */
export function putOffOf(
  visit: Visit,
  to: Pick<VisitData, 'from' | 'to'>,
  leaving: Leaving,
  now: DateTime,
  rules: VisitPolicy,
): Miss | undefined {
  const at = now.toJSDate();
  const missed = missOf(visit, at, rules);
  const { engineer } = visit.data;
  if (missed || !engineer || !isOurs(visit, leaving, at, rules)) return missed;
  const { from, to: until } = reliedOn(visit, at, rules);
  const window = Interval.fromDateTimes(from, until);
  const { isTooLate } = latenessNotice(window, DateTime.fromJSDate(dueThere(to, rules)), now, rules);
  return isTooLate ? { promisedAt: from, by: engineer, at, why: 'moved' } : undefined;
}

/** And for one that is called off: by our wish it is a withdrawal once the customer could no longer be told of it in time. Rules D5, D6. */
export function calledOffOf(visit: Visit, leaving: Leaving, now: Date, rules: VisitPolicy): Miss | undefined {
  const withdrawn = withdrawalOf(visit, leaving.by, now, rules);
  const { engineer } = visit.data;
  const relied = reliedOn(visit, now, rules);
  const tellBy = dueThere(relied, rules).getTime() - rules.noticeLonger;
  if (withdrawn || !engineer || !isOurs(visit, leaving, now, rules) || now.getTime() <= tellBy) return withdrawn;
  return { promisedAt: relied.from, by: engineer, at: now, why: 'withdrawn' };
}

/**
 * What would count, by `broken`, if it were ours: of what those of the visit say themselves to be the customer's wish, so that whoever
 * ordered it can say that it was not. Decision 0098.
 */
export function claimOf({ data }: Visit, { by, wish }: Leaving, broken: (leaving: Leaving) => Miss | undefined): ClaimedWish | undefined {
  if (wish !== 'customer' || !data.crew.includes(by) || broken({ by, wish })) return undefined;
  const ours = broken({ by, wish: 'ours' });
  return ours && { ...ours, by: ours.by ?? by };
}

/** The misses of a visit after something that leaves its window behind. */
export const settledMisses = (visit: Visit, miss: Miss | undefined): Pick<VisitData, 'misses'> =>
  miss ? { misses: withMiss(visit.data, miss) } : {};

/** The misses that count: nobody excused them. */
export const openMisses = ({ misses = [] }: Kept): Miss[] => misses.filter(({ excusedBy }) => !excusedBy);
