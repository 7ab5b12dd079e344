import type { DateTime } from 'luxon';
import type { Pause } from '../time/elapse.js';
import {
  type Actor,
  type Alarm,
  type Case,
  type CaseNo,
  CLOCK,
  type Deadline,
  type HistoryEntry,
  type Notice,
  type Refusal,
  type Role,
  refuse,
  type Snooze,
} from './case.js';
import type { Circumstances, NoticeDraft } from './circumstances.js';
import { dueNow, type RepeatsAt } from './deadlines.js';
import type { FallbackRules } from './fallback.js';
import type { Form, FormValues } from './form.js';
import { isFull } from './full.js';
import { digestOf } from './merge.js';
import type { Policy } from './policy.js';
import { type Grounds, mayLoosen, type Standing } from './promise.js';
import { plannedOf, settle } from './settle.js';
import { besidesSlack, isDoubled, noticesOf, quietly, sounded, together } from './sounding.js';

export type { Circumstances, NoticeDraft } from './circumstances.js';

/** What an action does to a case. What is left out stays as it is. */
export interface Change<Data, State extends string> {
  readonly ok?: true;
  readonly state?: State;
  readonly owner?: string;
  readonly data?: Partial<Data>;
  readonly pauses?: readonly Pause[];
  readonly alarms?: readonly Alarm[];
  /** Ids of deadlines that count as told. */
  readonly said?: readonly string[];
  readonly snoozes?: readonly Snooze[];
  readonly breachedAt?: Date | undefined;
  readonly note?: string | undefined;
  readonly say?: readonly NoticeDraft[];
  /** What those hear whom it had alarmed, if its end is not a good one; by default that all is well. */
  readonly endSay?: string | undefined;
  /** What that needs besides who ended it and why. */
  readonly endParams?: NoticeDraft['params'];
  /** By what right a promise moves with it, if one does. */
  readonly grounds?: Grounds | undefined;
}

/** Something people do to a case: from which states, by which roles, asking which form. */
export interface Action<Data, State extends string> {
  readonly from: readonly State[];
  /** Any one of these roles; admins always. `linkedCase`: no person, only a case that this one is linked with. */
  readonly by: readonly Role[] | 'linkedCase';
  readonly form?: Form;
  readonly style?: 'primary' | 'danger';
  /** Asks "are you sure?" first. */
  readonly isConfirmed?: boolean;
  /** Why this person may not do it to this case, whatever he would enter: said before a form is opened, and again when it comes back. */
  unless?(c: Case<Data, State>, circumstances: Pick<Circumstances, 'actor' | 'policy'>): Refusal | undefined;
  /** Is there anything to ask about at all, in a state that it is done from? Without, always. */
  isOffered?(c: Case<Data, State>): boolean;
  /** Fields of the case that an answer to its form rests on though the form does not ask them: when somebody changed one meanwhile, the person looks again. */
  readonly restsOn?: readonly string[];
  /** Changes only what is known, not the flow: it fits nobody's history as "who was first". */
  apply(c: Case<Data, State>, input: FormValues, circumstances: Circumstances): Change<Data, State> | Refusal;
}

