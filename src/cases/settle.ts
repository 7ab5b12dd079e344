import type { DateTime } from 'luxon';
import type { Pause } from '../time/elapse.js';
import { type Case, type CaseNo, CLOCK, type Deadline, type HistoryEntry, type Notice } from './case.js';
import type { Circumstances, NoticeDraft } from './circumstances.js';
import { nextDueAt, pendingDeadlines } from './deadlines.js';
import { fallbacksOf, firstFallbackAt } from './fallback.js';
import { changesBetween, spread } from './history.js';
import { breachedByOf } from './owner.js';
import type { Policy } from './policy.js';
import { heldOf } from './quiet.js';
import type { CaseKind, Change, Decided } from './rules.js';
import { begunAnew, endsHeard } from './sounding.js';

/** Computes the deadlines anew after the settings changed, or when forced. Undefined when nothing moves. */
export function recompute<D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  now: DateTime,
  policy: Policy,
  { isForced = false }: { readonly isForced?: boolean } = {},
): Decided<D, S> | undefined {
  const decided = settle(kind, c, 'recompute', {}, { actor: CLOCK, now, policy });
  const times = ({ deadlines, fallbacks = [], dueAt, riskAt, nextDueAt: next }: Case<D, S>): object => ({
    deadlines: deadlines.map(({ id, dueAt: at }) => `${id}@${at.getTime()}`),
    fallbacks: fallbacks.map(({ id, at }) => `${id}@${at.getTime()}`),
    dueAt,
    riskAt,
    next,
  });
  return isForced || changesBetween(times(c), times(decided.next)).length > 0 ? decided : undefined;
}

/** A new case: its first state, its deadlines and its first notices. */
export function openCase<D extends object, S extends string>(
  kind: CaseKind<D, S>,
  start: {
    readonly team: string;
    readonly seq: number;
    readonly state: S;
    readonly owner: string;
    readonly data: D;
    readonly say?: readonly NoticeDraft[];
    readonly pauses?: readonly Pause[];
  },
  circumstances: Circumstances,
): Decided<D, S> {
  const at = circumstances.now.toJSDate();
  const blank: Case<D, S> = {
    team: start.team,
    kind: kind.name,
    no: `${kind.prefix}-${start.seq}` as CaseNo,
    seq: start.seq,
    version: 0,
    state: start.state,
    isOpen: true,
    owner: start.owner,
    data: start.data,
    openedAt: at,
    changedAt: at,
    pauses: start.pauses ?? [],
    deadlines: [],
    said: [],
    alarms: [],
    snoozes: [],
    history: [],
  };
  return settle(kind, blank, 'open', start.say ? { say: start.say } : {}, circumstances);
}

/** What is planned of a case: while it is open its own, afterwards what it leaves behind. */
export const plannedOf = <D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  isOpen: boolean,
  policy: Policy,
): readonly Deadline[] => (isOpen ? kind.deadlines(c, policy) : (kind.afterwards?.(c, policy) ?? []));

/** A case after a change, with its deadlines, history and notices. Actions come here by `decide`; the desk itself may too. */
export function settle<D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  action: string,
  change: Change<D, S>,
  { actor, now, policy }: Circumstances,
): Decided<D, S> {
  const at = now.toJSDate();
  const state = change.state ?? c.state;
  const isOpen = kind.openStates.includes(state);
  const { owner = c.owner, alarms = c.alarms } = change;
  const breachedAt = 'breachedAt' in change ? change.breachedAt : c.breachedAt;
  const moved: Case<D, S> = {
    ...c,
    version: c.version + 1,
    state,
    isOpen,
    owner,
    data: change.data ? { ...c.data, ...change.data } : c.data,
    pauses: change.pauses ?? c.pauses,
    alarms: owner === c.owner ? alarms : begunAnew(alarms, owner, at),
    said: change.said ?? c.said,
    snoozes: isOpen ? (change.snoozes ?? c.snoozes) : [],
    breachedAt,
    breachedBy: breachedByOf(c, breachedAt),
    changedAt: at,
    closedAt: isOpen ? undefined : (c.closedAt ?? at),
  };
  const planned = plannedOf(kind, moved, isOpen, policy);
  const deadlines = pendingDeadlines(planned, moved, policy, {
    repeatsAt: kind.repeatsAt,
    insists: kind.insists?.(moved),
    wakes: (deadline, user, until) => kind.wakes?.({ to: { kind: 'person', user }, say: deadline.step, deadline }, moved, until) ?? false,
  });
  const card: NoticeDraft[] = kind.home(moved) ? [{ to: { kind: 'home' }, say: 'card' }] : [];
  const fallbacks = isOpen ? fallbacksOf(kind.fallbacks, moved, deadlines, planned, policy.fallback.after) : [];
  const promised: Case<D, S> = { ...moved, dueAt: isOpen ? kind.promiseOf(moved, policy) : c.dueAt };
  const entry: HistoryEntry = {
    at,
    by: actor.id,
    action,
    changes: [...changesBetween(visible(kind, c), visible(kind, promised)), ...(change.asked ?? [])],
    note: change.note,
  };
  const next: Case<D, S> = {
    ...promised,
    riskAt: isOpen && promised.dueAt ? kind.riskOf?.(promised, policy) : undefined,
    deadlines,
    nextDueAt: nextDueAt(deadlines),
    fallbacks: fallbacks.length > 0 ? fallbacks : undefined,
    fallbackAt: firstFallbackAt(fallbacks),
    said: moved.said.filter((id) => planned.some((deadline) => deadline.id === id)),
    alarms: moved.alarms.filter(({ track }) => planned.some((deadline) => deadline.track === track)),
    history: [...c.history, entry],
    // What others are told of a case tells nobody who confided something.
    told: actor.id === CLOCK.id || kind.actions[action]?.isKnownTo ? c.told : { at, by: actor.id, action },
  };
  return {
    ok: true,
    next,
    entries: [entry],
    notices: [
      ...card,
      ...(change.say ?? []),
      ...endsHeard(c, { before: () => kind.deadlines(c, policy), planned }, change, { actor, now, policy }),
    ].map((draft, n) => {
      const held = heldOf(next, draft, { now, policy }, kind.wakes);
      return { ...numbered(draft, next, n, at, actor.id), ...(held ? { held } : {}) };
    }),
  };
}

/** What J4 counts as a change: everything people can see, not the engine's own bookkeeping. */
const visible = ({ keyed = [], promises }: Pick<CaseKind<never, never>, 'keyed' | 'promises'>, c: Case<object>): object => ({
  ...spread(c.data, keyed),
  ...(promises ? { dueAt: c.dueAt } : {}),
  state: c.state,
  owner: c.owner,
  breachedAt: c.breachedAt,
});

const numbered = (draft: NoticeDraft, c: Case, n: number, at: Date, by: string): Notice => ({
  id: `${c.no}:${c.version}:${n}`,
  to: draft.to,
  say: draft.say,
  params: draft.params ?? {},
  isUrgent: draft.isUrgent ?? false,
  createdAt: at,
  by,
  ...(draft.deadline ? { deadline: draft.deadline } : {}),
  ...(draft.also ? { also: draft.also } : {}),
  ...(draft.opens ? { opens: draft.opens } : {}),
  ...(draft.isEnd ? { isEnd: true } : {}),
  ...(draft.document ? { document: draft.document } : {}),
});
