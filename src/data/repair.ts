import { existsSync } from 'node:fs';
import { acceptingOf, lossIn, noteLoss } from '../embedded/loss.js';
import { StoreInUseError } from '../embedded/refusals.js';
import { repairStore } from '../embedded/repair.js';
import { openEmbeddedStore } from '../embedded/server.js';
import { SandboxFileError, sandboxFileIn, storedIn } from '../sandbox/workspace.js';
import { connect } from '../store/connection.js';
import { liftNumbers } from '../store/numbers.js';
import { nameByShape } from '../store/shapes.js';
import { heldIn } from './held.js';
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
  const loss = lossIn(folder);
  if (loss && lost.length === 0)
    for (const what of [...loss.named, ...loss.untraced].slice(0, MOST_LINES)) say(`not saved in the repair before: ${what}`);
  if (lost.length + nameless.length === 0 && !loss) say('Everything was saved.');
  else say('Compare with what people know, or put back a backup.');
  say(`The damaged files are kept in ${keptIn}; they hold personal data, delete them when you no longer need them.`);
  if (nameless.length > 0) {
    say(
      `What the documents in ${nameless.join(', ')} are could not be found out: their collection has lost its name. The desk is not whole without them, and no bot starts on it. Put back a backup.`,
    );
    return 1;
  }
  if (loss) await goOnBehind(folder, loss.beyond);
  if (loss && !loss.isAccepted) {
    say(`No bot starts on what is left until you say so: put back a backup, or accept the loss with ${acceptingOf(folder)}`);
    return 1;
  }
  return mayStart(folder, loss ? 'The bot may start, and tells the supervisors what is gone.' : 'The bot may start.', say);
}

/** Says that the bot may start, unless the sandbox beside the desk keeps it from that: 1 then. */
function mayStart(folder: string, words: string, say: (line: string) => void): number {
  const file = sandboxFileIn(folder);
  try {
    if (existsSync(file)) storedIn(file);
  } catch (error) {
    if (!(error instanceof SandboxFileError)) throw error;
    say(`No bot starts here yet: data:repair mends the desk's records, not the sandbox. ${error.message}`);
    return 1;
  }
  say(words);
  return 0;
}

/** Numbers that may stand in Slack are not given out again. */
async function goOnBehind(folder: string, beyond: number): Promise<void> {
  const store = await openEmbeddedStore(folder, { info() {}, warn() {} });
  const connection = await connect(store.uri);
  try {
    const { teams } = await heldIn(connection, 'The desk');
    await liftNumbers(connection, teams, beyond);
  } finally {
    await connection.close();
    await store.close();
  }
}

/** The desk is to go on without what a repair could not save. */
export function acceptLoss(folder: string, say: (line: string) => void): number {
  const loss = lossIn(folder);
  if (!loss) {
    say('No loss is known here: there is nothing to accept.');
    return 1;
  }
  noteLoss(folder, { ...loss, isAccepted: true });
  say('The desk goes on without what is gone.');
  return mayStart(folder, 'The bot may start, and tells the supervisors so.', say);
}
