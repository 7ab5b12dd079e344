import type { DateTime } from 'luxon';
import { isWorkDay, workIntervalsOf } from '../../time/calendar.js';
import type { Policy } from '../policy.js';
import type { Cycle } from './project.js';

/** One turn of a recurring inspection. `opensAt` is its beginning; times are in the desk's zone. */
export interface Slot {
  readonly day: string;
  readonly opensAt: DateTime;
  readonly remindAt: DateTime;
  readonly dueAt: DateTime;
  /** When the next turn begins. */
  readonly lapsesAt: DateTime;
}

type Rules = Pick<Policy, 'calendar' | 'inspection'>;

/** No calendar has a longer stretch without a work day. */
const LONGEST_REST_DAYS = 60;

const startOf = (day: DateTime, { calendar }: Rules): DateTime => workIntervalsOf(calendar, day)[0]?.start ?? day;

/** The first work day of the ISO week on or after the weekday that the settings name; the last one before it when none is left. */
function weeklyDay(week: DateTime, { calendar, inspection }: Rules): DateTime | undefined {
  const days = Array.from({ length: 7 }, (_, n) => week.plus({ days: n })).filter((day) => isWorkDay(calendar, day));
  return days.find(({ weekday }) => weekday >= inspection.weekly.weekday) ?? days.at(-1);
}

function opensOn(cycle: Cycle, day: DateTime, rules: Rules): boolean {
  if (cycle === 'daily') return isWorkDay(rules.calendar, day);
  return weeklyDay(day.startOf('week'), rules)?.hasSame(day, 'day') ?? false;
}

/** The turn that opens on a local day; undefined when none does. */
export function slotOn(cycle: Cycle, at: DateTime, rules: Rules): Slot | undefined {
  const day = at.setZone(rules.calendar.zone).startOf('day');
  if (!opensOn(cycle, day, rules)) return undefined;
  const { dueBy, remindBefore } = rules.inspection[cycle];
  const dueAt = day.set({ hour: Math.floor(dueBy / 60), minute: dueBy % 60 });
  const next = Array.from({ length: LONGEST_REST_DAYS }, (_, n) => day.plus({ days: n + 1 })).find((other) => opensOn(cycle, other, rules));
  return {
    day: day.toISODate() ?? '',
    opensAt: startOf(day, rules),
    remindAt: dueAt.minus({ milliseconds: remindBefore }),
    dueAt,
    lapsesAt: startOf(next ?? day.plus({ days: LONGEST_REST_DAYS }), rules),
  };
}

/** The turns that opened after `since` (a local day, not itself) and up to `now`, oldest first. */
export function slotsSince(cycle: Cycle, since: DateTime, now: DateTime, rules: Rules): Slot[] {
  const slots: Slot[] = [];
  for (let day = since.setZone(rules.calendar.zone).startOf('day').plus({ days: 1 }); day <= now; day = day.plus({ days: 1 })) {
    const slot = slotOn(cycle, day, rules);
    if (slot && slot.opensAt <= now) slots.push(slot);
  }
  return slots;
}
