import type { Circumstances } from '../circumstances.js';
import { firstResponseDueAt, resolveDueAt } from './deadlines.js';
import type { Ticket, TicketClock } from './ticket.js';

/** What a customer was promised in a ticket: when it is solved, and, while nobody contacted him, when somebody does. */
export interface Owed {
  readonly due?: Date | undefined;
  readonly firstDue?: Date | undefined;
}

type Moment = Pick<Circumstances, 'now' | 'policy'>;

/** What a ticket owes by now, or owed when it ended. */
export function owedBy(ticket: Ticket, policy: Moment['policy']): Owed {
  const { firstContactAt, clock } = ticket.data;
  return {
    due: resolveDueAt(ticket, policy),
    firstDue: firstContactAt || clock.agreedDueAt ? undefined : firstResponseDueAt(ticket, policy),
  };
}

/** A promise that is due earlier with this clock than it was before. */
export interface Earlier {
  readonly from: Date | undefined;
  readonly to: Date;
}

/** The clock of a ticket that goes on for another one. */
export interface Carried {
  readonly clock: TicketClock;
  readonly resolve?: Earlier | undefined;
  readonly first?: Earlier | undefined;
}

/**
 * A ticket that goes on for another one owes what was promised in either, each by the earlier of both moments: logging a fault once more
 * buys no time. What the customer agreed to stands, and what has passed is no time to promise. Undefined: its own are the earlier. Rule A3.
 */
export function carriedInto(ticket: Ticket, owed: Owed, { now, policy }: Moment): Carried | undefined {
  const { clock, firstContactAt } = ticket.data;
  const earlier = (to: Date | undefined, from: Date | undefined): Earlier | undefined =>
    to && to > now.toJSDate() && (!from || to < from) ? { from, to } : undefined;
  const own = owedBy(ticket, policy);
  const resolve = clock.agreedDueAt || ticket.breachedAt ? undefined : earlier(owed.due, own.due);
  const first = firstContactAt || clock.agreedDueAt ? undefined : earlier(owed.firstDue, own.firstDue);
  if (!resolve && !first) return undefined;
  const { revision, firstRevision = revision } = clock;
  return {
    clock: {
      ...clock,
      ...(resolve ? { revision: revision + 1, standingBy: resolve.to } : {}),
      ...(first ? { standingFirstBy: first.to } : {}),
      firstRevision: firstRevision + (first ? 1 : 0),
    },
    resolve,
    first,
  };
}
