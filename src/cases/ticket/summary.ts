import type { Case } from '../case.js';
import type { Policy } from '../policy.js';
import { firstResponseDueAt } from './deadlines.js';
import type { Priority } from './priority.js';
import { promisedBy } from './terms.js';
import type { Ticket } from './ticket.js';

/** What is kept beside a ticket to count it by. */
export interface TicketSummary {
  /** Whether its promises were kept, once one has ended. */
  readonly wasKept?: boolean;
  /** By which priority the broken one was given, where the ticket has another since. */
  readonly brokenAs?: Priority;
  /** Whether its customer was contacted in time; not there while he may still be, and where nobody called. Rule A4. */
  readonly firstKept?: boolean;
}

/** What stood beside it before the present change. */
type Before = Pick<Case<object>, 'data' | 'deadlines'> & { readonly summary?: object | undefined };

const isFirst = ({ track }: { readonly track: string }): boolean => track.startsWith('firstResponse#');
const isFirstBroken = ({ said, deadlines }: Pick<Ticket, 'said' | 'deadlines'>): boolean =>
  said.some((id) => /^firstResponse#\d+:breach/.test(id)) || deadlines.some((one) => isFirst(one) && one.step === 'repeat');

/**
 * Was the first contact made in time? It is decided when the contact is made or its time is over, by the time that was promised then,
 * and stays: priorities and clocks that change afterwards say nothing about it. What was missed once stays missed.
 */
function firstKept(ticket: Ticket, before: Before | undefined): boolean | undefined {
  const { data, version } = ticket;
  const known = before?.summary && 'firstKept' in before.summary ? before.summary.firstKept : undefined;
  if (data.source || known === false) return data.source ? undefined : false;
  const promisedAt = before?.deadlines.find(isFirst)?.promisedAt;
  // What ended without a contact was missed when its time was over, and else says nothing: it was not kept.
  if (!data.firstContactAt)
    return isFirstBroken(ticket) || (promisedAt && ticket.closedAt && promisedAt < ticket.closedAt) ? false : undefined;
  // Contacted in the call itself; where it was solved there too, nothing was promised.
  if (!before) return version === 1 && ticket.isOpen ? true : undefined;
  if ('firstContactAt' in before.data && before.data.firstContactAt) return typeof known === 'boolean' ? known : undefined;
  return promisedAt && data.firstContactAt <= promisedAt;
}

/** What questions about many tickets look at. Rule J3. */
export function ticketSummary(ticket: Ticket, before?: Before): TicketSummary {
  const { pastPromises, priority } = ticket.data;
  const past = pastPromises.find(({ wasKept }) => !wasKept);
  const brokenAs = past ? past.priority : ticket.breachedAt && promisedBy(ticket);
  const first = firstKept(ticket, before);
  return {
    ...(pastPromises.length > 0 ? { wasKept: past === undefined } : {}),
    ...(brokenAs && brokenAs !== priority ? { brokenAs } : {}),
    ...(first === undefined ? {} : { firstKept: first }),
  };
}

/**
 * The same of a ticket that was written before this was kept: by what is promised today. Where the customer agreed to a time, or
 * nothing tells when the contact was due, it counts as nothing.
 */
export function firstKeptBefore(ticket: Ticket, policy: Policy): boolean | undefined {
  const { source, firstContactAt, clock } = ticket.data;
  if (source) return undefined;
  if (!firstContactAt) return ticket.isOpen && isFirstBroken(ticket) ? false : undefined;
  const dueAt = firstResponseDueAt(ticket, policy);
  const isInTime = dueAt && firstContactAt <= dueAt;
  return clock.agreedDueAt && !isInTime ? undefined : isInTime;
}
