import { StoreInUseError } from '../embedded/refusals.js';
import { repairStore } from '../embedded/repair.js';
import { nameByShape } from '../store/shapes.js';
import { isOpenByBot } from './trouble.js';

const MOST_LINES = 200;

/**
 * Saves what can be read of a damaged embedded store and says what could not be. Throws StoreRefusedError when nothing can be read.
 * Answers 1 when the bot does not start on it.
 */
export async function repair(folder: string, now: Date, say: (line: string) => void): Promise<number> {
  const { saved, lost, nameless, keptIn } = await repairStore(folder, now.toISOString().replace(/[:.]/g, '-'), nameByShape).catch(
    (error: unknown) => {
      throw error instanceof StoreInUseError ? isOpenByBot(folder) : error;
    },
  );
  for (const [collection, documents] of saved) say(`${collection}: ${documents} documents saved`);
  for (const what of lost.slice(0, MOST_LINES)) say(`not saved: ${what}`);
  if (lost.length > MOST_LINES) say(`not saved: ${lost.length - MOST_LINES} more`);
  if (lost.length + nameless.length === 0) say('Everything was saved.');
  else say('Compare with what people know, or put back a backup.');
  say(`The damaged files are kept in ${keptIn}; they hold personal data, delete them when you no longer need them.`);
  if (nameless.length === 0) say('The bot may start.');
  else
    say(
      `What the documents in ${nameless.join(', ')} are could not be found out: their collection has lost its name. The desk is not whole without them, and no bot starts on it. Put back a backup.`,
    );
  return nameless.length === 0 ? 0 : 1;
}
