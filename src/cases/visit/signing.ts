import { durationInWords } from '../../time/wording.js';
import type { Reader } from '../card.js';
import { onScreen } from '../moment.js';
import type { FinishReport } from './visit.js';

/** What lies so far before its entry is said to, in milliseconds. */
const FAR_BACK_MS = 3_600_000;

/** When the customer signed, by what was entered afterwards, how far before its entry where that is far, and that it lies before the work; empty where nothing was. Rule D9. */
export function signingInWords(
  { finishedAt, enteredAt, begunAt }: Pick<FinishReport, 'finishedAt' | 'enteredAt' | 'begunAt'>,
  reader: Reader,
): string {
  if (!finishedAt) return '';
  const at = onScreen(finishedAt, reader);
  const back = enteredAt ? enteredAt.getTime() - finishedAt.getTime() : 0;
  const said =
    back > FAR_BACK_MS
      ? reader.t('visit.signedFarBack', {
          at,
          back: durationInWords(back, reader.locale),
          entered: onScreen(enteredAt ?? finishedAt, reader),
        })
      : at;
  return begunAt ? reader.t('visit.signedBeforeWork', { signing: said, begun: onScreen(begunAt, reader) }) : said;
}
