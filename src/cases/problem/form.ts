import type { Field, Form, FormValues } from '../form.js';
import { byWord } from '../table.js';
import { type Problem, SEVERITIES } from './problem.js';

const long = (name: string): Field => ({ name, kind: 'longText', isRequired: true, isTelling: true, max: 2000 });
const about: readonly Field[] = [
  { name: 'title', kind: 'text', isRequired: true, max: 120 },
  { ...long('description') },
  { name: 'severity', kind: 'choice', options: SEVERITIES, isRequired: true },
  { name: 'device', kind: 'lookup' },
];

/** What is asked of a new problem. Rule G9. */
export const REPORT_FORM: Form = {
  name: 'problem.report',
  fields: [{ name: 'project', kind: 'lookup', isRequired: true }, ...about, { name: 'ticket', kind: 'text', max: 12 }],
};

/** What each action of a problem asks, by action. */
export const PROBLEM_FORMS = {
  analyse: { name: 'problem.analyse', fields: [long('cause')] },
  fix: { name: 'problem.fix', fields: [long('fix')] },
  verify: { name: 'problem.verify', fields: [long('verification')] },
  recur: { name: 'problem.recur', fields: [long('text'), { name: 'ticket', kind: 'text', max: 12 }] },
  link: { name: 'problem.link', fields: [{ name: 'ticket', kind: 'text', isRequired: true, max: 12 }] },
  note: { name: 'problem.note', fields: [long('text')] },
  handOver: { name: 'problem.handOver', fields: [{ name: 'to', kind: 'person', isRequired: true }] },
  edit: { name: 'problem.edit', fields: about },
  withdraw: { name: 'problem.withdraw', fields: [long('reason')] },
} as const satisfies Record<string, Form>;

/** What each action's form starts with: a name means something else in another form. */
const STARTS: Readonly<Partial<Record<keyof typeof PROBLEM_FORMS, (data: Problem['data']) => FormValues>>> = {
  analyse: ({ cause }) => ({ cause }),
  fix: ({ fix }) => ({ fix }),
  edit: ({ title, description, severity, device }) => ({ title, description, severity, device }),
};

/** What the form of this action starts with. */
export const problemPrefill = ({ data }: Problem, action: string): FormValues => byWord(STARTS)[action]?.(data) ?? {};
