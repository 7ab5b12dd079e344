import type { Locale } from '../../time/wording.js';
import { behindMore, type Field, type Form, type FormValues } from '../form.js';
import { CATEGORIES, PARTS } from '../ticket/index.js';
import type { Fault, SaidName, Tongue } from './fault.js';
import { tongueOf } from './words.js';

const LONGEST: Readonly<Record<SaidName, number>> = { title: 120, symptoms: 1500, steps: 3000, cause: 1000, workaround: 1000, risk: 500 };

const worded = (name: SaidName, tongue: Tongue, isRequired = false): Field => ({
  name: `${name}${tongue}`,
  kind: name === 'title' ? 'text' : 'longText',
  max: LONGEST[name],
  isRequired,
  isSecretFree: true,
});

const about: readonly Field[] = [
  { name: 'product', kind: 'text', max: 120 },
  { name: 'category', kind: 'choice', options: CATEGORIES, isRequired: true },
  { name: 'part', kind: 'choice', options: PARTS },
];

const fieldsIn = (tongue: Tongue): readonly Field[] =>
  behindMore(
    [
      worded('title', tongue, true),
      { ...worded('symptoms', tongue, true), isLines: true },
      worded('steps', tongue),
      worded('cause', tongue),
      worded('workaround', tongue),
      worded('risk', tongue),
      ...about,
    ],
    [`risk${tongue}`, 'part'],
  );

/** What is asked of a new entry, in the language of whoever writes it. Rule C3. */
export const addForm = (locale: Locale): Form => ({ name: 'fault.add', fields: fieldsIn(tongueOf(locale)) });

const reason: Field = { name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 };

/** What each action of an entry asks, by action. */
export const FAULT_FORMS = {
  editZh: { name: 'fault.editZh', fields: fieldsIn('Zh') },
  editEn: { name: 'fault.editEn', fields: fieldsIn('En') },
  link: { name: 'fault.link', fields: [{ name: 'ticket', kind: 'text', isRequired: true, max: 12 }] },
  archive: { name: 'fault.archive', fields: [reason] },
  takeSpike: { name: 'fault.takeSpike', fields: [{ name: 'saying', kind: 'longText', max: 300, isSecretFree: true }] },
  endSpike: { name: 'fault.endSpike', fields: [{ name: 'text', kind: 'longText', max: 300, isSecretFree: true }] },
  note: { name: 'fault.note', fields: [{ name: 'text', kind: 'longText', isRequired: true, isSecretFree: true }] },
  handOver: { name: 'fault.handOver', fields: [{ name: 'to', kind: 'person', isRequired: true }] },
} as const satisfies Record<string, Form>;

/** What the form of this action starts with. */
export function faultPrefill({ data }: Fault, action: string): FormValues {
  if (action === 'takeSpike') return { saying: data.spikeSaying };
  const tongue = action === 'editZh' ? 'Zh' : action === 'editEn' ? 'En' : undefined;
  if (!tongue) return {};
  return Object.fromEntries(
    fieldsIn(tongue).map(({ name }) => {
      const value = data[name as keyof typeof data];
      return [name, typeof value === 'string' ? value : undefined];
    }),
  );
}
