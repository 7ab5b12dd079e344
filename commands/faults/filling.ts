import type { Fault } from '../../src/cases/fault/fault.js';
import { saidOf } from '../../src/cases/fault/words.js';
import type { FormValues } from '../../src/cases/form.js';
import { translator } from '../../src/locales/index.js';
import type { Locale } from '../../src/time/wording.js';

/** What using an entry fills in. */
export function filledFrom({ no, data }: Pick<Fault, 'no' | 'data'>, locale: Locale): FormValues {
  const none = translator(locale)('fault.causeUnknown');
  return {
    steps: saidOf(data, 'steps', locale) ?? saidOf(data, 'workaround', locale),
    cause: saidOf(data, 'cause', locale) ?? none,
    category: data.category,
    part: data.part,
    fault: no,
  };
}
