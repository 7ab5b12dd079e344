import type { Form } from '../form.js';
import { groupField } from '../group.js';

/** What is asked of a project. Rule G1. */
export const projectForm = (groups: readonly string[]): Form => ({
  name: 'project.edit',
  fields: [
    { name: 'name', kind: 'text', isRequired: true, max: 80 },
    groupField(groups),
    { name: 'customer', kind: 'lookup', max: 120, isCustomer: true },
    { name: 'path', kind: 'text', max: 200 },
  ],
});

/** The check items of a project, one a line. Rule G2. */
export const ITEMS_FORM: Form = { name: 'project.items', fields: [{ name: 'items', kind: 'longText', isLines: true }] };
