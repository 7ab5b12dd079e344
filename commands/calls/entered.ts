import { z } from 'zod';
import { CALL_FORM, callForm } from '../../src/cases/call/form.js';
import type { FieldValue, FormValues } from '../../src/cases/form.js';
import { inputsOf, type ViewState, valuesIn } from '../../src/slack/modals/modal.js';

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

/** What the modal remembers of a known caller: what stands in fields that may not be drawn. */
export const remembered = (values: FormValues): string =>
  JSON.stringify({
    kept: Object.fromEntries(
      [...BEHIND.keys()].flatMap((name) => {
        const value = values[name];
        const words = value instanceof Date ? value.toISOString() : value;
        return typeof words === 'string' && words !== '' ? [[name, words]] : [];
      }),
    ),
  });

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
