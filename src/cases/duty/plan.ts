import type { Recurrence } from '../../time/recurrence.js';
import type { Rhythm } from '../../time/slots.js';
import type { Registered } from '../register.js';

/** What shows that a duty was done. */
export const EVIDENCE = ['checklist', 'number', 'text', 'file'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** What people enter of a standing duty. Rules H1–H13. */
export interface DutyFields {
  readonly name: string;
  readonly group: string;
  /** Slack user who answers for it; without one the first of the group. */
  readonly owner?: string | undefined;
  /** One of `RECURRENCES`, or `custom`. */
  readonly recurrence: string;
  /** The RFC 5545 rule of a custom recurrence. */
  readonly rule?: string | undefined;
  /** `HH:MM`, local, by which it is due. */
  readonly dueBy: string;
  /** Work days after the day it opened. */
  readonly dueAfterDays: number;
  /** Minutes before it is due at which its owner is reminded; two hours without. */
  readonly remindMinutes?: number | undefined;
  readonly evidence: Evidence;
  /** What is ticked off, in order. */
  readonly lines: readonly string[];
  /** Limits of a number, both included. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface DutyData extends DutyFields {
  /** The template that it was switched on from: `H1`. */
  readonly template?: string | undefined;
  /** The local day, ISO, on which it was last switched on: no turn before it. */
  readonly enabledOn: string;
}

/** A standing duty of a group. Disabled ones open nothing. */
export type Duty = DutyData & Registered;

/** The recurrences that people choose from; others are written as a rule. */
export const RECURRENCES: Readonly<Record<string, Recurrence>> = {
  daily: { rule: 'FREQ=DAILY' },
  twiceWeekly: { rule: 'FREQ=WEEKLY;BYDAY=MO,TH', daysApart: 2 },
  weekly: { rule: 'FREQ=WEEKLY;BYDAY=MO' },
  fridays: { rule: 'FREQ=WEEKLY;BYDAY=FR' },
  monthly: { rule: 'FREQ=MONTHLY;BYMONTHDAY=1' },
  lastWorkDay: { rule: 'FREQ=MONTHLY;BYMONTHDAY=-1' },
  quarterly: { rule: 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1' },
  halfYearly: { rule: 'FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1' },
  yearly: { rule: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31' },
};
export const CUSTOM = 'custom';

/** When a duty comes round. */
export const recurrenceOf = ({ recurrence, rule }: Pick<DutyFields, 'recurrence' | 'rule'>): Recurrence =>
  RECURRENCES[recurrence] ?? { rule: rule ?? 'FREQ=DAILY' };

export const REMIND_MINUTES = 120;
/** A week. */
export const MOST_REMIND_MINUTES = 10_080;
export const MOST_DUE_AFTER_DAYS = 60;

/** When a duty comes round, is due, and is reminded of. */
export function rhythmOf(duty: DutyFields): Rhythm {
  const [hour = 18, minute = 0] = duty.dueBy.split(':').map(Number);
  const { dueAfterDays, remindMinutes = REMIND_MINUTES } = duty;
  return { recurrence: recurrenceOf(duty), dueBy: hour * 60 + minute, dueAfterDays, remindBefore: remindMinutes * 60_000 };
}
