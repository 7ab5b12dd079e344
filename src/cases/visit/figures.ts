import type { DateTime } from 'luxon';
import { isCounted, openMisses } from './promise.js';
import type { Arrival, VisitData } from './visit.js';

/** An arrival of an engineer, or a promise that passed without him, or with nobody who had taken it (`isMissed`), as the store tells it. */
export interface Arrived extends Pick<Arrival, 'at' | 'lateMinutes' | 'punctuality' | 'isFar'> {
  readonly engineer?: string | undefined;
  readonly isMissed?: boolean | undefined;
}

/** How punctual somebody was in a period. Rules D5, D6, J3. */
export interface PunctualityFigures {
  readonly visits: number;
  readonly onTime: number;
  /** Late, and the customer knew in time. */
  readonly toldInTime: number;
  readonly notToldInTime: number;
  /** Of those: nobody came. */
  readonly missed: number;
  /** Minutes after the promise on average, of those arrivals that were late by less than a day: who came early does not wash them away. */
  readonly lateMinutes: number | undefined;
  /** Minutes before the promise on average, of those arrivals that were early. */
  readonly earlyMinutes: number | undefined;
}

/** Who came a day later is late, and counted; but days tell nothing of somebody's minutes. */
const A_DAY = 24 * 60;

const averageOf = (minutes: readonly number[]): number | undefined =>
  minutes.length > 0 ? Math.round(minutes.reduce((sum, one) => sum + one, 0) / minutes.length) : undefined;

export function punctuality(arrivals: readonly Arrived[]): PunctualityFigures {
  const count = (wanted: Arrived['punctuality']): number => arrivals.filter((arrival) => arrival.punctuality === wanted).length;
  const came = arrivals.filter(({ isMissed, isFar, lateMinutes }) => !isMissed && !isFar && lateMinutes < A_DAY);
  const minutes = came.map(({ lateMinutes }) => lateMinutes);
  return {
    visits: arrivals.length,
    onTime: count('onTime'),
    toldInTime: count('toldInTime'),
    notToldInTime: count('notToldInTime'),
    missed: arrivals.filter(({ isMissed }) => isMissed).length,
    lateMinutes: averageOf(minutes.filter((late) => late > 0)),
    earlyMinutes: averageOf(minutes.filter((late) => late < 0).map((late) => -late)),
  };
}

/** What counts of a visit: its arrivals, and the promises that passed without one, or were put off too late, and were not excused. Rules D5, D6. */
export const countedOf = ({ arrivals, misses }: Pick<VisitData, 'arrivals' | 'misses'>): Arrived[] => [
  ...arrivals
    .filter(isCounted)
    .map(({ by, at, lateMinutes, punctuality: how, isFar }) => ({ engineer: by, at, lateMinutes, punctuality: how, isFar })),
  ...openMisses({ misses }).map(({ by, at, why }) => ({
    engineer: by,
    at,
    lateMinutes: 0,
    punctuality: 'notToldInTime' as const,
    ...(why === 'moved' ? {} : { isMissed: true }),
  })),
];

/** Punctuality by engineer, and of what nobody had taken, over the last 7 and 30 days before `now`. */
export function punctualityBy(
  arrivals: readonly Arrived[],
  now: DateTime,
): Map<string | undefined, { week: PunctualityFigures; month: PunctualityFigures }> {
  const since = (days: number): Date => now.minus({ days }).toJSDate();
  const engineers = new Set(arrivals.map(({ engineer }) => engineer));
  return new Map(
    [...engineers].map((engineer) => {
      const own = arrivals.filter((arrival) => arrival.engineer === engineer);
      const from = (days: number): Arrived[] => own.filter(({ at }) => at >= since(days));
      return [engineer, { week: punctuality(from(7)), month: punctuality(from(30)) }];
    }),
  );
}
