import { DateTime } from 'luxon';
import { isWorkDay, type WorkCalendar, workIntervalsOf } from './calendar.js';
import { occurrenceDays, type Recurrence } from './recurrence.js';

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

const startOf = (day: DateTime, calendar: WorkCalendar): DateTime => workIntervalsOf(calendar, day)[0]?.start ?? day.set({ hour: 9 });

function nextDay(after: DateTime, { recurrence }: Rhythm, calendar: WorkCalendar): DateTime {
  for (const days of LOOK_AHEAD_DAYS) {
    const [next] = occurrenceDays(recurrence, calendar, after.plus({ days: 1 }), after.plus({ days }));
    if (next) return next;
  }
  return after.plus({ days: LOOK_AHEAD_DAYS.at(-1) ?? 0 });
}

/** A calendar in which nobody ever works ends here: more than ten years are not looked through. */
const MOST_DAYS_AHEAD = 3_660;

function workDaysAfter(day: DateTime, count: number, calendar: WorkCalendar): DateTime {
  let at = day;
  for (let left = count, n = 0; left > 0 && n < MOST_DAYS_AHEAD; n += 1) {
    at = at.plus({ days: 1 });
    if (isWorkDay(calendar, at)) left -= 1;
  }
  return at;
}

function slotOf(day: DateTime, next: DateTime | undefined, rhythm: Rhythm, calendar: WorkCalendar): Slot {
  const opensAt = startOf(day, calendar);
  const lapsesAt = startOf(next ?? nextDay(day, rhythm, calendar), calendar);
  const dueDay = workDaysAfter(day, rhythm.dueAfterDays ?? 0, calendar);
  const due = dueDay.set({ hour: Math.floor(rhythm.dueBy / 60), minute: rhythm.dueBy % 60 });
  const dueAt = DateTime.min(due, lapsesAt.minus({ minutes: 1 }));
  // A reminder in the first half of the time would come with the card itself.
  const half = opensAt.plus({ milliseconds: Math.max(0, dueAt.diff(opensAt).toMillis() / 2) });
  const remindAt = DateTime.max(dueAt.minus({ milliseconds: rhythm.remindBefore }), half);
  return { day: day.toISODate() ?? '', opensAt, remindAt, dueAt, lapsesAt };
}

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

/** A turn that opens late (no bot ran, or it is new) is due as much later, but before the next one begins. */
export function timesOf({ opensAt, remindAt, dueAt, lapsesAt }: Slot, now: DateTime): TurnTimes {
  const lateMs = now.toMillis() - opensAt.toMillis();
  const isLate = lateMs > OPENED_LATE_MS && now < lapsesAt;
  const moved = (at: DateTime): Date =>
    (isLate ? DateTime.min(at.plus({ milliseconds: lateMs }), lapsesAt.minus({ minutes: 1 })) : at).toJSDate();
  return { remindAt: moved(remindAt), dueAt: moved(dueAt), lapsesAt: lapsesAt.toJSDate(), ...(isLate ? { openedLate: true } : {}) };
}
