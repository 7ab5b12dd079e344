import type { Case, CaseNo } from '../../src/cases/case.js';
import type { Remote } from '../../src/cases/remote/index.js';
import type { Ticket } from '../../src/cases/ticket/index.js';
import { countedOf, type Visit } from '../../src/cases/visit/index.js';

/** What comes of a case of a customer in its report. */
export interface Reported extends Pick<Case<object>, 'kind' | 'isOpen' | 'openedAt' | 'closedAt' | 'breachedAt' | 'data'> {
  readonly no: CaseNo;
  readonly summary?: object | undefined;
}

/** A stretch of time, instants; `to` is not in it. */
export interface Stretch {
  readonly from: Date;
  readonly to: Date;
}

/** Came and went: what was open before and what came are together what ended and what is open afterwards. */
export interface Flow {
  readonly before: number;
  readonly came: number;
  readonly ended: number;
  readonly after: number;
}

/** The kinds of cases that a customer's report counts. */
export const REPORTED_KINDS = ['ticket', 'visit', 'remote'] as const;
export type ReportedKind = (typeof REPORTED_KINDS)[number];

export interface CustomerReport {
  readonly flows: Readonly<Record<ReportedKind, Flow>>;
  /** Of the tickets whose promise was decided in the period: those that ended, and open ones that broke it. */
  readonly promises: { readonly kept: number; readonly broken: number };
  /** Of the tickets that came: whether the customer was contacted in time. Rule A4. */
  readonly first: { readonly kept: number; readonly missed: number };
  /** Arrivals and promises without one. Rule D6. */
  /** Of those that were late and not told: `missed`, to which nobody came, apart. */
  readonly arrivals: { readonly onTime: number; readonly toldInTime: number; readonly notToldInTime: number; readonly missed: number };
  /** Of the remote sessions that ended, and on how many machines a client stayed. */
  readonly sessions: { readonly solved: number; readonly partly: number; readonly not: number; readonly stays: number };
}

const isIn = (at: Date | undefined, { from, to }: Stretch): boolean => at !== undefined && at >= from && at < to;
/** Open at this moment. */
const stoodOpen = ({ isOpen, openedAt, closedAt }: Reported, at: Date): boolean =>
  openedAt < at && (isOpen || (closedAt !== undefined && closedAt >= at));

/** How a case stands in a period's counts: whether it was open before, came, ended in it, and is open afterwards. */
export const flowOf = (one: Reported, stretch: Stretch): Readonly<Record<keyof Flow, boolean>> => ({
  before: stoodOpen(one, stretch.from),
  came: isIn(one.openedAt, stretch),
  ended: !one.isOpen && isIn(one.closedAt, stretch),
  after: stoodOpen(one, stretch.to),
});

/** Was what a ticket promised kept, if that was decided in the period? Rules A1, J3. */
export function promiseOf(one: Reported, stretch: Stretch): 'kept' | 'broken' | undefined {
  if (one.kind !== 'ticket') return undefined;
  const { pastPromises } = (one as object as Ticket).data;
  if (one.isOpen) return isIn(one.breachedAt, stretch) ? 'broken' : undefined;
  if (!flowOf(one, stretch).ended) return undefined;
  if (one.breachedAt || pastPromises.some(({ wasKept }) => !wasKept)) return 'broken';
  return pastPromises.length > 0 ? 'kept' : undefined;
}

/** Was the customer contacted in time? Undefined where that is open, or nobody called. */
export const firstOf = ({ summary }: Reported): boolean | undefined =>
  summary && 'firstKept' in summary && typeof summary.firstKept === 'boolean' ? summary.firstKept : undefined;

/** What a customer was to the desk in a period: tickets, kept promises, visits, remote sessions. Rules J3, B2. */
export function customerReport(cases: readonly Reported[], stretch: Stretch): CustomerReport {
  const count = (is: (one: Reported) => boolean): number => cases.filter(is).length;
  const flow = (kind: ReportedKind): Flow => {
    const how = (name: keyof Flow) => count((one) => one.kind === kind && flowOf(one, stretch)[name]);
    return { before: how('before'), came: how('came'), ended: how('ended'), after: how('after') };
  };
  const arrivals = cases
    .flatMap((one) => (one.kind === 'visit' ? countedOf((one as object as Visit).data) : []))
    .filter(({ at }) => isIn(at, stretch));
  const punctual = (wanted: (typeof arrivals)[number]['punctuality']) =>
    arrivals.filter((one) => one.punctuality === wanted && !one.isMissed).length;
  const sessions = cases.flatMap((one) => (one.kind === 'remote' && flowOf(one, stretch).ended ? [(one as object as Remote).data] : []));
  const ended = (wanted: string) => sessions.filter(({ result }) => result === wanted).length;
  const first = cases.filter((one) => one.kind === 'ticket' && flowOf(one, stretch).came).map(firstOf);
  return {
    flows: { ticket: flow('ticket'), visit: flow('visit'), remote: flow('remote') },
    promises: {
      kept: count((one) => promiseOf(one, stretch) === 'kept'),
      broken: count((one) => promiseOf(one, stretch) === 'broken'),
    },
    first: { kept: first.filter((was) => was === true).length, missed: first.filter((was) => was === false).length },
    arrivals: {
      ...{ onTime: punctual('onTime'), toldInTime: punctual('toldInTime'), notToldInTime: punctual('notToldInTime') },
      missed: arrivals.filter(({ isMissed }) => isMissed).length,
    },
    sessions: {
      ...{ solved: ended('solved'), partly: ended('partly'), not: ended('not') },
      stays: sessions.filter(({ client }) => client === 'stays').length,
    },
  };
}
