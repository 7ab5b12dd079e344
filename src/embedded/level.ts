import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BSON } from 'bson';
import { ClassicLevel } from 'classic-level';
import { isEmptyOrMissing, pathsIn, syncFile, syncFolder } from './folder.js';
import { encodeMeta, keyOf } from './keys.js';
import type { StoreLog } from './log.js';
import { Records } from './records.js';
import { reasonOf, StoreDamagedError, StoreInUseError, StoreRefusedError } from './refusals.js';

const BATCH = 500;

/**
 * Data of a version that kept them in LevelDB are moved once: copied into a fresh file, read back and compared, and only then put in
 * their place. The LevelDB folder stays until a start has read everything from the new file. Killed at any moment, the next start
 * begins again. Throws StoreRefusedError.
 */
export async function moveFromLevel(folder: string, log: StoreLog): Promise<void> {
  const { marker, database, fresh, level, levelMoved } = pathsIn(folder);
  if (existsSync(marker)) {
    if (existsSync(level)) log.warn(`${level} was written by an older version after the data were moved from there; it is not looked at`);
    return;
  }
  const from = existsSync(levelMoved) ? levelMoved : level;
  if (!isEmptyOrMissing(database) || !existsSync(from)) return;
  log.info(`the data in ${from} are moved to ${database}`);
  const source = await openLevel(folder, from);
  try {
    for (const line of droppedLines(from)) log.warn(`the store recovered: ${line}`);
    await copyAll(source, fresh);
    await compareAll(source, fresh);
  } catch (error) {
    removeFresh(fresh);
    throw error instanceof LevelRecordError
      ? new StoreDamagedError(folder, reasonOf(error))
      : new StoreRefusedError(
          `the data in ${folder} could not be moved to the new store (${reasonOf(error)}). Nothing was changed. It needs as much room again as they have`,
        );
  } finally {
    await source.close();
  }
  syncFile(fresh);
  if (from === level) renameSync(level, levelMoved);
  renameSync(fresh, database);
  syncFolder(folder);
}

/** A record of LevelDB that is not as it was written. */
class LevelRecordError extends Error {}

function removeFresh(fresh: string): void {
  for (const file of [fresh, `${fresh}-wal`, `${fresh}-journal`]) rmSync(file, { force: true });
}

/** Opens a LevelDB that must be there. */
async function openLevel(folder: string, location: string): Promise<ClassicLevel<string, Buffer>> {
  const level = new ClassicLevel<string, Buffer>(location, { valueEncoding: 'buffer', createIfMissing: false });
  try {
    await level.open();
    return level;
  } catch (error) {
    // abstract-level wraps what LevelDB said.
    const cause = typeof error === 'object' && error !== null && 'cause' in error && error.cause ? error.cause : error;
    if (typeof cause === 'object' && cause && 'code' in cause && cause.code === 'LEVEL_LOCKED')
      throw new StoreInUseError(`DATA_DIR ${folder} is in use by a bot of an older version; stop it first`);
    throw new StoreDamagedError(folder, reasonOf(cause));
  }
}

/** Numbers for the collections as they are met. */
function numbering(): { of(namespace: string): number; readonly all: ReadonlyMap<string, number> } {
  const all = new Map<string, number>();
  return { all, of: (namespace) => all.get(namespace) ?? (all.set(namespace, all.size + 1).get(namespace) as number) };
}

const refuse = (what: string): never => {
  throw new LevelRecordError(what);
};

/**
 * Each record of a LevelDB under its new key. Collections stand before documents. What is not as it was written is told to `skip`,
 * which throws a LevelRecordError unless another is given.
 */
export async function* levelRecords(
  source: ClassicLevel<string, Buffer>,
  skip: (what: string) => void = refuse,
): AsyncGenerator<[key: number, bytes: Buffer]> {
  const numbers = numbering();
  const known = new Set<string>();
  for await (const [key, bytes] of source.iterator()) {
    const [kind, namespace = '', id = ''] = key.split('\0');
    const document = kind === 'c' || kind === 'd' ? decoded(bytes) : undefined;
    if (!document) {
      skip(`${JSON.stringify(key.slice(0, 80))} does not read as it was written`);
      continue;
    }
    if (kind === 'c') {
      known.add(namespace);
      yield [keyOf(numbers.of(namespace), 0), encodeMeta({ namespace, specs: document.specs })];
      continue;
    }
    if (!known.has(namespace)) yield [keyOf(numbers.of(namespace), 0), encodeMeta({ namespace, specs: [] })];
    known.add(namespace);
    yield [keyOf(numbers.of(namespace), Number.parseInt(id, 16)), bytes];
  }
}

function decoded(bytes: Buffer): BSON.Document | undefined {
  try {
    return BSON.deserialize(bytes, { promoteBuffers: false, bsonRegExp: false });
  } catch {
    return undefined;
  }
}

async function copyAll(source: ClassicLevel<string, Buffer>, file: string): Promise<void> {
  removeFresh(file);
  const records = Records.open(file, 0);
  try {
    let batch = new Map<number, Buffer>();
    for await (const [key, bytes] of levelRecords(source)) {
      batch.set(key, bytes);
      if (batch.size < BATCH) continue;
      records.commit(batch);
      batch = new Map();
    }
    records.commit(batch);
  } finally {
    records.close();
  }
  if (!isEmptyOrMissing(`${file}-wal`)) throw new Error('its log could not be written back');
}

async function compareAll(source: ClassicLevel<string, Buffer>, file: string): Promise<void> {
  const records = Records.open(file);
  try {
    let count = 0;
    for await (const [key, bytes] of levelRecords(source)) {
      if (!records.get(key)?.equals(bytes)) throw new Error(`record ${key} does not read back as it was`);
      count += 1;
    }
    if (count !== records.size) throw new Error(`${records.size} records were written of ${count}`);
  } finally {
    records.close();
  }
}

/** What LevelDB wrote about a torn tail while it opened. */
function droppedLines(location: string): string[] {
  const file = join(location, 'LOG');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /dropping \d+ bytes|ignoring error/i.test(line));
}
