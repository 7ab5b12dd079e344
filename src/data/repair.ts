import { repairStore } from '../embedded/repair.js';

const MOST_LINES = 200;

/** Saves what can be read of a damaged embedded store and says what could not be. Throws StoreRefusedError when nothing can be read. */
export async function repair(folder: string, now: Date, say: (line: string) => void): Promise<number> {
  const { saved, lost, keptIn } = await repairStore(folder, now.toISOString().replace(/[:.]/g, '-'));
  for (const [collection, documents] of saved) say(`${collection}: ${documents} documents saved`);
  for (const what of lost.slice(0, MOST_LINES)) say(`not saved: ${what}`);
  if (lost.length > MOST_LINES) say(`not saved: ${lost.length - MOST_LINES} more`);
  say(
    `${lost.length === 0 ? 'Everything was saved.' : 'Compare with what people know, or put back a backup.'} The damaged files are kept in ${keptIn}; they hold personal data, delete them when you no longer need them. The bot may start.`,
  );
  return 0;
}
