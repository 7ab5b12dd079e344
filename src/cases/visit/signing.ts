import { durationInWords } from '../../time/wording.js';
import type { Reader } from '../card.js';
import { onScreen } from '../moment.js';
import type { FinishReport } from './visit.js';

/** What lies so far before its entry is said to, in milliseconds. */
const FAR_BACK_MS = 3_600_000;

/** When the customer signed, by what was entered afterwards, and how far before its entry where that is far; empty where nothing was. Rule D9. */
export function signingInWords({ finishedAt, enteredAt }: Pick<FinishReport, 'finishedAt' | 'enteredAt'>, reader: Reader): string {
  if (!finishedAt) return '';
  const at = onScreen(finishedAt, reader);
  const back = enteredAt ? enteredAt.getTime() - finishedAt.getTime() : 0;
  return back > FAR_BACK_MS
    ? reader.t('visit.signedFarBack', {
        at,
        back: durationInWords(back, reader.locale),
        entered: onScreen(enteredAt ?? finishedAt, reader),
      })
    : at;
}
