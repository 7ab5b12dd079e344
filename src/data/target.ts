import { existsSync, rmdirSync } from 'node:fs';
import { forgetBegun, isBegunIn, noteBegun } from '../embedded/begun.js';
import { holdsADesk, removeStore } from '../embedded/folder.js';
import { forgetLoss } from '../embedded/loss.js';
import { begin } from '../store/incomplete.js';
import { isUri, type OpenDatabase, openDatabase, using } from './open.js';
import { DataTrouble } from './trouble.js';

/** Opens a database to be written to, and works with it. A folder in which no desk was is as before when the work is refused. */
export async function usingTarget<T>(to: string, by: string, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const [isNew, isFolderNew] = [!isUri(to) && (!holdsADesk(to) || isBegunIn(to)), !existsSync(to)];
  try {
    if (isNew) noteBegun(to, by);
    const done = await using(openDatabase(to), async (database) => {
      if (isNew) {
        await begin(database.connection, by);
        forgetBegun(to);
      }
      return work(database);
    });
    // What was lost of the desk before this one is no loss of this one.
    if (!isUri(to)) forgetLoss(to);
    return done;
  } catch (error) {
    if (isNew && error instanceof DataTrouble) {
      removeStore(to);
      if (isFolderNew) rmdirSync(to);
    }
    throw error;
  }
}
