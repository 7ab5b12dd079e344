import { type Actor, leads } from '../case.js';
import type { Form } from '../form.js';
import type { Policy } from '../policy.js';

/** The groups whose projects a person may change: each group its own, who leads all. Rule G1. */
export function groupsOf(actor: Actor, { people }: Pick<Policy, 'people'>): string[] {
  return Object.entries(people.groups)
    .filter(([, members]) => leads(actor) || members.includes(actor.id))
    .map(([name]) => name);
}

/** What is asked of a project. Rule G1. */
export const projectForm = (groups: readonly string[]): Form => ({
  name: 'project.edit',
  fields: [
    { name: 'name', kind: 'text', isRequired: true, max: 80 },
    {
      name: 'group',
      kind: 'choice',
      options: groups,
      optionLabels: Object.fromEntries(groups.map((name) => [name, name])),
      isRequired: true,
    },
    { name: 'customer', kind: 'text', max: 120 },
    { name: 'path', kind: 'text', max: 200 },
  ],
});

/** The check items of a project, one a line. Rule G2. */
export const ITEMS_FORM: Form = { name: 'project.items', fields: [{ name: 'items', kind: 'longText' }] };
