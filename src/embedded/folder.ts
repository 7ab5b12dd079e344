import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { reasonOf, StoreRefusedError } from './refusals.js';

/** What lies in a data folder, by its name. */
export const FILES = {
  database: 'desk.db',
  /** SQLite's log of what is not yet in the database file. */
  wal: 'desk.db-wal',
  /** A database file that is being made, to take the place of the one that is there. */
  fresh: 'desk.db.new',
  /** How far writes were acknowledged, kept apart from what they wrote. */
  acknowledged: 'desk.acknowledged',
  /** What the collections are called, once more. */
  names: 'desk.names',
  /** A repair has made its fresh file and is putting it in its place. */
  repairing: 'desk.repairing',
  /** A repair could not save so much that nobody is to work on with the rest unasked. */
  loss: 'desk.loss',
  /** A command makes a desk here, and has not come so far as to say so in its store. */
  begun: 'desk.begun',
  /** Says that a desk is, or was, in this folder. */
  marker: 'desk.json',
  socket: 'desk.sock',
  /** How a second process reaches the first. */
  note: 'store.json',
  /** There while the store is open. */
  open: 'open',
  /** The folder of the versions on LevelDB, and where it is kept until the first start after the move. */
  level: 'store',
  levelMoved: 'store.moved',
} as const;

const OURS = /^(desk\.|store|sandbox|open$|damaged-)/;
const OTHERS = 0o077;
const STICKY = 0o1000;

/** Paths of a data folder's files. */
export const pathsIn = (folder: string): Readonly<Record<keyof typeof FILES, string>> =>
  Object.fromEntries(Object.entries(FILES).map(([name, file]) => [name, join(folder, file)])) as Record<keyof typeof FILES, string>;

function* belongings(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (OURS.test(name)) yield* withAllBelow(path);
  }
}

function* withAllBelow(path: string): Generator<string> {
  yield path;
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) yield* withAllBelow(join(path, name));
}

const isOpenToOthers = (path: string): boolean => {
  const entry = lstatSync(path);
  return !entry.isSymbolicLink() && (entry.mode & OTHERS) !== 0;
};

/** What in a data folder other users of the machine could read, write or enter, the folder itself first. */
export function openToOthers(folder: string): string[] {
  if (process.platform === 'win32' || !existsSync(folder)) return [];
  return [folder, ...belongings(folder)].filter(isOpenToOthers);
}

/**
 * Makes the folder where it is missing, and its owner's alone: 0700, the files 0600. Answers what others could read before. Throws
 * StoreRefusedError when it cannot be made so.
 */
export function guardFolder(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (statSync(folder).mode & STICKY)
      throw new StoreRefusedError(
        `DATA_DIR ${folder} is a folder that all users share; give the bot one of its own, such as ${folder}/fieldbell`,
      );
    const open = openToOthers(folder);
    for (const path of open) chmodSync(path, lstatSync(path).isDirectory() ? 0o700 : 0o600);
    return open;
  } catch (error) {
    if (error instanceof StoreRefusedError) throw error;
    throw new StoreRefusedError(
      `DATA_DIR ${folder} cannot be made its owner's alone (${reasonOf(error)}): it holds personal data. Make it yours (chown, chmod 700), or give another DATA_DIR`,
    );
  }
}

/** Makes what was created, renamed or removed in a folder last. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // there a folder cannot be opened
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes what a file holds last. */
export function syncFile(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export const isEmptyOrMissing = (file: string): boolean => !existsSync(file) || statSync(file).size === 0;

/** Says in a folder that a desk is there. */
export function writeMarker(folder: string): void {
  syncFolder(folder);
  writeFileSync(pathsIn(folder).marker, `${JSON.stringify({ store: 'fieldbell', format: 1 })}\n`, { mode: 0o600, flush: true });
  syncFolder(folder);
}

/** Was a desk in this folder, be it that its database file is gone? */
export function heldADesk(folder: string): boolean {
  const { marker, acknowledged, note, level, levelMoved } = pathsIn(folder);
  return [marker, acknowledged, note, level, levelMoved].some(existsSync);
}

const LEVEL_FILE = /^(CURRENT|MANIFEST-\d+|\d+\.(ldb|sst|log))$/;
const isLevel = (path: string): boolean =>
  existsSync(path) && lstatSync(path).isDirectory() && readdirSync(path).some((name) => LEVEL_FILE.test(name));

/** Are these a desk's files, whole or damaged? Only looks: for tools, which may have been given another folder by mistake. */
export function holdsADesk(folder: string): boolean {
  const { marker, acknowledged, repairing, database, level, levelMoved } = pathsIn(folder);
  return [marker, acknowledged, repairing, database].some(existsSync) || isLevel(level) || isLevel(levelMoved);
}

/** Takes away the files of a store that was made in a folder where none was; of the folder's other files none. */
export function removeStore(folder: string): void {
  const { level: _, levelMoved: __, ...ours } = pathsIn(folder);
  for (const path of Object.values(ours)) rmSync(path, { force: true });
  if (existsSync(folder)) syncFolder(folder);
}
