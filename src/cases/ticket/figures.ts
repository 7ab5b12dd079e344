import { DateTime } from 'luxon';
import { elapsed } from '../../time/elapse.js';
import type { Policy } from '../policy.js';
import { runningClock } from './deadlines.js';
import type { Ticket } from './ticket.js';

/** Of `all` promises, `kept`. */
export interface Share {
  readonly kept: number;
  readonly all: number;
}

/** One row of a table of managers: a priority or a person. */
export interface Row {
  readonly open: number;
  readonly atRisk: number;
  readonly late: number;
  readonly keptWeek: Share;
  readonly keptMonth: Share;
}

export interface DeskFigures extends Row {
  /** Open tickets that nobody accepted yet; the agent who logged them owns them until then. Rule A6. */
  readonly unaccepted: number;
  readonly byPriority: ReadonlyMap<string, Row>;
  readonly byOwner: ReadonlyMap<string, Row>;
}

interface Ended {
  readonly owner: string;
  readonly priority: string;
  readonly wasKept: boolean;
  readonly endedAt: Date;
}

/** What figures look at of a ticket. */
export type CountedTicket = Pick<Ticket, 'no' | 'owner' | 'state' | 'dueAt' | 'breachedAt' | 'pauses'> & {
  readonly data: Pick<Ticket['data'], 'priority' | 'clock'>;
};

export const isLate = (ticket: Pick<Ticket, 'dueAt'>, now: DateTime): boolean =>
  ticket.dueAt !== undefined && ticket.dueAt < now.toJSDate();

/** Not late yet, but more of the time is gone than the last warning's share. */
export function isAtRisk(ticket: CountedTicket, policy: Policy, now: DateTime): boolean {
  if (!ticket.dueAt || isLate(ticket, now)) return false;
  // An instant is the same in any zone, and UTC needs no looking up.
  const start = DateTime.fromJSDate(ticket.data.clock.startedAt, { zone: 'utc' });
  const running = runningClock(ticket, policy);
  const whole = elapsed(start, DateTime.fromJSDate(ticket.dueAt, { zone: 'utc' }), running);
  return whole > 0 && elapsed(start, now, running) / whole >= Math.max(...policy.warnAt);
}

const share = (ended: readonly Ended[], broken: number): Share => ({
  kept: ended.filter(({ wasKept }) => wasKept).length,
  all: ended.length + broken,
});

/** A ticket with what was worked out of it once, for all the rows that it stands in. */
interface Judged {
  readonly ticket: CountedTicket;
  readonly isLate: boolean;
  readonly isAtRisk: boolean;
}

function rowOf(open: readonly Judged[], ended: readonly Ended[], now: DateTime): Row {
  const weekAgo = now.minus({ days: 7 }).toJSDate();
  const monthAgo = now.minus({ days: 30 }).toJSDate();
  const brokenSince = (since: Date): number => open.filter(({ ticket: { breachedAt } }) => breachedAt && breachedAt >= since).length;
  return {
    open: open.length,
    atRisk: open.filter(({ isAtRisk: risk }) => risk).length,
    late: open.filter(({ isLate: late }) => late).length,
    keptWeek: share(
      ended.filter(({ endedAt }) => endedAt >= weekAgo),
      brokenSince(weekAgo),
    ),
    keptMonth: share(
      ended.filter(({ endedAt }) => endedAt >= monthAgo),
      brokenSince(monthAgo),
    ),
  };
}

const grouped = <T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
};

/** What `/desk` shows: promises still open that are broken already count as broken. Rule J3. */
export function deskFigures(tickets: readonly CountedTicket[], ended: readonly Ended[], policy: Policy, now: DateTime): DeskFigures {
  const open = tickets.map((ticket) => ({ ticket, isLate: isLate(ticket, now), isAtRisk: isAtRisk(ticket, policy, now) }));
  const rows = (openBy: Map<string, Judged[]>, endedBy: Map<string, Ended[]>): Map<string, Row> =>
    new Map(
      [...new Set([...openBy.keys(), ...endedBy.keys()])].map((key) => [key, rowOf(openBy.get(key) ?? [], endedBy.get(key) ?? [], now)]),
    );
  return {
    ...rowOf(open, ended, now),
    unaccepted: tickets.filter(({ state }) => state === 'open').length,
    byPriority: rows(
      grouped(open, ({ ticket }) => ticket.data.priority),
      grouped(ended, ({ priority }) => priority),
    ),
    byOwner: rows(
      grouped(open, ({ ticket }) => ticket.owner),
      grouped(ended, ({ owner }) => owner),
    ),
  };
}
