import { DateTime } from 'luxon';
import { type WorkCalendar, workIntervalsOf } from './calendar.js';

/** `always`: day and night. `business`: only while the desk works. */
export type ClockKind = 'always' | 'business';

/** A stretch in which the clock stands still. An open one has no `to` yet. */
export interface Pause {
  readonly from: Date;
  readonly to?: Date | undefined;
}

/** What a clock runs on. Pauses are kept as intervals and the times computed anew, never counted. */
export interface RunningClock {
  readonly clock: ClockKind;
  readonly calendar: WorkCalendar;
  readonly pauses: readonly Pause[];
}

/** Ten years: a calendar without a single work hour in that time has no due time. */
const HORIZON_DAYS = 3660;

type Stretch = { readonly from: number; readonly to: number };

function* openStretches(start: DateTime, { clock, calendar }: RunningClock): Generator<Stretch> {
  const begin = start.toMillis();
  if (clock === 'always') {
    yield { from: begin, to: Number.POSITIVE_INFINITY };
    return;
  }
  let day = start.setZone(calendar.zone).startOf('day');
  for (let n = 0; n < HORIZON_DAYS; n += 1, day = day.plus({ days: 1 })) {
    for (const interval of workIntervalsOf(calendar, day)) {
      const from = Math.max(begin, interval.start?.toMillis() ?? 0);
      const to = interval.end?.toMillis() ?? 0;
      if (from < to) yield { from, to };
    }
  }
}

function withoutPauses(stretch: Stretch, pauses: readonly Pause[]): Stretch[] {
  return pauses.reduce<Stretch[]>(
    (left, pause) => {
      const from = pause.from.getTime();
      // A clock that was set back meanwhile makes no pause negative.
      const to = Math.max(from, pause.to?.getTime() ?? Number.POSITIVE_INFINITY);
      return left.flatMap((piece) =>
        [
          { from: piece.from, to: Math.min(piece.to, from) },
          { from: Math.max(piece.from, to), to: piece.to },
        ].filter((rest) => rest.from < rest.to),
      );
    },
    [stretch],
  );
}

/** The stretches in which the clock runs from `start` on, in order. */
function* runningStretches(start: DateTime, running: RunningClock): Generator<Stretch> {
  for (const stretch of openStretches(start, running)) yield* withoutPauses(stretch, running.pauses);
}

/**
 * The moment at which `ms` milliseconds of the clock's time have run since `start`; undefined while it cannot be told
 * (an open pause, or a calendar that never works). The answer is in the calendar's zone.
 */
export function elapse(start: DateTime, ms: number, running: RunningClock): DateTime | undefined {
  let left = ms;
  for (const { from, to } of runningStretches(start, running)) {
    if (left <= to - from) return DateTime.fromMillis(from + left, { zone: running.calendar.zone });
    left -= to - from;
  }
  return undefined;
}

/** How many milliseconds of the clock's time run between `start` and `end`; 0 when `end` is not later. */
export function elapsed(start: DateTime, end: DateTime, running: RunningClock): number {
  const last = end.toMillis();
  let sum = 0;
  for (const { from, to } of runningStretches(start, running)) {
    if (from >= last) break;
    sum += Math.min(to, last) - from;
  }
  return sum;
}
