import { refusalInWords } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { goneUnder } from '../../src/slack/gone.js';

/** That nothing stands under a number: that it is gone with what the desk was put back from, else the sentence of this key. */
export async function notThere(
  { desk, reader }: Pick<Asked, 'desk' | 'reader'>,
  no: string,
  otherwise = 'shared.refusal.noSuchEntry',
): Promise<string> {
  const gone = await goneUnder(desk, no);
  return gone ? refusalInWords(gone, reader.now, reader.locale) : reader.t(otherwise, { no });
}
