import { createHash } from 'node:crypto';
import { serialize } from 'bson';
import type { Connection } from '../store/connection.js';

export interface Stored {
  readonly _id: unknown;
  readonly team?: unknown;
}

/** A document with its bytes, its id first: where the id stands is the store's own business. */
export interface Piece {
  readonly document: Stored;
  readonly bytes: Buffer;
}

/** So many bytes and documents are held at once, give or take a document. */
export const MOST_BYTES = 8 * 1024 * 1024;
export const MOST_DOCUMENTS = 500;
/** The first page is small: nothing is known yet of how large the documents are. */
const FIRST_PAGE = 4;

export const pieceOf = (document: Stored): Piece => {
  const { _id, ...rest } = document;
  return { document, bytes: Buffer.from(serialize({ _id, ...rest })) };
};

/** A whole number of documents that likely stay below the bytes, growing gently. */
const nextPage = (page: number, bytes: number, documents: number): number =>
  Math.max(1, Math.min(MOST_DOCUMENTS, page * 4, Math.floor(MOST_BYTES / Math.max(1, bytes / documents))));

/** All documents that a collection has now in the order of their ids, page by page, whatever their size; what comes later is not waited for. */
export async function* piecesOf(connection: Connection, name: string): AsyncGenerator<Piece[]> {
  const collection = connection.collection<Stored>(name);
  const [last] = await collection
    .find({}, { projection: { _id: 1 } })
    .sort({ _id: -1 })
    .limit(1)
    .toArray();
  let page = FIRST_PAGE;
  let after: unknown;
  while (last) {
    const found = await collection
      .find({ _id: { $lte: last._id, ...(after === undefined ? {} : { $gt: after }) } } as never)
      .sort({ _id: 1 })
      .limit(page)
      .toArray();
    const pieces = found.map((document) => pieceOf(document as Stored));
    if (pieces.length === 0) return;
    yield pieces;
    after = pieces.at(-1)?.document._id;
    page = nextPage(page, sizeOf(pieces), pieces.length);
  }
}

export const sizeOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** How many documents, and the SHA-256 over all of them in the order of their ids. */
export interface Sum {
  readonly documents: number;
  readonly sum: string;
}

/** Sums documents up as they go by. */
export class Summing {
  private readonly hash = createHash('sha256');
  private documents = 0;

  add(bytes: Buffer): void {
    this.hash.update(bytes);
    this.documents += 1;
  }

  result(): Sum {
    return { documents: this.documents, sum: this.hash.digest('hex') };
  }
}

/** The sum of a collection as it stands. */
export async function sumOf(connection: Connection, name: string): Promise<Sum> {
  const summing = new Summing();
  for await (const pieces of piecesOf(connection, name)) for (const { bytes } of pieces) summing.add(bytes);
  return summing.result();
}

/** Names a document so that a sharded collection finds it too: `team` is the shard key. */
const named = ({ _id, team }: Stored): object => ({ _id, ...(team === undefined ? {} : { team }) });

/** Writes documents, each in the place of the one with its id, in commands of bounded size. */
export async function write(connection: Connection, name: string, pieces: readonly Piece[]): Promise<void> {
  let batch: Piece[] = [];
  const flush = async (): Promise<void> => {
    const writes = batch.map(({ document }) => ({ replaceOne: { filter: named(document), replacement: document, upsert: true } }));
    batch = [];
    if (writes.length > 0) await connection.collection(name).bulkWrite(writes as never, { ordered: false });
  };
  for (const piece of pieces) {
    if (batch.length > 0 && sizeOf(batch) + piece.bytes.length > MOST_BYTES) await flush();
    batch.push(piece);
  }
  await flush();
}
