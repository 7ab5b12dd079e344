import { randomBytes } from 'node:crypto';
import { BSON, Long } from 'bson';
import { ServerError } from './errors.js';
import type { Doc } from './wire.js';

const FIRST_BATCH = 101;
/** The most bytes of a batch, as on a MongoDB: a driver takes 48 MB, and one document may be as large as this. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Documents of an answer that were not fetched yet. `largest`: bytes that none of them exceeds, where that is known. */
export interface Cursor {
  readonly namespace: string;
  readonly documents: Doc[];
  readonly largest?: number;
}

/** Open cursors by their id. */
export type Cursors = Map<string, Cursor>;

/** How many documents go into one answer: all that are wanted, as far as their bytes fit, but one at least. */
function fitting({ documents, largest = MOST_BYTES }: Cursor, wanted: number): number {
  const most = Math.min(wanted, documents.length);
  if (most * largest <= MOST_BYTES) return most;
  let bytes = 0;
  for (let n = 0; n < most; n += 1) {
    bytes += BSON.calculateObjectSize(documents[n] ?? {}, { ignoreUndefined: true });
    if (bytes > MOST_BYTES) return Math.max(1, n);
  }
  return most;
}

/** The first documents of an answer; the rest waits under the cursor's id that comes with them. */
export function firstBatch(cursors: Cursors, cursor: Cursor, wanted = FIRST_BATCH): Doc {
  const batch = cursor.documents.splice(0, fitting(cursor, wanted));
  const id = cursor.documents.length > 0 ? String(randomBytes(6).readUIntBE(0, 6) + 1) : undefined;
  if (id) cursors.set(id, cursor);
  return { cursor: { firstBatch: batch, id: id ? Long.fromString(id) : Long.ZERO, ns: cursor.namespace }, ok: 1 };
}

/** The next documents under a cursor. Throws 43 when there is no such cursor, or no more. */
export function nextBatch(cursors: Cursors, id: string, wanted = Number.POSITIVE_INFINITY): Doc {
  const cursor = cursors.get(id);
  if (!cursor) throw new ServerError(43, 'CursorNotFound', `cursor id ${id} not found`);
  const batch = cursor.documents.splice(0, fitting(cursor, wanted));
  const isMore = cursor.documents.length > 0;
  if (!isMore) cursors.delete(id);
  return { cursor: { nextBatch: batch, id: isMore ? Long.fromString(id) : Long.ZERO, ns: cursor.namespace }, ok: 1 };
}
