import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BSON } from 'bson';
import { ClassicLevel } from 'classic-level';
import { Acknowledged } from './acknowledged.js';
import { carve } from './carve.js';
import { Door } from './door.js';
import { guardFolder, holdsADesk, isEmptyOrMissing, pathsIn } from './folder.js';
import { type CollectionMeta, decodeMeta, encodeMeta, isNameless, keyOf, namelessCalled, placeOfKey } from './keys.js';
import { levelRecords } from './level.js';
import { noteLoss } from './loss.js';
import { Names } from './names.js';
import { Records } from './records.js';
import { StoreRefusedError } from './refusals.js';
import { beginSwitch, finishSwitch, type Repaired } from './repaired.js';
import type { Doc } from './wire.js';

const BATCH = 500;
/** The database that a desk on files has. */
const DATABASE = 'fieldbell';
/** So many changes may be gone where nobody knows how many: more than a desk makes in the moment before a crash. */
const MOST_UNKNOWN = 100;
/** Bytes of the longest case number that is looked for. */
const MOST_NUMBER = 40;

interface Found {
  readonly records: Map<number, Buffer>;
  readonly commits: number;
  /** Keys of records that do not read as they were written, with what stands there. */
  readonly unreadable: ReadonlyMap<number, Buffer | undefined>;
  /** What is gone without anybody knowing what it was, in sentences. */
  readonly untraced: readonly string[];
  /** What may be gone, in sentences. */
  readonly unknown: readonly string[];
  /** So many records are gone at most. */
  readonly gone: number;
}

/** Tells which collection documents are of, if their shape is that of one only. */
export type NameByShape = (documents: readonly Doc[]) => string | undefined;

/**
 * Saves what can be read of a damaged store into a fresh one in the same folder. The damaged files are moved to a folder of their own
 * beside it, and stay. One that was killed goes on, or begins again. Throws StoreRefusedError, and leaves everything as it is, when
 * nothing can be read.
 */
export async function repairStore(folder: string, stamp: string, byShape: NameByShape = () => undefined): Promise<Repaired> {
  if (!existsSync(folder)) throw new StoreRefusedError(`there is no folder ${folder}`);
  if (!holdsADesk(folder)) throw new StoreRefusedError(`there is no desk in ${folder}. Nothing was done`);
  guardFolder(folder);
  const door = await Door.at(folder);
  try {
    const interrupted = finishSwitch(folder);
    if (interrupted) return interrupted;
    const paths = pathsIn(folder);
    const isLevel =
      isEmptyOrMissing(paths.database) && isEmptyOrMissing(paths.wal) && (existsSync(paths.level) || existsSync(paths.levelMoved));
    const found = isLevel ? await inLevel(folder) : inDatabase(folder);
    if (found.records.size === 0)
      throw new StoreRefusedError(
        `nothing in ${folder} can be read. Everything was left as it is: put back a backup, or give the bot another DATA_DIR`,
      );
    const nameless = giveNames(found, Names.read(paths.names), byShape);
    writeFresh(paths.fresh, found);
    const saved = countsOf(found.records);
    const keptIn = join(folder, `damaged-${stamp}`);
    const { untraced, unknown, gone } = found;
    const harmed = losses(found);
    const [named, numbers] = [harmed.map(({ line }) => line), harmed.flatMap(({ no }) => no ?? [])];
    const lost = [...named, ...untraced, ...unknown];
    if (lost.length > 0) noteLoss(folder, { named, numbers, untraced, beyond: gone, isAccepted: untraced.length === 0 });
    beginSwitch(folder, { saved, lost, nameless, keptIn }, found.commits);
    return finishSwitch(folder) as Repaired;
  } finally {
    await door.close();
  }
}

function inDatabase(folder: string): Found {
  const { database, wal, acknowledged } = pathsIn(folder);
  const { records, unreadable, sealed } = carve(database, wal);
  const promised = Acknowledged.read(acknowledged);
  const newest = [...records.values()].reduce((most, { commit }) => Math.max(most, commit), sealed?.commits ?? 0);
  const missing = Math.max(0, sealed ? sealed.records - records.size - unreadable.size : 0);
  const undone = Math.max(0, promised === undefined ? 0 : promised - newest);
  const untraced = [
    ...(missing > 0 ? [`${missing} more of ${sealed?.records} records, of which there is no trace`] : []),
    ...(undone > 0 ? [`the last ${undone} of ${promised} acknowledged changes, as far as nothing newer tells of them`] : []),
  ];
  const unknown =
    promised === undefined
      ? [`perhaps the last changes: ${acknowledged} does not tell how far was acknowledged, so that nobody knows whether they are there`]
      : [];
  const gone = missing + undone + unreadable.size + unknown.length * MOST_UNKNOWN;
  const bytes = new Map([...records].map(([key, record]) => [key, record.bytes]));
  return { records: bytes, commits: Math.max(newest, promised ?? 0) + 1, unreadable, untraced, unknown, gone };
}

