import type { CaseNo, DeadlineStep, Role } from '../case.js';
import { type Actor, leads, type Refusal, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import type { FormValues } from '../form.js';
import type { Action, Change } from '../rules.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { othersWhoLead } from '../who-leads.js';
import { visitDeadlines } from './deadlines.js';
import { OUT, type RuleBreach, type Visit, type VisitData, type VisitState } from './visit.js';

/** Steps that reach more people than the one who is to do it. */
const ALARMING: readonly DeadlineStep[] = ['breach', 'escalation'];

export type VisitAction = Action<VisitData, VisitState>;
export type VisitChange = Change<VisitData, VisitState>;

export const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];
export const WORKERS: readonly Role[] = ['engineer', 'supervisor', 'head'];
export const LEADERS: readonly Role[] = ['supervisor', 'head'];
export const DESK: readonly Role[] = ['agent', 'supervisor', 'head'];

/** The engineer of the visit, one of his helpers, or a leader acting for him: late entry after the fact is normal. */
export const isConcerned = ({ data }: Visit, person: Pick<Actor, 'id' | 'roles'>): boolean =>
  data.crew.includes(person.id) || leads(person);

/** Why whoever it does not concern may not do it. */
export function unlessConcerned(visit: Visit, actor: Actor): Refusal | undefined {
  if (isConcerned(visit, actor)) return undefined;
  return refuse('visit.notYourVisit', { no: visit.no, by: visit.data.engineer ?? visit.owner });
}

export const toTicket = (
  visit: { readonly data: { readonly ticketNo: CaseNo } },
  action: string,
  params: NonNullable<NoticeDraft['params']>,
): NoticeDraft => ({
  to: { kind: 'case', no: visit.data.ticketNo },
  say: action,
  params,
});

/** Everyone the visit concerns but the one who acts: each once, and the thread. Whoever has left for it hears at once. */
export function tellConcerned(
  visit: Visit,
  { actor }: Pick<Circumstances, 'actor'>,
  say: string,
  params: NonNullable<NoticeDraft['params']>,
  more: readonly string[] = [],
): NoticeDraft[] {
  const { crew, engineer, orderedBy } = visit.data;
  const concerned = new Set([...crew, ...(engineer ? [engineer] : []), orderedBy, ...more]);
  concerned.delete(actor.id);
  const all = { by: person(actor.id), ...params };
  const isOut = OUT.some((state) => state === visit.state);
  const told = (user: string): NoticeDraft => ({
    ...toPerson(user, say, all),
    ...(isOut && crew.includes(user) ? { isUrgent: true } : {}),
  });
  return [...[...concerned].map(told), inThread(say, all)];
}

export const toSupervisors = (
  { policy, actor }: Pick<Circumstances, 'policy' | 'actor'>,
  say: string,
  params: NoticeDraft['params'],
  { isUrgent = false, mayWait = false } = {},
): NoticeDraft[] =>
  [...new Set(policy.people.supervisors)].map((user) => ({
    ...toPerson(user, say, { by: person(actor.id), ...params }),
    isUrgent,
    mayWait,
  }));

/** Those who decide what somebody asks for: not himself, where anybody else could. */
export function decidersFor({ policy, actor }: Pick<Circumstances, 'policy' | 'actor'>): readonly string[] {
  const others = othersWhoLead(policy, actor.id);
  return others.length > 0 ? others : policy.people.supervisors;
}

/** They hear it. */
export const toDeciders = (
  circumstances: Pick<Circumstances, 'policy' | 'actor'>,
  say: string,
  params: NoticeDraft['params'],
  isUrgent = true,
): NoticeDraft[] =>
  decidersFor(circumstances).map((user) => ({ ...toPerson(user, say, { by: person(circumstances.actor.id), ...params }), isUrgent }));

const ALARMED: Readonly<Record<string, (policy: Circumstances['policy']) => NoticeDraft['to'][]>> = {
  supervisors: ({ people }) => people.supervisors.map((user) => ({ kind: 'person', user })),
  heads: ({ people }) => people.heads.map((user) => ({ kind: 'person', user })),
  alarms: () => [{ kind: 'channel', name: 'alarms' }],
  desk: () => [{ kind: 'channel', name: 'desk' }],
};

/** Whoever was alarmed about these tracks of this visit hears how it went on, but those who hear of it anyway. */
export function toAlarmed(
  visit: Visit,
  tracks: readonly string[],
  { policy, actor }: Pick<Circumstances, 'policy' | 'actor'>,
  say: string,
  params: NonNullable<NoticeDraft['params']>,
  except: readonly string[] = [],
): NoticeDraft[] {
  const audiences = visitDeadlines(visit, policy)
    .filter(
      ({ id, track: name, step }) =>
        tracks.some((track) => name.startsWith(`${track}#`)) && ALARMING.includes(step) && visit.said.includes(id),
    )
    .flatMap(({ to }) => to);
  const heard = [...new Set(audiences)].flatMap((audience) => ALARMED[audience]?.(policy) ?? []);
  return heard
    .filter((to) => to.kind !== 'person' || (to.user !== actor.id && !except.includes(to.user)))
    .map((to) => ({ to, say, params, mayWait: true }));
}

/** The breaches with one more; the same one is recorded once. */
export const withBreach = ({ breaches }: Pick<VisitData, 'breaches'>, breach: RuleBreach): readonly RuleBreach[] =>
  breaches.some(({ id }) => id === breach.id) ? breaches : [...breaches, breach];

/** An action that only those concerned may press. */
export const concerned = (
  apply: (visit: Visit, input: FormValues, circumstances: Circumstances) => VisitChange | Refusal,
): Pick<VisitAction, 'apply' | 'isFor'> => ({
  isFor: isConcerned,
  apply: (visit, input, circumstances) => unlessConcerned(visit, circumstances.actor) ?? apply(visit, input, circumstances),
});
