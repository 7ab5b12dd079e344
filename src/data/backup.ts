import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Connection } from '../store/connection.js';
import { framesOf } from './backup-file.js';
import { piecesOf, type Sum } from './documents.js';
import { assertNotNewer, heldIn } from './held.js';
import { DataTrouble } from './trouble.js';

export interface BackedUp {
  readonly path: string;
  readonly bytes: number;
  readonly collections: ReadonlyMap<string, Sum>;
}

/** Only who runs the bot may read a backup: it holds all that customers said. */
const MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Where a backup goes: the file that was named, or one by the time in the folder that was named; what is not there and has no ending is a folder. */
async function pathOf(where: string, at: Date): Promise<string> {
  const found = await stat(where).catch(() => undefined);
  if (found?.isDirectory() || (!found && extname(where) === ''))
    return join(where, `fieldbell-${at.toISOString().slice(0, 19).replaceAll(':', '')}Z.backup`);
  if (found) throw new DataTrouble(`${where} exists already. Nothing was done. Name another file, or a folder.`);
  return where;
}

async function synced(path: string): Promise<void> {
  const handle = await open(path);
  await handle.sync().finally(() => handle.close());
}

/** Makes a folder, and those above it; answers the first that was made. Node's own way never ends where none can be made, as in /proc. */
async function makeFolder(folder: string): Promise<string | undefined> {
  if (await stat(folder).catch(() => undefined)) return undefined;
  const first = await makeFolder(dirname(folder));
  await mkdir(folder, { mode: FOLDER_MODE });
  return first ?? folder;
}

/** Takes folders away again that were made for a file which was not written, up to the first of them. */
async function removeEmpty(folder: string, first: string): Promise<void> {
  const isGone = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (isGone && resolve(folder) !== resolve(first)) await removeEmpty(dirname(folder), first);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full; make room, or name another place',
  EDQUOT: 'its disk has no room left for this user; make room, or name another place',
  EFBIG: 'files may not be as large there; name another place',
  ENOENT: 'no folder can be made there; name another place',
  EACCES: 'this user may not write there; name another place',
  EROFS: 'nothing can be written there; name another place',
  EIO: 'its disk fails; name another place',
};

/** What keeps a file from being written, in a sentence; all else as it is. */
function inWords(path: string, error: unknown): unknown {
  const { code, syscall } = error as { readonly code?: string; readonly syscall?: string };
  if (error instanceof DataTrouble || code === undefined || syscall === undefined) return error;
  return new DataTrouble(`${path} could not be written: ${REASONS[code] ?? `${code}; name another place`}. No backup was made.`);
}

/**
 * Writes all that a desk has into one compressed file with checksums, while bots may be running: each document is as it is at one
 * moment, and what counts them is read last. The file has its name only when it is whole and on the disk. Throws a DataTrouble.
 */
export async function backUp(
  from: Connection,
  where: string,
  at: Date,
  progress: (name: string, done: number, all: number) => void = () => {},
): Promise<BackedUp> {
  const path = await pathOf(where, at);
  const held = await heldIn(from, 'The desk');
  if (held.begunBy) throw new DataTrouble(`The desk is not whole: npm run ${held.begunBy} did not finish there. Nothing was done.`);
  assertNotNewer(held.schema, 'The desk');
  if (held.teams.length === 0) throw new DataTrouble('There is no desk to back up here: nothing is stored. Nothing was done.');
  const collections = new Map<string, Sum>();
  const outgoing = [...held.documents].map(([name, all]) => ({
    name,
    async *pages() {
      let done = 0;
      progress(name, 0, all);
      for await (const pieces of piecesOf(from, name)) {
        yield pieces;
        done += pieces.length;
        progress(name, done, Math.max(all, done));
      }
    },
  }));
  const head = { at, teams: [...held.teams], collections: [...held.documents.keys()], ...(held.schema ? { schema: held.schema } : {}) };
  const part = `${path}.part`;
  const made = await makeFolder(dirname(resolve(path))).catch((error: unknown) => {
    throw inWords(path, error);
  });
  try {
    await rm(part, { force: true });
    // One frame at a time: it may be a photo.
    const frames = Readable.from(
      framesOf(head, outgoing, (name, sum) => void collections.set(name, sum)),
      { highWaterMark: 1 },
    );
    await pipeline(frames, createGzip(), createWriteStream(part, { flags: 'wx', mode: MODE }));
    await synced(part);
    await rename(part, path);
    await synced(dirname(path));
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    if (made) await removeEmpty(dirname(path), made);
    throw inWords(path, error);
  }
  return { path, bytes: (await stat(path)).size, collections };
}