/** LevelDB's own repair works on a copy. */
async function inLevel(folder: string): Promise<Found> {
  const { level, levelMoved } = pathsIn(folder);
  const copy = join(folder, 'store.copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(existsSync(levelMoved) ? levelMoved : level, copy, { recursive: true });
  const records = new Map<number, Buffer>();
  const unknown: string[] = [];
  try {
    await ClassicLevel.repair(copy);
    const source = new ClassicLevel<string, Buffer>(copy, { valueEncoding: 'buffer' });
    await source.open();
    for await (const [key, bytes] of levelRecords(source, (what) => unknown.push(what))) records.set(key, bytes);
    await source.close();
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  unknown.push('whatever was written last may be missing: these files do not tell how far was acknowledged');
  return { records, commits: 1, unreadable: new Map(), untraced: [], unknown, gone: unknown.length * MOST_UNKNOWN };
}

/**
 * Collections whose record cannot be read get their name back, from the second place where it stands or by the shape of their
 * documents. Answers what the others are called, so that nothing readable is left behind.
 */
function giveNames({ records, unreadable }: Found, known: ReadonlyMap<number, CollectionMeta>, byShape: NameByShape): string[] {
  const numbers = new Set([...records.keys(), ...unreadable.keys()].map((key) => placeOfKey(key).collection));
  const isNamed = (number: number): boolean => {
    const bytes = records.get(keyOf(number, 0));
    return bytes !== undefined && !isNameless(decodeMeta(bytes).namespace);
  };
  const lacking = [...numbers].filter((number) => !isNamed(number));
  const taken = new Set([...numbers].filter(isNamed).map((number) => decodeMeta(records.get(keyOf(number, 0)) as Buffer).namespace));
  const nameless: string[] = [];
  for (const number of lacking) {
    const documents = documentsOf(number, records);
    const noted = known.get(number);
    const guessed = !noted && documents.length > 0 ? byShape(documents) : undefined;
    const meta = [noted, guessed ? { namespace: `${DATABASE}.${guessed}`, specs: [] } : undefined].find(
      (one) => one && !isNameless(one.namespace) && !taken.has(one.namespace),
    );
    if (!meta && documents.length === 0) continue;
    const given = meta ?? { namespace: namelessCalled(number), specs: [] };
    taken.add(given.namespace);
    if (!meta) nameless.push(given.namespace);
    records.set(keyOf(number, 0), encodeMeta(given));
  }
  return nameless;
}

function documentsOf(number: number, records: ReadonlyMap<number, Buffer>): Doc[] {
  const ours = [...records].filter(([key]) => placeOfKey(key).collection === number && placeOfKey(key).id > 0);
  return ours.map(([, bytes]) => BSON.deserialize(bytes, { promoteBuffers: false, bsonRegExp: false }));
}

/** A line for each record that does not read as it was written, with its number where it can be made out. */
function losses({ records, unreadable }: Found): { readonly line: string; readonly no?: string | undefined }[] {
  return [...unreadable].flatMap(([key, harmed]) => {
    const { collection, id } = placeOfKey(key);
    const meta = records.get(keyOf(collection, 0));
    if (id === 0) return meta ? [] : [{ line: `the name of collection ${collection}, of which no document can be read` }];
    const no = harmed && numberIn(harmed);
    const where = meta ? decodeMeta(meta).namespace : `collection ${collection}`;
    return [{ line: `document ${id} of ${where}${no ? `, likely ${no}` : ''}`, no }];
  });
}

/** The case number in what stands where a document was, if it can be made out. */
function numberIn(harmed: Buffer): string | undefined {
  const at = harmed.indexOf('\x02no\0', 0, 'latin1');
  const length = at < 0 || at + 8 > harmed.length ? 0 : harmed.readInt32LE(at + 4);
  if (length < 2 || length > MOST_NUMBER) return undefined;
  const no = harmed.toString('utf8', at + 8, at + 8 + length - 1);
  return /^[\p{L}\p{N}-]+$/u.test(no) ? no : undefined;
}

function writeFresh(fresh: string, { records, commits }: Found): void {
  for (const file of [fresh, `${fresh}-wal`]) rmSync(file, { force: true });
  const store = Records.open(fresh, commits);
  const entries = [...records];
  for (let n = 0; n < entries.length; n += BATCH) store.commit(new Map(entries.slice(n, n + BATCH)));
  store.close();
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
