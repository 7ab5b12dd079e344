import type { DateTime, Interval } from 'luxon';
import type { VisitPolicy } from './settings.js';
import { type Arrival, currentDelay, type Delay, type LatenessGrade, type Punctuality, type VisitData } from './visit.js';

/** How a delay must be told to the customer, and whether that can still be done in time. Rule D6. */
export interface LatenessNotice {
  readonly grade: LatenessGrade;
  /** The last moment at which telling keeps the rule; undefined when there is nothing to tell. */
  readonly tellBy?: DateTime;
  readonly isTooLate: boolean;
  /** A new time must be agreed with the customer. */
  readonly needsNewTime: boolean;
}

/** By when one must be there: the start of the window, the end of one that is longer than the setting. Rules D5, D6. */
export const dueThere = ({ from, to }: Pick<VisitData, 'from' | 'to'>, { longWindow }: VisitPolicy): Date =>
  to.getTime() - from.getTime() > longWindow ? to : from;

/** The same as the customer knows it: a delay that he was told of moves it, unless that was entered too late and waits to be confirmed. */
export function promisedThere(data: Pick<VisitData, 'from' | 'to' | 'delays'>, rules: VisitPolicy): Date {
  const due = dueThere(data, rules);
  const delay = currentDelay(data);
  return delay?.toldAt && !delay.isClaimed && delay.eta > due ? delay.eta : due;
}

/** The delay's grade: within the window a plain late arrival, then up to half a day, then longer. Rule D6. */
export function gradeOf(window: Interval, eta: DateTime, { halfDay, longWindow }: VisitPolicy): LatenessGrade {
  const { start, end } = window as Interval<true>;
  const due = window.length() > longWindow ? end : start;
  if (eta <= due) return 'onTime';
  if (eta < end && eta.diff(due).toMillis() <= halfDay) return 'late';
  return eta.diff(due).toMillis() <= halfDay ? 'halfDay' : 'longer';
}

/** When the customer must be told of a delay, and whether that moment has passed. Rule D6. */
export function latenessNotice(window: Interval, eta: DateTime, now: DateTime, policy: VisitPolicy): LatenessNotice {
  const grade = gradeOf(window, eta, policy);
  if (grade === 'onTime') return { grade, isTooLate: false, needsNewTime: false };
  const before = { late: policy.callLatest, halfDay: policy.noticeHalfDay, longer: policy.noticeLonger }[grade];
  const { start, end } = window as Interval<true>;
  const tellBy = (window.length() > policy.longWindow ? end : start).minus({ milliseconds: before });
  return { grade, tellBy, isTooLate: now > tellBy, needsNewTime: grade !== 'late' };
}

/** Was the customer told of this delay in time? */
export const wasTold = (delay: Delay): boolean => delay.toldAt !== undefined && delay.wasInTime === true;

function punctualityOf(delays: readonly Delay[], current: Delay | undefined, lateMinutes: number): Punctuality {
  // Whoever is on time after all had nothing to tell of this window; a delay of an earlier one stays what it was.
  const owed = lateMinutes > 0 ? delays : delays.filter((delay) => delay !== current);
  if (owed.some((delay) => !wasTold(delay)) || (lateMinutes > 0 && !(current && wasTold(current)))) return 'notToldInTime';
  return owed.length > 0 ? 'toldInTime' : 'onTime';
}

/**
 * What an arrival comes to: minutes beside the promise, and whether the customer knew in time of every delay since the
 * last time somebody came. Rules D5, D6.
 */
export function arrivalOf(
  data: Pick<VisitData, 'delays' | 'arrivals' | 'from' | 'to' | 'misses'>,
  at: DateTime,
  by: string,
  rules: VisitPolicy,
): Arrival {
  const lastAt = data.arrivals.at(-1)?.at.getTime() ?? 0;
  // What was put off counts by itself already.
  const isCounted = ({ promisedAt }: Delay): boolean =>
    data.misses?.some((miss) => miss.why === 'moved' && miss.promisedAt.getTime() === promisedAt.getTime()) === true;
  const delays = data.delays.filter((delay) => delay.reportedAt.getTime() > lastAt && !isCounted(delay));
  const due = dueThere(data, rules);
  // Anywhere within a long window is neither early nor late.
  const nearest = Math.min(Math.max(at.toMillis(), data.from.getTime()), due.getTime());
  const lateMinutes = Math.round((at.toMillis() - nearest) / 60_000);
  return {
    by,
    at: at.toJSDate(),
    promisedAt: data.from,
    lateMinutes,
    punctuality: punctualityOf(delays, currentDelay(data), lateMinutes),
    ...(data.from.getTime() - at.toMillis() > rules.farFrom ? { isFar: true } : {}),
  };
}

/** When to leave: the window's start less the way and the minutes one is to be early. Rule D5. */
export const departureAt = ({ from, travelMinutes }: Pick<VisitData, 'from' | 'travelMinutes'>, { earlyBy }: VisitPolicy): Date =>
  new Date(from.getTime() - travelMinutes * 60_000 - earlyBy);
