import { DateTime } from 'luxon';
import type { WorkCalendar } from './calendar.js';
import { elapse, elapsed } from './elapse.js';
import { occurrenceDays, type Recurrence } from './recurrence.js';
import { lastWorkBefore, startOfWork, workDaysAfter } from './work-days.js';

/** When something that comes round is to be done. */
export interface Rhythm {
  readonly recurrence: Recurrence;
  /** Minutes of the local day by which it is due. */
  readonly dueBy: number;
  /** So many work days after the day it opened; the same day without. */
  readonly dueAfterDays?: number | undefined;
  /** Milliseconds before it is due. */
  readonly remindBefore: number;
}

/** One turn of what comes round. `opensAt` is its beginning; times are in the desk's zone. */
export interface Slot {
  /** ISO, local. */
  readonly day: string;
  readonly opensAt: DateTime;
  readonly remindAt: DateTime;
  readonly dueAt: DateTime;
  /** When the next turn begins. */
  readonly lapsesAt: DateTime;
}

/** Looked ahead for the next turn, the nearest first: a rule of days, of weeks, of months, of years. */
const LOOK_AHEAD_DAYS = [8, 60, 430, 1_830];

function nextDay(after: DateTime, { recurrence }: Rhythm, calendar: WorkCalendar): DateTime {
  for (const days of LOOK_AHEAD_DAYS) {
    const [next] = occurrenceDays(recurrence, calendar, after.plus({ days: 1 }), after.plus({ days }));
    if (next) return next;
  }
  return after.plus({ days: LOOK_AHEAD_DAYS.at(-1) ?? 0 });
}

/** What is due before work begins opens so long before that, at least. */
const SHORTEST_MS = 2 * 3_600_000;

function dueOn(day: DateTime, { dueBy, dueAfterDays = 0 }: Rhythm, calendar: WorkCalendar): DateTime {
  return workDaysAfter(day, dueAfterDays, calendar).set({ hour: Math.floor(dueBy / 60), minute: dueBy % 60 });
}

/** When the turn of a day opens: as work begins, or before, where it is due before that. */
function opensOn(day: DateTime, rhythm: Rhythm, calendar: WorkCalendar): DateTime {
  const start = startOfWork(day, calendar);
  const due = dueOn(day, rhythm, calendar);
  if (due > start) return start;
  return DateTime.max(day.startOf('day'), due.minus({ milliseconds: Math.max(SHORTEST_MS, 2 * rhythm.remindBefore) }));
}

function slotOf(day: DateTime, next: DateTime | undefined, rhythm: Rhythm, calendar: WorkCalendar): Slot {
  const opensAt = opensOn(day, rhythm, calendar);
  const lapsesAt = opensOn(next ?? nextDay(day, rhythm, calendar), rhythm, calendar);
  const dueAt = DateTime.min(dueOn(day, rhythm, calendar), lapsesAt.minus({ minutes: 1 }));
  return { day: day.toISODate() ?? '', opensAt, remindAt: remindedAt(opensAt, dueAt, rhythm.remindBefore), dueAt, lapsesAt };
}

/** A reminder in the first half of the time would come with the card itself. */
const remindedAt = (from: DateTime, dueAt: DateTime, beforeMs: number): DateTime =>
  DateTime.max(dueAt.minus({ milliseconds: beforeMs }), from.plus({ milliseconds: Math.max(0, dueAt.diff(from).toMillis() / 2) }));

/** The turn that opens on the local day of `at`; undefined when none does. */
export function slotOn(rhythm: Rhythm, at: DateTime, calendar: WorkCalendar): Slot | undefined {
  const [day] = occurrenceDays(rhythm.recurrence, calendar, at, at);
  return day && slotOf(day, undefined, rhythm, calendar);
}

/** The turns that opened after `since` (a local day, not itself) and up to `now`, oldest first. */
export function slotsSince(rhythm: Rhythm, since: DateTime, now: DateTime, calendar: WorkCalendar): Slot[] {
  return occurrenceDays(rhythm.recurrence, calendar, since.plus({ days: 1 }), now)
    .map((day, n, days) => slotOf(day, days[n + 1], rhythm, calendar))
    .filter(({ opensAt }) => opensAt <= now);
}

/** Opened later than this after its turn began, it gets the time it would have had. */
const OPENED_LATE_MS = 15 * 60_000;

/** The moments of a turn as a case keeps them. */
export interface TurnTimes {
  readonly remindAt: Date;
  readonly dueAt: Date;
  /** Not done until then, it is missed for good: the next one begins. */
  readonly lapsesAt: Date;
  /** Its turn had begun long before it opened. */
  readonly openedLate?: boolean | undefined;
}

/**
 * A turn that opens late (no bot ran) is due as much work time later, while somebody works and before the next one begins: nothing moves
 * into a night in which nobody can do it.
 */
export function timesOf({ opensAt, remindAt, dueAt, lapsesAt }: Slot, now: DateTime, calendar: WorkCalendar): TurnTimes {
  const isLate = now.toMillis() - opensAt.toMillis() > OPENED_LATE_MS && now < lapsesAt;
  if (!isLate) return { remindAt: remindAt.toJSDate(), dueAt: dueAt.toJSDate(), lapsesAt: lapsesAt.toJSDate() };
  const end = lapsesAt.minus({ minutes: 1 });
  const last = DateTime.min(lastWorkBefore(lapsesAt, now, calendar) ?? end, end);
  const running = { clock: 'business', calendar, pauses: [] } as const;
  const worked = elapsed(opensAt, dueAt, running);
  const moved = worked > 0 ? elapse(now, worked, running) : dueAt.plus(now.diff(opensAt));
  const due = DateTime.max(dueAt, DateTime.min(moved ?? last, last));
  return {
    remindAt: remindedAt(now, due, dueAt.diff(remindAt).toMillis()).toJSDate(),
    dueAt: due.toJSDate(),
    lapsesAt: lapsesAt.toJSDate(),
    openedLate: true,
  };
}
