import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { Acknowledged } from './acknowledged.js';
import { carve } from './carve.js';
import { Door } from './door.js';
import { FILES, guardFolder, isEmptyOrMissing, pathsIn, syncFile, syncFolder, writeMarker } from './folder.js';
import { decodeMeta, encodeMeta, keyOf, placeOfKey } from './keys.js';
import { levelRecords } from './level.js';
import { Records } from './records.js';
import { StoreRefusedError } from './refusals.js';

const BATCH = 500;

/** What a repair saved, by collection, and what it could not. */
export interface Repaired {
  readonly saved: ReadonlyMap<string, number>;
  /** One line each. */
  readonly lost: readonly string[];
  /** Where the damaged files are kept. */
  readonly keptIn: string;
}

interface Found {
  readonly records: Map<number, Buffer>;
  readonly commits: number;
  readonly lost: string[];
}

/**
 * Saves what can be read of a damaged store into a fresh one in the same folder. The damaged files are moved to a folder of their own
 * beside it, and stay. Throws StoreRefusedError, and leaves everything as it is, when nothing can be read.
 */
export async function repairStore(folder: string, stamp: string): Promise<Repaired> {
  if (!existsSync(folder)) throw new StoreRefusedError(`there is no folder ${folder}`);
  guardFolder(folder);
  const door = await Door.at(folder);
  try {
    const paths = pathsIn(folder);
    const isLevel =
      isEmptyOrMissing(paths.database) && isEmptyOrMissing(paths.wal) && (existsSync(paths.level) || existsSync(paths.levelMoved));
    const found = isLevel ? await inLevel(folder) : inDatabase(folder);
    if (found.records.size === 0)
      throw new StoreRefusedError(
        `nothing in ${folder} can be read. Everything was left as it is: put back a backup, or give the bot another DATA_DIR`,
      );
    giveNames(found);
    writeFresh(paths.fresh, found);
    const keptIn = join(folder, `damaged-${stamp}`);
    setAside(folder, keptIn);
    renameSync(paths.fresh, paths.database);
    const acknowledged = Acknowledged.open(paths.acknowledged);
    acknowledged.write(found.commits);
    acknowledged.close();
    writeMarker(folder);
    syncFolder(folder);
    return { saved: countsOf(found.records), lost: found.lost, keptIn };
  } finally {
    await door.close();
  }
}

function inDatabase(folder: string): Found {
  const { database, wal, acknowledged } = pathsIn(folder);
  const { records, unreadable, sealed } = carve(database, wal);
  const promised = Acknowledged.read(acknowledged) ?? 0;
  const newest = [...records.values()].reduce((most, { commit }) => Math.max(most, commit), sealed?.commits ?? 0);
  const lost = [...unreadable]
    .map(placeOfKey)
    .map(({ collection, id }) => (id === 0 ? `the name of collection ${collection}` : `document ${id} of collection ${collection}`));
  const missing = sealed ? sealed.records - records.size - unreadable.size : 0;
  if (missing > 0) lost.push(`${missing} more of ${sealed?.records} records, of which there is no trace`);
  if (newest < promised)
    lost.push(`the last ${promised - newest} of ${promised} acknowledged changes, as far as nothing newer tells of them`);
  return { records: new Map([...records].map(([key, { bytes }]) => [key, bytes])), commits: Math.max(newest, promised) + 1, lost };
}

/** LevelDB's own repair works on a copy. */
async function inLevel(folder: string): Promise<Found> {
  const { level, levelMoved } = pathsIn(folder);
  const copy = join(folder, 'store.copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(existsSync(levelMoved) ? levelMoved : level, copy, { recursive: true });
  const records = new Map<number, Buffer>();
  const lost: string[] = [];
  try {
    await ClassicLevel.repair(copy);
    const source = new ClassicLevel<string, Buffer>(copy, { valueEncoding: 'buffer' });
    await source.open();
    for await (const [key, bytes] of levelRecords(source, (what) => lost.push(what))) records.set(key, bytes);
    await source.close();
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  lost.push('whatever was written last may be missing: these files do not tell how far was acknowledged');
  return { records, commits: 1, lost };
}

/** Documents whose collection has lost its name get one, so that nothing readable is left behind. */
function giveNames({ records, lost }: Found): void {
  const numbers = new Set([...records.keys()].map((key) => placeOfKey(key).collection));
  for (const number of numbers) {
    const key = keyOf(number, 0);
    if (records.has(key)) continue;
    const namespace = `fieldbell.saved${number}`;
    lost.push(`the name of a collection; its documents are in ${namespace}`);
    records.set(key, encodeMeta({ namespace, specs: [] }));
  }
}

function writeFresh(fresh: string, { records, commits }: Found): void {
  for (const file of [fresh, `${fresh}-wal`]) rmSync(file, { force: true });
  const store = Records.open(fresh, commits);
  const entries = [...records];
  for (let n = 0; n < entries.length; n += BATCH) store.commit(new Map(entries.slice(n, n + BATCH)));
  store.close();
  syncFile(fresh);
}

function setAside(folder: string, keptIn: string): void {
  mkdirSync(keptIn, { mode: 0o700 });
  for (const name of [FILES.database, FILES.wal, FILES.acknowledged, FILES.level, FILES.levelMoved])
    if (existsSync(join(folder, name))) renameSync(join(folder, name), join(keptIn, name));
  syncFolder(folder);
}

function countsOf(records: ReadonlyMap<number, Buffer>): Map<string, number> {
  const names = new Map<number, string>();
  const counts = new Map<string, number>();
  for (const [key, bytes] of [...records].toSorted(([a], [b]) => a - b)) {
    const { collection, id } = placeOfKey(key);
    if (id === 0) names.set(collection, decodeMeta(bytes).namespace);
    const name = names.get(collection) ?? '';
    counts.set(name, (counts.get(name) ?? 0) + (id === 0 ? 0 : 1));
  }
  return counts;
}
