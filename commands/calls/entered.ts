import { z } from 'zod';
import { CALL_FORM, callForm } from '../../src/cases/call/form.js';
import { calledAs } from '../../src/cases/called.js';
import type { Reader } from '../../src/cases/card.js';
import { type FieldValue, type FormValues, textIn } from '../../src/cases/form.js';
import { maskedPhones } from '../../src/cases/phones.js';
import { inputsOf, type ViewState, valuesIn } from '../../src/slack/modals/modal.js';
import { withAnswers } from '../../src/slack/modals/together.js';

/** The call log as Slack hands it over. */
interface Handed {
  readonly blocks: readonly { readonly type: string }[];
  readonly state: { readonly values: unknown };
  readonly private_metadata: string;
}

const keptSchema = z.object({ kept: z.record(z.string(), z.string()) });
/** The fields that may stand behind *More*: they hold words, or a moment. */
const BEHIND = new Map(callForm(true).fields.flatMap(({ name, kind, isBehind }) => (isBehind ? [[name, kind]] : [])));

function keptIn(metadata: string): Readonly<Record<string, string>> | undefined {
  try {
    return keptSchema.parse(JSON.parse(metadata)).kept;
  } catch {
    return undefined;
  }
}

/** Is who calls known, so that he is folded in this modal? */
export const isFolded = ({ private_metadata }: Pick<Handed, 'private_metadata'>): boolean => keptIn(private_metadata) !== undefined;

const keptOf = (values: FormValues): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...BEHIND.keys()].flatMap((name) => {
      const value = values[name];
      const words = value instanceof Date ? value.toISOString() : value;
      return typeof words === 'string' && words !== '' ? [[name, words]] : [];
    }),
  );

/** What the modal remembers: what it did as it stands (`metadata`), and of a known caller what stands in fields that may not be drawn. */
export function remembered(metadata: string, values: FormValues, isKnown: boolean): string {
  const { kept: _, ...others } = z.looseObject({ kept: z.unknown().optional() }).parse(metadata === '' ? {} : JSON.parse(metadata));
  return JSON.stringify({ ...others, ...(isKnown ? { kept: keptOf(values) } : {}) });
}

const asField = (name: string, words: string): FieldValue => (BEHIND.get(name) === 'dateTime' ? new Date(words) : words);

/** What the call log holds: what stands in its fields, and what is known of the caller and not drawn. */
export function enteredIn({ blocks, state, private_metadata }: Handed): FormValues {
  const drawn = inputsOf({ blocks });
  const kept = Object.entries(keptIn(private_metadata) ?? {}).filter(([name]) => !drawn.includes(name));
  return {
    ...Object.fromEntries(kept.map(([name, words]) => [name, asField(name, words)])),
    ...valuesIn(CALL_FORM, state.values as ViewState),
  };
}

/** How a call log stands: what it remembers, and `isKnown`, that who calls is known and is asked for behind *More*. */
export interface Standing {
  readonly metadata: string;
  readonly isKnown: boolean;
}

export const standingOf = (view: Pick<Handed, 'private_metadata' | 'state'>, isKnown = isFolded(view)): Standing => ({
  metadata: withAnswers(view),
  isKnown,
});

/** Who calls, in one line, where his fields stand behind *More*. */
export function callerInWords(values: FormValues, { t }: Reader): string {
  const [phone, customer, site] = ['phone', 'customer', 'site'].map((name) => textIn(values, name));
  const caller = calledAs({ callerName: textIn(values, 'callerName'), callerTitle: textIn(values, 'callerTitle') });
  return t('call.knownCaller', { caller: [caller, customer, site, phone && maskedPhones(phone)].filter(Boolean).join(' · ') });
}
