import type { DateTime } from 'luxon';
import type { Arrival } from './visit.js';

/** An arrival of an engineer, as the store tells it. */
export interface Arrived extends Pick<Arrival, 'at' | 'lateMinutes' | 'punctuality'> {
  readonly engineer: string;
}

/** How punctual somebody was in a period. Rules D5, D6, J3. */
export interface PunctualityFigures {
  readonly visits: number;
  readonly onTime: number;
  /** Late, and the customer knew in time. */
  readonly toldInTime: number;
  readonly notToldInTime: number;
  /** Minutes between promise and arrival on average; positive is late. */
  readonly averageMinutes: number | undefined;
}

export function punctuality(arrivals: readonly Arrived[]): PunctualityFigures {
  const count = (wanted: Arrived['punctuality']): number => arrivals.filter((arrival) => arrival.punctuality === wanted).length;
  const sum = arrivals.reduce((minutes, { lateMinutes }) => minutes + lateMinutes, 0);
  return {
    visits: arrivals.length,
    onTime: count('onTime'),
    toldInTime: count('toldInTime'),
    notToldInTime: count('notToldInTime'),
    averageMinutes: arrivals.length > 0 ? Math.round(sum / arrivals.length) : undefined,
  };
}

/** Punctuality by engineer, over the last 7 and 30 days before `now`. */
export function punctualityBy(
  arrivals: readonly Arrived[],
  now: DateTime,
): Map<string, { week: PunctualityFigures; month: PunctualityFigures }> {
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
