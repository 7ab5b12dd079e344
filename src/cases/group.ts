import { type Actor, leads, type Refusal, refuse } from './case.js';
import type { Field } from './form.js';
import type { Policy } from './policy.js';

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
