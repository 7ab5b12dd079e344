import type { Field, Form, FormValues } from '../form.js';
import { CLIENTS, hasClient, MEANS, REMOTE_RESULTS, type Remote } from './remote.js';

const long = (name: string, max = 2000): Field => ({ name, kind: 'longText', isRequired: true, max, isSecretFree: true });
const theirs = (name: string): Field => ({ name, kind: 'text', isRequired: true, max: 80, isTheirs: true, isSecretFree: true });
const consent: readonly Field[] = [
  theirs('consentedBy'),
  { name: 'means', kind: 'radio', options: MEANS, isRequired: true },
  { name: 'heardAt', kind: 'dateTime', isRequired: true, isPast: true },
];

/** What is asked when a session is asked for; the tools are the settings'. No access code is asked, and none is taken. */
export const askForm = (tools: readonly string[], optionLabels: Readonly<Record<string, string>>): Form => ({
  name: 'remote.ask',
  fields: [
    long('asked'),
    { name: 'machine', kind: 'text', isRequired: true, max: 120, isSecretFree: true },
    { name: 'tool', kind: 'choice', options: tools, optionLabels, isRequired: true },
  ],
});

const END: readonly Field[] = [
  { ...long('steps'), isTelling: true },
  { name: 'result', kind: 'radio', options: REMOTE_RESULTS, isRequired: true },
  { name: 'client', kind: 'radio', options: CLIENTS, isRequired: true },
  { ...theirs('stayAllowedBy'), isRequired: ({ client }) => client === 'stays', isTheirs: ({ client }) => client === 'stays' },
  { ...theirs('seenBy'), isRequired: ({ result }) => result === 'solved' },
];

/** What each action of a session asks, by action. */
export const REMOTE_FORMS = {
  allowClient: { name: 'remote.allowClient', fields: consent },
  allowWatch: { name: 'remote.allowWatch', fields: consent },
  raise: { name: 'remote.raise', fields: [{ ...long('rights', 300) }, ...consent] },
  more: { name: 'remote.more', fields: [long('text', 1000), theirs('askedBy')] },
  end: {
    name: 'remote.end',
    fields: END,
    // Where nothing of ours was on the machine nobody is asked what became of it.
    fieldsOn: (c) => (hasClient((c as Remote).data.tool) ? END : END.filter(({ name }) => name !== 'client' && name !== 'stayAllowedBy')),
  },
  refused: { name: 'remote.refused', fields: [theirs('refusedBy'), { ...long('reason', 500), isRequired: false, isTelling: true }] },
  nobodyThere: { name: 'remote.nobodyThere', fields: [{ ...long('reason', 500), isRequired: false, isTelling: true }] },
  withdrawn: { name: 'remote.withdrawn', fields: [theirs('withdrawnBy'), { ...long('reason', 500), isRequired: false, isTelling: true }] },
  cancel: { name: 'remote.cancel', fields: [{ ...long('reason', 500), isTelling: true }] },
  note: { name: 'remote.note', fields: [long('text')] },
  handOver: { name: 'remote.handOver', fields: [{ name: 'to', kind: 'person', isRequired: true }] },
  stillWanted: { name: 'remote.stillWanted', fields: [theirs('stayAllowedBy')] },
} as const satisfies Record<string, Form>;

/** What the form of this action starts with: a consent that was heard just now, from whoever allowed it on the telephone. */
export function remotePrefill({ data }: Remote, action: string, now: Date): FormValues {
  if (action === 'allowClient') return { consentedBy: data.calledBy, means: 'telephone', heardAt: now };
  if (action === 'allowWatch' || action === 'raise') return { means: 'telephone', heardAt: now };
  return {};
}
