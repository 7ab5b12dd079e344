import { DateTime, type Interval } from 'luxon';
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

/** The delay's grade: within the window a plain late arrival, then up to half a day, then longer. Rule D6. */
export function gradeOf(window: Interval, eta: DateTime, { halfDay }: VisitPolicy): LatenessGrade {
  const { start, end } = window as Interval<true>;
  if (eta <= start) return 'onTime';
  if (eta < end && eta.diff(start).toMillis() <= halfDay) return 'late';
  return eta.diff(start).toMillis() <= halfDay ? 'halfDay' : 'longer';
}

/** When the customer must be told of a delay, and whether that moment has passed. Rule D6. */
export function latenessNotice(window: Interval, eta: DateTime, now: DateTime, policy: VisitPolicy): LatenessNotice {
  const grade = gradeOf(window, eta, policy);
  if (grade === 'onTime') return { grade, isTooLate: false, needsNewTime: false };
  const before = { late: policy.callLatest, halfDay: policy.noticeHalfDay, longer: policy.noticeLonger }[grade];
  const tellBy = (window as Interval<true>).start.minus({ milliseconds: before });
  return { grade, tellBy, isTooLate: now > tellBy, needsNewTime: grade !== 'late' };
}

/** Was the customer told of this delay in time? */
export const wasTold = (delay: Delay): boolean => delay.toldAt !== undefined && delay.wasInTime === true;

function punctualityOf({ delays }: Pick<VisitData, 'delays'>, lateMinutes: number, isDelayTold: boolean): Punctuality {
  if (delays.some((delay) => !wasTold(delay)) || (lateMinutes > 0 && !isDelayTold)) return 'notToldInTime';
  return delays.length > 0 ? 'toldInTime' : 'onTime';
}

/**
 * What an arrival comes to: minutes beside the promise, and whether the customer knew in time of every delay since the
 * last time somebody came. Rules D5, D6.
 */
export function arrivalOf(data: Pick<VisitData, 'delays' | 'arrivals' | 'from'>, at: DateTime, by: string): Arrival {
  const lastAt = data.arrivals.at(-1)?.at.getTime() ?? 0;
  const delays = data.delays.filter(({ reportedAt }) => reportedAt.getTime() > lastAt);
  const delay = currentDelay(data);
  const lateMinutes = Math.round(at.diff(DateTime.fromJSDate(data.from), 'minutes').minutes);
  return {
    by,
    at: at.toJSDate(),
    promisedAt: data.from,
    lateMinutes,
    punctuality: punctualityOf({ delays }, lateMinutes, delay !== undefined && wasTold(delay)),
  };
}

/** When to leave: the window's start less the way and the minutes one is to be early. Rule D5. */
export const departureAt = ({ from, travelMinutes }: Pick<VisitData, 'from' | 'travelMinutes'>, { earlyBy }: VisitPolicy): Date =>
  new Date(from.getTime() - travelMinutes * 60_000 - earlyBy);
