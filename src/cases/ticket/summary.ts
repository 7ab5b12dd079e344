import { type Case, CLOCK } from '../case.js';
import type { Policy } from '../policy.js';
import { firstResponseDueAt } from './deadlines.js';
import type { Priority } from './priority.js';
import { promisedBy } from './terms.js';
import type { Ticket } from './ticket.js';

/** What a broken promise counts under; of several of one ticket, under the priority of the first and under everybody who broke one. */
export interface Broken {
  readonly as: Priority;
  /** Nobody, where it was nobody's. */
  readonly by: readonly string[];
}

/** What is kept beside a ticket to count it by. */
export interface TicketSummary {
  /** Whether its promises were kept, once one has ended. */
  readonly wasKept?: boolean;
  /** Of a broken one, where the ticket has another priority since, or another owner: by which it was given, and who broke it. */
  readonly broken?: Broken;
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

/** What the broken promises of a ticket count under, where that is not what the ticket shows. */
export function brokenElsewhere(ticket: Ticket): Broken | undefined {
  const { owner, breachedAt, breachedBy, data } = ticket;
  const past = data.pastPromises.filter(({ wasKept }) => !wasKept);
  if (past.length === 0 && !breachedAt) return undefined;
  const as = (past.length > 0 ? past[0]?.priority : promisedBy(ticket)) ?? data.priority;
  const whose = [...past.map(({ by }) => by ?? owner), ...(breachedAt ? [breachedBy ?? owner] : [])];
  const by = [...new Set(whose)].filter((user) => user !== CLOCK.id).sort();
  return as === data.priority && by.length === 1 && by[0] === owner ? undefined : { as, by };
}

/** What questions about many tickets look at. Rule J3. */
export function ticketSummary(ticket: Ticket, before?: Before): TicketSummary {
  const { pastPromises } = ticket.data;
  const broken = brokenElsewhere(ticket);
  const first = firstKept(ticket, before);
  return {
    ...(pastPromises.length > 0 ? { wasKept: pastPromises.every(({ wasKept }) => wasKept) } : {}),
    ...(broken ? { broken } : {}),
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
