import type { Form } from '../form.js';
import { DOCUMENT_KINDS } from './document.js';

const version = [
  { name: 'files', kind: 'files', max: 1, fileTypes: [] },
  { name: 'link', kind: 'text', max: 500 },
  { name: 'note', kind: 'longText', max: 500 },
] as const;

const about = [
  { name: 'project', kind: 'lookup', isRequired: true },
  { name: 'documentKind', kind: 'choice', options: DOCUMENT_KINDS, isRequired: true },
  { name: 'title', kind: 'text', isRequired: true, max: 120 },
] as const;

/** What is asked of a new document: where it belongs, and its first version. Rule G10. */
export const DOCUMENT_FORM: Form = {
  name: 'document.add',
  fields: [...about, ...version],
};

/** Where a document belongs, set right; its versions stay. */
export const EDIT_FORM: Form = { name: 'document.edit', fields: [...about] };

/** What is asked of a newer version. */
export const VERSION_FORM: Form = { name: 'document.version', fields: [...version] };
