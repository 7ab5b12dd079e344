import { createHash } from 'node:crypto';
import { serialize } from 'bson';
import type { Connection } from '../store/connection.js';

/** What is copied; leases and drafts are of the moment. */
const COLLECTIONS = ['cases', 'counters', 'customers', 'memory', 'photos', 'projects'] as const;
const BATCH = 500;

interface Stored {
  readonly _id: unknown;
}

export interface Copied {
  readonly collection: string;
  readonly documents: number;
  /** Written in this run; the rest was there already, alike. */
  readonly written: number;
  readonly isAlike: boolean;
}

/** A document as bytes, its id first: where the id stands is the store's own business. */
const bytesOf = ({ _id, ...rest }: Stored): Buffer => Buffer.from(serialize({ _id, ...rest }));

/** SHA-256 over all documents of a collection in the order of their ids. */
async function checksum(connection: Connection, name: string): Promise<{ documents: number; sum: string }> {
  const hash = createHash('sha256');
  let documents = 0;
  for await (const document of connection.collection(name).find({}).sort({ _id: 1 })) {
    hash.update(bytesOf(document));
    documents += 1;
  }
  return { documents, sum: hash.digest('hex') };
}

async function copyBatch(batch: readonly Stored[], to: Connection, name: string): Promise<number> {
  const target = to.collection<Stored>(name);
  const known = new Map<string, Buffer>();
  for await (const document of target.find({ _id: { $in: batch.map(({ _id }) => _id) } } as never))
    known.set(String(document._id), bytesOf(document));
  const changed = batch.filter((document) => !known.get(String(document._id))?.equals(bytesOf(document)));
  const writes = changed.map((document) => ({ replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true } }));
  if (writes.length > 0) await target.bulkWrite(writes as never, { ordered: false });
  return changed.length;
}

/**
 * Copies everything from one database to another, of either kind. It may be interrupted and run again: only what is
 * missing or different is written. Counts and checksums are compared at the end.
 */
export async function copyData(
  from: Connection,
  to: Connection,
  progress: (name: string, done: number, all: number) => void,
): Promise<Copied[]> {
  const results: Copied[] = [];
  for (const name of COLLECTIONS) {
    const all = await from.collection(name).countDocuments({});
    let [done, written] = [0, 0];
    let batch: Stored[] = [];
    const flush = async (): Promise<void> => {
      written += await copyBatch(batch, to, name);
      done += batch.length;
      batch = [];
      progress(name, done, all);
    };
    for await (const document of from.collection<Stored>(name).find({}).sort({ _id: 1 })) {
      batch.push(document);
      if (batch.length === BATCH) await flush();
    }
    if (batch.length > 0) await flush();
    const [source, target] = [await checksum(from, name), await checksum(to, name)];
    results.push({ collection: name, documents: source.documents, written, isAlike: source.sum === target.sum });
  }
  return results;
}