/** A system of the handbook. The engine knows cases only through this. */
export interface CaseKind<Data, State extends string> {
  readonly name: string;
  readonly prefix: string;
  readonly openStates: readonly State[];
  readonly actions: Readonly<Record<string, Action<Data, State>>>;
  /** Fields of the data that hold entries by key: each entry is a change of its own in the history. */
  readonly keyed?: readonly string[];
  /** What questions about many cases look at in place of the data; kept beside each case. */
  summary?(c: Case<Data, State>): object;
  /**
   * The promises that were given, by name, as they stand while it is open. A kind that names them lets no person loosen one but
   * through its own door (promise.ts), and its history says from when to when the main promise moved.
   */
  promises?(c: Case<Data, State>, circumstances: Pick<Circumstances, 'now' | 'policy'>): Readonly<Record<string, Standing>>;
  /** The moment of the main promise. */
  promiseOf(c: Case<Data, State>, policy: Policy): Date | undefined;
  /** From when on the main promise is at risk; asked while there is one. */
  riskOf?(c: Case<Data, State>, policy: Policy): Date | undefined;
  /** Everything planned, past and future, computed from scratch. */
  deadlines(c: Case<Data, State>, policy: Policy): readonly Deadline[];
  /** What is still planned when it is over: something that it left behind and that must not be forgotten. */
  afterwards?(c: Case<Data, State>, policy: Policy): readonly Deadline[];
  /** When an alarm that nobody took sounds again; after `escalate.repeat`, day and night, without. */
  readonly repeatsAt?: RepeatsAt;
  /** What of it is worth waking somebody who is not on duty; nothing, without. All else that its clock says waits for the morning (quiet.ts). */
  wakes?(notice: Pick<NoticeDraft, 'to' | 'say' | 'deadline'>, c: Case<Data, State>, until: Date): boolean;
  /** Does this deadline break the main promise when it fires? */
  isBreach(deadline: Deadline): boolean;
  /** What a deadline does to the case itself when it fires, besides its notices. */
  onDue?(c: Case<Data, State>, fires: readonly Deadline[], circumstances: Circumstances): Change<Data, State>;
  /** Which of its deadlines Slack sounds when our machine is off. */
  readonly fallbacks?: FallbackRules<Data>;
  /** Where its card lives: in the channel of its group, where that has one, else in the desk's; undefined for a case without one. */
  home(
    c: Case<Data, State>,
  ): { readonly channel: 'desk'; readonly group?: string } | { readonly person: string } | { readonly threadOf: CaseNo } | undefined;
  /** Who has a card of his own in his direct channel. */
  copies?(c: Case<Data, State>): readonly string[];
  /** The actions that help with a notice, the likeliest first. */
  helps(notice: Pick<Notice, 'say' | 'deadline' | 'to'>, c: Case<Data, State>): readonly string[];
}

/** What a decision asks the store to write, in one guarded write. */
export interface Decided<Data, State extends string> {
  readonly ok: true;
  readonly next: Case<Data, State>;
  readonly entries: readonly HistoryEntry[];
  readonly notices: readonly Notice[];
}

/** May this person press that action on this kind of case at all? */
export const mayDo = (roles: readonly Role[], { by }: Pick<Action<never, never>, 'by'>): boolean =>
  by !== 'linkedCase' && (roles.includes('admin') || by.some((role) => roles.includes(role)));

const isAllowed = (actor: Actor, action: Pick<Action<never, never>, 'by'>): boolean =>
  action.by === 'linkedCase' ? actor.isLinked === true : mayDo(actor.roles, action);

/** An action by the name that a button or a form sent; undefined when the kind has none. */
export const actionOf = <D, S extends string>(kind: CaseKind<D, S>, name: string): Action<D, S> | undefined =>
  Object.hasOwn(kind.actions, name) ? kind.actions[name] : undefined;

/** What an answer to this action's form rests on, as the case stands: a digest to compare by. */
export function premiseOf({ restsOn = [] }: Pick<Action<never, never>, 'restsOn'>, c: Case<object>): string | undefined {
  if (restsOn.length === 0) return undefined;
  const known = new Map<string, unknown>(Object.entries({ ...c.data, owner: c.owner, state: c.state }));
  return digestOf(JSON.stringify(restsOn.map((field) => known.get(field) ?? null)));
}

const lastTold = (c: Case): Case['told'] => c.told ?? c.history.findLast((entry) => entry.by !== CLOCK.id);

