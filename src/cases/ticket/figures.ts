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

export const isLate = (ticket: Ticket, now: DateTime): boolean => ticket.dueAt !== undefined && ticket.dueAt < now.toJSDate();

/** Not late yet, but more of the time is gone than the last warning's share. */
export function isAtRisk(ticket: Ticket, policy: Policy, now: DateTime): boolean {
  if (!ticket.dueAt || isLate(ticket, now)) return false;
  const start = DateTime.fromJSDate(ticket.data.clock.startedAt, { zone: now.zone });
  const running = runningClock(ticket, policy);
  const whole = elapsed(start, DateTime.fromJSDate(ticket.dueAt, { zone: now.zone }), running);
  return whole > 0 && elapsed(start, now, running) / whole >= Math.max(...policy.warnAt);
}

const share = (ended: readonly Ended[], broken: number): Share => ({
  kept: ended.filter(({ wasKept }) => wasKept).length,
  all: ended.length + broken,
});

function rowOf(open: readonly Ticket[], ended: readonly Ended[], policy: Policy, now: DateTime): Row {
  const weekAgo = now.minus({ days: 7 }).toJSDate();
  const monthAgo = now.minus({ days: 30 }).toJSDate();
  const brokenSince = (since: Date): number => open.filter(({ breachedAt }) => breachedAt && breachedAt >= since).length;
  return {
    open: open.length,
    atRisk: open.filter((ticket) => isAtRisk(ticket, policy, now)).length,
    late: open.filter((ticket) => isLate(ticket, now)).length,
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
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
};

/** What `/desk` shows: promises still open that are broken already count as broken. Rule J3. */
export function deskFigures(open: readonly Ticket[], ended: readonly Ended[], policy: Policy, now: DateTime): DeskFigures {
  const rows = (openBy: Map<string, Ticket[]>, endedBy: Map<string, Ended[]>): Map<string, Row> =>
    new Map(
      [...new Set([...openBy.keys(), ...endedBy.keys()])].map((key) => [
        key,
        rowOf(openBy.get(key) ?? [], endedBy.get(key) ?? [], policy, now),
      ]),
    );
  return {
    ...rowOf(open, ended, policy, now),
    unaccepted: open.filter(({ state }) => state === 'open').length,
    byPriority: rows(
      grouped(open, ({ data }) => data.priority),
      grouped(ended, ({ priority }) => priority),
    ),
    byOwner: rows(
      grouped(open, ({ owner }) => owner),
      grouped(ended, ({ owner }) => owner),
    ),
  };
}
