import { type Actor, type CaseNo, CLOCK, leads, type Refusal, refuse } from './case.js';
import type { Circumstances, NoticeDraft } from './circumstances.js';
import { type Field, type FormValues, textIn } from './form.js';
import type { Policy } from './policy.js';
import { inThread, toPerson } from './telling.js';
import { person } from './text.js';
import type { GivenAway } from './turn.js';

/** Which of a person's groups something belongs to. */
export const groupField = (groups: readonly string[]): Field => ({
  name: 'group',
  kind: 'choice',
  options: groups,
  optionLabels: Object.fromEntries(groups.map((name) => [name, name])),
  isRequired: true,
});

/** The groups for which a person may act: each group for itself, who leads for all. Rule G1. */
export function groupsOf(actor: Actor, { people }: Pick<Policy, 'people'>): string[] {
  return Object.entries(people.groups)
    .filter(([, members]) => leads(actor) || members.includes(actor.id))
    .map(([name]) => name);
}

/** Who answers for what a group has to do: its first member, without one whoever leads; nobody's is only what nobody could take. */
export function answersFor(group: string, { people }: Pick<Policy, 'people'>): string | undefined {
  return people.groups[group]?.[0] ?? people.supervisors[0] ?? people.heads[0];
}

/** What belongs to a group is done by its members, and by whoever leads. */
export function unlessInGroup(
  { no, group }: { readonly no: string; readonly group: string },
  actor: Actor,
  policy: Policy,
): Refusal | undefined {
  return groupsOf(actor, policy).includes(group) || leads(actor) ? undefined : refuse('notYourGroup', { no, group });
}

/** Is he of the group that a case belongs to, or does he lead? Of whom no groups are known it is left to the decision. */
export const isOfGroup = ({ data }: { readonly data: { readonly group: string } }, who: Pick<Actor, 'roles' | 'groups'>): boolean =>
  leads(who) || who.groups === undefined || who.groups.includes(data.group);

/** An action of a group's case that only its members, and who leads, may do: said before they fill anything in, and shown to nobody else. */
export const ofGroup = <C extends { readonly no: CaseNo; readonly data: { readonly group: string } }, Apply>(apply: Apply) => ({
  unless: ({ no, data }: C, { actor, policy }: Pick<Circumstances, 'actor' | 'policy'>): Refusal | undefined =>
    unlessInGroup({ no, group: data.group }, actor, policy),
  isFor: (c: C, who: Pick<Actor, 'roles' | 'groups'>): boolean => isOfGroup(c, who),
  apply,
});

/** A turn of a group, as whoever hands it over sees it. */
interface GroupsTurn {
  readonly no: CaseNo;
  readonly owner: string;
  readonly data: GivenAway & { readonly group: string };
}

/** Into other hands: to somebody who may do it, of the group or who leads; he and the thread are told. */
export function handedOver(
  { no, owner, data: { group, givenAwayBy = [] } }: GroupsTurn,
  input: FormValues,
  { actor, policy }: Circumstances,
): { owner: string; data: GivenAway; note: string | undefined; say: NoticeDraft[] } | Refusal {
  const to = textIn(input, 'to') ?? actor.id;
  const { people } = policy;
  if (to === owner) return refuse('alreadyOwner', { by: to }, 'to');
  const mayTake = [...(people.groups[group] ?? []), ...people.supervisors, ...people.heads].includes(to);
  if (!mayTake) return refuse('notInGroup', { who: person(to), group }, 'to');
  const words = { by: person(actor.id), to: person(to), owner: person(owner), no, reason: textIn(input, 'reason') ?? '' };
  // Whose it was is named where somebody else gives it away; nobody's is just given.
  const isOthers = owner !== actor.id && owner !== CLOCK.id;
  const say = !isOthers ? 'turnHandedOver' : to === actor.id ? 'turnTakenOver' : 'turnHandedOn';
  return {
    owner: to,
    data: owner === actor.id ? { givenAwayBy: [...new Set([...givenAwayBy, actor.id])] } : {},
    note: textIn(input, 'reason'),
    say: [inThread(say, words), ...(to === actor.id ? [] : [toPerson(to, 'turnYours', words)])],
  };
}