/** Decides what a person's action does. Pure: the same case, input and circumstances give the same answer. */
export function decide<D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  actionName: string,
  input: FormValues,
  circumstances: Circumstances,
): Decided<D, S> | Refusal {
  const action = actionOf(kind, actionName);
  if (!action) return refuse('unknownAction', { action: actionName, kind: kind.name });
  if (!isAllowed(circumstances.actor, action))
    return action.by === 'linkedCase'
      ? refuse('unknownAction', { action: actionName, kind: kind.name })
      : refuse('role', { action: actionName, kind: kind.name, roles: action.by.join(',') });
  if (!action.from.includes(c.state)) {
    const last = lastTold(c);
    return refuse('state', {
      no: c.no,
      state: c.state,
      kind: c.kind,
      by: last?.by ?? CLOCK.id,
      did: last?.action ?? 'open',
      at: last?.at ?? c.changedAt,
    });
  }
  const change = action.unless?.(c, circumstances) ?? action.apply(c, input, circumstances);
  if (change.ok === false) return change;
  if (isFull(c, change)) return refuse('full', { no: c.no });
  const decided = settle(kind, c, actionName, change, circumstances);
  return loosenedIn(kind, c, decided.next, change.grounds ?? {}, circumstances) ?? decided;
}

/** What stands against a change that loosens a promise. What ends or begins anew is decided by its kind. */
function loosenedIn<D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  next: Case<D, S>,
  grounds: Grounds,
  circumstances: Circumstances,
): Refusal | undefined {
  if (!kind.promises || !c.isOpen || !next.isOpen) return undefined;
  const after = kind.promises(next, circumstances);
  for (const [name, standing] of Object.entries(kind.promises(c, circumstances))) {
    const refusal = mayLoosen(standing, after[name] ?? {}, grounds, circumstances);
    if (refusal) return refusal;
  }
  return undefined;
}

/** Decides what the clock does: fires what is due, once, and skips what a later step has overtaken. */
export function decideDue<D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  now: DateTime,
  policy: Policy,
): Decided<D, S> | undefined {
  const { fires, overtaken } = dueNow(c.deadlines, now.toJSDate());
  if (fires.length === 0) return undefined;
  const effect = kind.onDue?.(c, fires, { actor: CLOCK, now, policy }) ?? {};
  const heard = fires
    .filter((deadline) => !isDoubled(deadline, fires))
    .map((deadline) => quietly(c, alsoFor(overtaken, deadline), now.toJSDate(), policy));
  const say = [...together(heard.flatMap((deadline) => besidesSlack(c, deadline, noticesOf(c, deadline, policy)))), ...(effect.say ?? [])];
  const change: Change<D, S> = {
    ...effect,
    alarms: fires
      .filter(({ step }) => step !== 'snoozed')
      .reduce((alarms, deadline) => sounded(alarms, deadline, now.toJSDate(), policy), c.alarms),
    snoozes: c.snoozes.filter(({ until }) => until > now.toJSDate()),
    // Also one that a later step has overtaken while the bot was away: it was broken all the same.
    breachedAt: c.breachedAt ?? [...overtaken, ...fires].find((deadline) => kind.isBreach(deadline))?.promisedAt,
    say,
    note: overtaken.length > 0 ? overtaken.map(({ id }) => id).join(', ') : undefined,
  };
  // Whatever lies before what fires is settled with it, also what an acknowledgement had silenced.
  const settled = plannedOf(kind, c, c.isOpen, policy).filter((planned) =>
    fires.some(({ track, dueAt }) => track === planned.track && planned.dueAt <= dueAt),
  );
  const said = { ...c, said: [...new Set([...c.said, ...[...settled, ...fires, ...overtaken].map(({ id }) => id)])] };
  const names = fires.map(({ track, step }) => `${track.split('#')[0]}.${step}`).join(',');
  return settle(kind, said, names, change, { actor: CLOCK, now, policy });
}

/** Not what only says once more, to those who have heard. */
const isFirstTold = (step: Deadline['step']): boolean => step !== 'repeat' && step !== 'asked' && step !== 'snoozed';

/** Whoever a step would have told that was overtaken while the bot was away hears the later one: he is not passed over. */
const alsoFor = (overtaken: readonly Deadline[], deadline: Deadline): Deadline => {
  const passedOver = overtaken.filter(({ track, step }) => track === deadline.track && isFirstTold(step)).flatMap(({ to }) => to);
  return { ...deadline, to: [...new Set([...deadline.to, ...passedOver])] };
};
