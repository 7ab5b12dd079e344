import type { Config } from '../config.js';
import { holdsADesk, openToOthers } from '../embedded/folder.js';
import { StoreInUseError } from '../embedded/refusals.js';
import { openEmbeddedStore } from '../embedded/server.js';
import { connect, ping } from '../store/connection.js';
import { type Grouped, type GroupUse, groupsInUse } from '../store/groups.js';
import { type LeftBehind, leftBehind } from '../store/left-behind.js';
import { storesOf } from '../store/stores.js';
import { type Finding, ill, well } from './finding.js';

/** A group that something belongs to and that the settings do not name. */
const orphan = ({ group, entries, open }: GroupUse, registers: readonly Grouped[]): Finding =>
  ill(
    `operations.groups.${group}`,
    `is not in DESK_CONFIG, but ${registers.map(({ name, collection }) => `${entries[name] ?? 0} ${collection}`).join(', ')} and ${open} open cases belong to it: nobody looks after them. Name it again, or let a supervisor move everything with /project groups`,
  );

const MOST_NAMED = 10;

const leftInWords = (left: readonly LeftBehind[]): string => {
  const named = left.slice(0, MOST_NAMED).map(({ what, reason }) => `${what} (${reason})`);
  const more = left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more` : '';
  return `answers, but a newer version could not bring these documents forward: ${named.join(', ')}${more}. Look at them, or restore them from the backup made before the upgrade`;
};

/** Does the database answer, or the embedded store open? */
export async function examineDatabase({ mongodbUri, dataDir, settings }: Config): Promise<Finding[]> {
  const silent = { info() {}, warn() {} };
  if (!mongodbUri && !holdsADesk(dataDir)) return [well('database', `no desk in ${dataDir} yet: the first start makes an empty one there`)];
  try {
    const exposed = mongodbUri ? [] : openToOthers(dataDir);
    const store = mongodbUri ? undefined : await openEmbeddedStore(dataDir, silent);
    const connection = await connect(mongodbUri ?? store?.uri ?? '');
    await ping(connection);
    const { registers } = storesOf(connection, '', () => {}).groupUses;
    const orphaned = (await groupsInUse(connection, registers)).filter(({ group }) => !Object.hasOwn(settings.operations.groups, group));
    const left = await leftBehind(connection);
    await connection.close();
    await store?.close();
    const mended =
      exposed.length > 0
        ? `; other users of this machine could read ${exposed[0]} and ${exposed.length - 1} more, now only its owner can`
        : '';
    const opened = well('database', mongodbUri ? 'MongoDB answers' : `the embedded store in ${dataDir} opens${mended}`);
    return [left.length > 0 ? ill('database', leftInWords(left)) : opened, ...orphaned.map((use) => orphan(use, registers))];
  } catch (error) {
    if (error instanceof StoreInUseError) return [well('database', `the embedded store in ${dataDir} is in use by a running bot`)];
    const what = mongodbUri ? 'MONGODB_URI does not answer' : `DATA_DIR ${dataDir} does not open`;
    return [ill('database', `${what}: ${error instanceof Error ? error.message : String(error)}`)];
  }
}
