import type { Connection } from '../store/connection.js';
import { begin, complete } from '../store/incomplete.js';
import { numbersGiven } from '../store/numbers.js';
import { MOST_DOCUMENTS, type Piece, pieceOf, piecesOf, type Stored, sumOf, write } from './documents.js';
import { assertMayWrite, assertNotNewer, heldIn } from './held.js';
import { knownOf, lacksOf, putBehind } from './put-back.js';
import { DataTrouble } from './trouble.js';

export interface Copied {
  readonly collection: string;
  readonly documents: number;
  /** Written in this run; the rest was there already, alike. */
  readonly written: number;
  /** What only the target had. */
  readonly removed: number;
  readonly isAlike: boolean;
}

export interface CopyOptions {
  /** The target may hold a desk of the same team, which is lost. */
  readonly isReplacing?: boolean;
  /** The present, if left out. */
  readonly now?: Date;
  progress?(name: string, done: number, all: number): void;
}

/** Which of these documents the target does not have, or has otherwise. */
async function missing(pieces: readonly Piece[], to: Connection, name: string): Promise<Piece[]> {
  const known = new Map<string, Buffer>();
  const ids = pieces.map(({ document }) => document._id);
  for await (const document of to.collection<Stored>(name).find({ _id: { $in: ids } } as never))
    known.set(String(document._id), pieceOf(document as Stored).bytes);
  return pieces.filter(({ document, bytes }) => !known.get(String(document._id))?.equals(bytes));
}

/** Takes away what the source does not have. Answers how many. */
async function removeOthers(from: Connection, to: Connection, name: string): Promise<number> {
  let removed = 0;
  let ids: unknown[] = [];
  const flush = async (): Promise<void> => {
    const there = await from
      .collection<Stored>(name)
      .find({ _id: { $in: ids } } as never, { projection: { _id: 1 } })
      .toArray();
    const known = new Set(there.map(({ _id }) => String(_id)));
    const gone = ids.filter((id) => !known.has(String(id)));
    ids = [];
    if (gone.length === 0) return;
    removed += (await to.collection<Stored>(name).deleteMany({ _id: { $in: gone } } as never)).deletedCount;
  };
  for await (const { _id } of to.collection(name).find({}, { projection: { _id: 1 } })) {
    ids.push(_id);
    if (ids.length === MOST_DOCUMENTS) await flush();
  }
  if (ids.length > 0) await flush();
  return removed;
}

/** Where a database is: hosts and ports, or the path of a socket. */
const placeOf = (connection: Connection): string => connection.getClient().options.hosts.map(String).sort().join();

const isSame = (a: Connection, b: Connection): boolean => placeOf(a) === placeOf(b) && a.name === b.name;

/**
 * Makes one database, of either kind, hold exactly the desk that another holds: what is missing or different is written, what only the
 * target has goes. It may be interrupted and run again. Until it has ended well no bot starts on the target. Counts and checksums of
 * all collections are compared at the end. Numbers that the target had given out beyond the source's are given out no more (decision 0103). Throws a DataTrouble, before anything is written, when that is not safe.
 */
export async function copyData(
  from: Connection,
  to: Connection,
  { isReplacing = false, now = new Date(), progress = () => {} }: CopyOptions = {},
): Promise<Copied[]> {
  if (isSame(from, to)) throw new DataTrouble('The source and the target are the same database. Nothing was done.');
  const [source, target] = [await heldIn(from, 'The source'), await heldIn(to, 'The target')];
  if (source.begunBy) throw new DataTrouble(`The source is not whole: npm run ${source.begunBy} did not finish there. Nothing was done.`);
  assertNotNewer(source.schema, 'The source');
  assertMayWrite(target, source.teams, 'The target', isReplacing);
  const known = await knownOf(to, source.teams);
  await begin(to, 'data:copy', known);
  const results: Copied[] = [];
  for (const [name, all] of source.documents) {
    const removed = await removeOthers(from, to, name);
    let [done, written] = [0, 0];
    progress(name, 0, all);
    for await (const pieces of piecesOf(from, name)) {
      const changed = await missing(pieces, to, name);
      await write(to, name, changed);
      written += changed.length;
      done += pieces.length;
      progress(name, done, all);
    }
    const [theirs, ours] = [await sumOf(from, name), await sumOf(to, name)];
    const isAlike = theirs.sum === ours.sum && theirs.documents === ours.documents;
    results.push({ collection: name, documents: theirs.documents, written, removed, isAlike });
  }
  if (!results.every(({ isAlike }) => isAlike)) return results;
  if (lacksOf(await numbersGiven(to), known)) await putBehind(to, source.teams, known, { copiedAt: now, at: now });
  await complete(to);
  return results;
}
