import { z } from 'zod';
import type { KindSettings, Policy } from '../policy.js';
import { duration } from '../setting.js';
import { type Grade, PRIORITIES, type Priority, type Target } from './priority.js';

const share = z.number().gt(0).max(5);
const target = (accept: string, firstResponse: string, resolve: string, clock: 'always' | 'business') =>
  z
    .strictObject({
      accept: duration.prefault(accept),
      firstResponse: duration.prefault(firstResponse),
      resolve: duration.prefault(resolve),
      clock: z.enum(['always', 'business']).default(clock),
    })
    .prefault({});

const grade = (high: string, medium: string, low: string) =>
  z
    .strictObject({
      high: z.enum(PRIORITIES).default(high as 'P1'),
      medium: z.enum(PRIORITIES).default(medium as 'P1'),
      low: z.enum(PRIORITIES).default(low as 'P1'),
    })
    .prefault({});

export const TICKET_SETTINGS = {
  sla: z
    .strictObject({
      P1: target('PT5M', 'PT15M', 'PT4H', 'always'),
      P2: target('PT10M', 'PT30M', 'PT8H', 'always'),
      P3: target('PT20M', 'PT1H', 'PT24H', 'always'),
      P4: target('PT1H', 'PT4H', 'PT24H', 'always'),
      warnAt: z.array(z.number().gt(0).lt(1)).min(1).default([0.5, 0.8]),
      pauseWhileWaiting: z.boolean().default(false),
      consent: z.strictObject({ upTo: duration.prefault('P7D') }).prefault({}),
      escalate: z
        .strictObject({
          supervisor: share.default(0.8),
          head: share.default(1),
          repeat: duration.prefault('PT2H'),
          hold: duration.prefault('PT2H'),
          ask: z.number().int().min(1).max(100).default(5),
        })
        .prefault({}),
    })
    .prefault({}),
  priorities: z.strictObject({ high: grade('P1', 'P2', 'P3'), medium: grade('P2', 'P3', 'P4'), low: grade('P2', 'P4', 'P4') }).prefault({}),
  callback: z.strictObject({ remindBefore: duration.prefault('PT15M') }).prefault({}),
};

/** The rules of fault reports. Rules A3–A5, B5. */
interface TicketPolicy {
  readonly sla: Readonly<Record<Priority, Target>>;
  /** Impact, then urgency. Rule A5. */
  readonly priorities: Readonly<Record<Grade, Readonly<Record<Grade, Priority>>>>;
  /** Shares of a target at which its owner is warned, ascending, each between 0 and 1. */
  readonly warnAt: readonly number[];
  readonly pauseWhileWaiting: boolean;
  /**
   * Shares of a target at which others hear. `repeat`: how long a breach of any kind of case is quiet before it sounds again. `hold`:
   * how long "I'm on it" holds. `ask`: how many engineers are asked at once to take what nobody accepted and is not urgent.
   */
  readonly escalate: {
    readonly supervisor: number;
    readonly head: number;
    readonly repeat: number;
    readonly hold: number;
    readonly ask: number;
  };
  /** So far may the customer's consent alone move what was promised, in milliseconds from the time promised first. Rule A3. */
  readonly consent: { readonly upTo: number };
  readonly callback: { readonly remindBefore: number };
}

declare module '../policy.js' {
  interface KindSettings extends z.output<z.ZodObject<typeof TICKET_SETTINGS>> {}
  interface Policy extends TicketPolicy {}
}

export function ticketPolicy({ sla, priorities, callback }: KindSettings): Pick<Policy, keyof TicketPolicy> {
  const { warnAt, pauseWhileWaiting, consent, escalate, ...targets } = sla;
  return { sla: targets, priorities, warnAt: [...warnAt].sort((a, b) => a - b), pauseWhileWaiting, consent, escalate, callback };
}
