import type { Connection } from '../store/connection.js';
import { begin, complete } from '../store/incomplete.js';
import { type Head, readBackup } from './backup-file.js';
import { MOST_BYTES, MOST_DOCUMENTS, type Piece, type Sum, sizeOf, sumOf, write } from './documents.js';
import { assertMayWrite, assertNotNewer, heldIn, keptOn } from './held.js';
import { knownOf, putBehind } from './put-back.js';
import { DataTrouble } from './trouble.js';

export interface Restored {
  readonly collection: string;
  readonly documents: number;
  readonly isAlike: boolean;
}

/** What a backup holds, once it was read as a whole. */
export interface Verified {
  readonly head: Head;
  readonly sums: ReadonlyMap<string, Sum>;
}

export interface RestoreOptions {
  /** What `verifyBackup` said of the file; it is read now if this is left out. */
  readonly verified?: Verified;
  /** The target may hold a desk of the same team, which is lost. */
  readonly isReplacing?: boolean;
  /** Numbers that were given out, such as `T-120`: their series go on behind them. */
  readonly after?: readonly string[];
  /** The present, if left out. */
  readonly now?: Date;
  progress?(name: string, done: number, all: number): void;
}

/** Reads a backup from beginning to end without keeping anything of it: what it holds. Throws a DataTrouble when it is not whole. */
export async function verifyBackup(path: string): Promise<Verified> {
  let head: Head | undefined;
  const sums = new Map<string, Sum>();
  for await (const found of readBackup(path)) {
    if (found.kind === 'head') head = found.head;
    if (found.kind === 'sum') sums.set(found.collection, found.sum);
  }
  if (!head) throw new DataTrouble(`${path} is empty. Nothing was done.`);
  return { head, sums };
}

async function writeAll(
  path: string,
  to: Connection,
  sums: ReadonlyMap<string, Sum>,
  progress: NonNullable<RestoreOptions['progress']>,
): Promise<void> {
  let batch: Piece[] = [];
  let [name, done] = ['', 0];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await write(to, name, batch);
    done += batch.length;
    batch = [];
    progress(name, done, sums.get(name)?.documents ?? done);
  };
  for await (const found of readBackup(path)) {
    if (found.kind === 'sum') await flush();
    if (found.kind !== 'document') continue;
    if (found.collection !== name) [name, done] = [found.collection, 0];
    batch.push(found.piece);
    if (batch.length === MOST_DOCUMENTS || sizeOf(batch) >= MOST_BYTES) await flush();
  }
}

/**
 * Makes a database, of either kind, the desk of a backup; no number is given out again that a desk there had given out since, or that is
 * behind `after` (decision 0103). The whole file is checked before anything is written; a desk that is there is
 * replaced only when that is asked for. The desk notes which numbers are not in it, for people to be told. Until it has ended well no bot starts on the target, and the same command begins anew.
 * Throws a DataTrouble, before anything is written, when that is not safe.
 */
export async function restore(
  path: string,
  to: Connection,
  { verified, isReplacing = false, after = [], now = new Date(), progress = () => {} }: RestoreOptions = {},
): Promise<Restored[]> {
  const { head, sums } = verified ?? (await verifyBackup(path));
  assertNotNewer(head.schema, path);
  const kept = keptOn(to);
  const strange = head.collections.filter((name) => !kept.includes(name));
  if (strange.length > 0)
    throw new DataTrouble(`${path} has collections that this version does not know: ${strange.join(', ')}. Nothing was done.`);
  assertMayWrite(await heldIn(to, 'The target'), head.teams, 'The target', isReplacing);
  const known = await knownOf(to, head.teams, after);
  await begin(to, 'data:restore', known);
  for (const name of kept) await to.collection(name).deleteMany({});
  await writeAll(path, to, sums, progress);
  const results: Restored[] = [];
  for (const name of kept) {
    const [wanted, is] = [sums.get(name), await sumOf(to, name)];
    const isAlike = wanted ? wanted.sum === is.sum && wanted.documents === is.documents : is.documents === 0;
    results.push({ collection: name, documents: is.documents, isAlike });
  }
  if (!results.every(({ isAlike }) => isAlike)) return results;
  await putBehind(to, head.teams, known, { copiedAt: head.at, at: now });
  await complete(to);
  return results;
}
