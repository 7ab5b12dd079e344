import type { WorkCalendar } from '../time/calendar.js';
import type { ClockKind } from '../time/elapse.js';

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof PRIORITIES)[number];
export const GRADES = ['high', 'medium', 'low'] as const;
export type Grade = (typeof GRADES)[number];

/** The targets of a priority, in milliseconds of its clock. */
export interface Target {
  readonly firstResponse: number;
  readonly resolve: number;
  readonly clock: ClockKind;
}

/** The desk's rules as numbers: defaults come from the handbook, values from the settings. Durations are milliseconds. */
export interface Policy {
  readonly calendar: WorkCalendar;
  readonly sla: Readonly<Record<Priority, Target>>;
  /** Impact, then urgency. Rule A5. */
  readonly priorities: Readonly<Record<Grade, Readonly<Record<Grade, Priority>>>>;
  /** Shares of a target at which its owner is warned, ascending, each between 0 and 1. */
  readonly warnAt: readonly number[];
  readonly pauseWhileWaiting: boolean;
  readonly escalate: { readonly supervisor: number; readonly head: number; readonly repeat: number };
  readonly callback: { readonly remindBefore: number };
  readonly message: { readonly remindAfter: number; readonly escalateAfter: number };
  /** Slack ids, user groups already resolved to their members. */
  readonly people: { readonly supervisors: readonly string[]; readonly heads: readonly string[] };
}
