import type { WorkCalendar } from '../time/calendar.js';
import type { ClockKind } from '../time/elapse.js';
import type { Rhythm } from '../time/slots.js';
import type { Cycle } from './inspection/check-item.js';

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

/** The rules of visits; durations are milliseconds. Rules D2–D13. */
export interface VisitPolicy {
  /** An unaccepted order is told to the supervisor after this. */
  readonly acceptWithin: number;
  /** An appointment is to be confirmed this long before its window. */
  readonly confirmBefore: number;
  /** When to try again after nobody answered. */
  readonly retryCall: number;
  /** To be at the door this long before the window. Rule D5. */
  readonly earlyBy: number;
  /** The reminder with the checklist comes this long before leaving. */
  readonly remindDeparture: number;
  /** Not left this long after the departure time: the supervisor hears. */
  readonly departureGrace: number;
  /** A late arrival is told between these two before the window. Rule D6. */
  readonly callBefore: number;
  readonly callLatest: number;
  readonly halfDay: number;
  readonly noticeHalfDay: number;
  readonly noticeLonger: number;
  /** How long to wait for an absent customer. Rule D7. */
  readonly waitAbsent: number;
  /** The call that follows a missed-visit note. Rule D7. */
  readonly followUp: number;
  /** Minutes of the local day by which copy A is to be back. Rule D13. */
  readonly handInBy: number;
  /** An SOS sounds again after this until somebody takes it. Rule D11. */
  readonly sosRepeat: number;
  /** What a supervisor must decide is asked again after this. */
  readonly decideWithin: number;
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
  /** So far may the customer's consent alone move what was promised, in milliseconds from the time promised first. Rule A3. */
  readonly consent: { readonly upTo: number };
  readonly callback: { readonly remindBefore: number };
  /** Slack sounds a promise this long after the bot itself would have. */
  readonly fallback: { readonly after: number };
  readonly message: { readonly remindAfter: number; readonly escalateAfter: number };
  readonly visit: VisitPolicy;
  /** A problem that has not moved for so long is brought back to mind. Rule G9. */
  readonly problem: { readonly remindAfter: number };
  /** When each kind of inspection comes round. Rules G4–G7. */
  readonly inspection: Readonly<Record<Cycle, Rhythm>>;
  /** Slack ids, user groups already resolved to their members. */
  readonly people: {
    readonly supervisors: readonly string[];
    readonly heads: readonly string[];
    /** The members of each operations group; the first one answers for it. */
    readonly groups: Readonly<Record<string, readonly string[]>>;
  };
}
