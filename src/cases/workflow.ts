import type { DateTime } from 'luxon';
import { answeredFor, unanswered } from './alarms.js';
import type { Reader } from './card.js';
import { type Actor, type Alarm, type Case, CLOCK, type Deadline, type Refusal, type Role, refuse } from './case.js';
import type { Circumstances } from './circumstances.js';
import { dueNow } from './deadlines.js';
import { type FormValues, formOn, textIn } from './form.js';
import { isFull } from './full.js';
import { digestOf } from './merge.js';
import type { Policy } from './policy.js';
import { type Grounds, mayLoosen } from './promise.js';
import type { Action, CaseKind, Change, Decided } from './rules.js';
import { holdsSecret } from './secrets.js';
import { plannedOf, settle } from './settle.js';
import { besidesSlack, isDoubled, noticesOf, quietly, sounded, together } from './sounding.js';

/** May this person press that action on this kind of case at all? */
export const mayDo = (roles: readonly Role[], { by }: Pick<Action<never, never>, 'by'>): boolean =>
  by !== 'linkedCase' && (roles.includes('admin') || by.some((role) => roles.includes(role)));

const isAllowed = (actor: Actor, action: Pick<Action<never, never>, 'by'>): boolean =>
  action.by === 'linkedCase' ? actor.isLinked === true : mayDo(actor.roles, action);

/** An action by the name that a button or a form sent; undefined when the kind has none. */
export const actionOf = <D, S extends string>(kind: CaseKind<D, S>, name: string): Action<D, S> | undefined =>
  Object.hasOwn(kind.actions, name) ? kind.actions[name] : undefined;

/** May this reader press it now? A channel, where everybody reads, has no roles: there it is whatever somebody may. An action that the kind has not is a view. */
export function mayPress<D, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  name: string,
  { roles, user, groups, isOnlyLeader }: Pick<Reader, 'roles' | 'user' | 'groups' | 'isOnlyLeader'>,
): boolean {
  const action = actionOf(kind, name);
  if (!action) return true;
  if (!action.from.includes(c.state) || action.isOffered?.(c) === false) return false;
  if (roles === undefined) return true;
  return mayDo(roles, action) && (user === undefined || action.isFor?.(c, { id: user, roles, groups, isOnlyLeader }) !== false);
}

/** What an answer to this action's form rests on, as the case stands: a digest to compare by. */
export function premiseOf({ restsOn = [] }: Pick<Action<never, never>, 'restsOn'>, c: Case<object>): string | undefined {
  if (restsOn.length === 0) return undefined;
  const known = new Map<string, unknown>(Object.entries({ ...c.data, owner: c.owner, state: c.state }));
  return digestOf(JSON.stringify(restsOn.map((field) => known.get(field) ?? null)));
}

/** A password in a field that takes none: what was said in a thread, or by a press, came by no form that would have refused it. */
function secretIn({ form }: Pick<Action<never, never>, 'form'>, c: Case<object>, input: FormValues): Refusal | undefined {
  const fields = form ? formOn(form, c, input).fields : [];
  const held = fields.find(({ name, isSecretFree }) => isSecretFree && holdsSecret(textIn(input, name) ?? ''));
  return held && refuse('secret', {}, held.name);
}

const lastTold = (c: Case): Case['told'] => c.told ?? c.history.findLast((entry) => entry.by !== CLOCK.id);

/** Why this person may not do it to the case as it stands, whatever he would enter: by his role, the case's state, or its own word. */
export function refusedNow<D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  name: string,
  circumstances: Pick<Circumstances, 'actor' | 'policy'>,
): Refusal | undefined {
  const action = actionOf(kind, name);
  if (!action) return refuse('unknownAction', { action: name, kind: kind.name });
  if (!isAllowed(circumstances.actor, action))
    return action.by === 'linkedCase'
      ? refuse('unknownAction', { action: name, kind: kind.name })
      : refuse('role', { action: name, kind: kind.name, roles: action.by.join(',') });
  if (action.from.includes(c.state)) return action.unless?.(c, circumstances);
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
  const change = refusedNow(kind, c, actionName, circumstances) ?? secretIn(action, c, input) ?? action.apply(c, input, circumstances);
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
    alarms: alarmsAfter(kind, c, fires, { now, policy }),
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

/** The alarms after these have sounded. What begins to sound while somebody is seen to be at work on it is answered by him. */
function alarmsAfter<D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  fires: readonly Deadline[],
  { now, policy }: Pick<Circumstances, 'now' | 'policy'>,
): Alarm[] {
  const after = fires
    .filter(({ step }) => step !== 'snoozed')
    .reduce((alarms: readonly Alarm[], deadline) => sounded(alarms, deadline, now.toJSDate(), policy), c.alarms);
  const begun = unanswered({ alarms: after }, ({ track }) => fires.some((one) => one.track === track && isFirstTold(one.step)));
  return begun.reduce(
    (alarms: Alarm[], alarm) => {
      const user = kind.seenAt?.(c, alarm);
      return user ? answeredFor({ ...c, alarms }, [alarm], user, { now, policy }, { isSeen: true }) : alarms;
    },
    [...after],
  );
}

/** Not what only says once more, to those who have heard. */
const isFirstTold = (step: Deadline['step']): boolean => step !== 'repeat' && step !== 'asked' && step !== 'snoozed';

/** Whoever a step would have told that was overtaken while the bot was away hears the later one: he is not passed over. */
const alsoFor = (overtaken: readonly Deadline[], deadline: Deadline): Deadline => {
  const passedOver = overtaken.filter(({ track, step }) => track === deadline.track && isFirstTold(step)).flatMap(({ to }) => to);
  return { ...deadline, to: [...new Set([...deadline.to, ...passedOver])] };
};
