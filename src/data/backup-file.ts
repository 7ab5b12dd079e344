import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { deserialize, serialize } from 'bson';
import { z } from 'zod';
import { type Piece, type Stored, type Sum, Summing } from './documents.js';
import { DataTrouble } from './trouble.js';

/**
 * A backup is one gzip stream of frames, each a byte that says what it is and a BSON document: the head, then each collection with its
 * documents and their count and checksum, and an end that says how many frames there were. A file without the end is not whole.
 */
const FRAMES = { head: 1, collection: 2, document: 3, sum: 4, end: 5 } as const;
const FORMAT = 'fieldbell-backup';
/** What this version writes, and the newest that it reads. */
const FORMAT_VERSION = 1;
/** A document of a database has 16 MB at most, a little more with what the database adds itself. */
const LARGEST_FRAME = 17 * 1024 * 1024;
const CHUNK = 1024 * 1024;

const headSchema = z.object({
  format: z.literal(FORMAT),
  version: z.number(),
  at: z.date(),
  teams: z.array(z.string()),
  collections: z.array(z.string()),
  schema: z.number().optional(),
});
const sumSchema = z.object({ documents: z.number(), sum: z.string() });

/** What stands at the beginning of a backup. */
export type Head = Omit<z.output<typeof headSchema>, 'format' | 'version'>;

/** A collection on its way into a backup, page by page. */
export interface Outgoing {
  readonly name: string;
  pages(): AsyncIterable<Piece[]>;
}

const frame = (kind: number, bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([kind]), bytes]);

/** The bytes of a backup, before they are compressed. `onWritten` hears of each collection when it is through. */
export async function* framesOf(
  head: Head,
  collections: readonly Outgoing[],
  onWritten: (name: string, sum: Sum) => void,
): AsyncGenerator<Buffer> {
  const all = createHash('sha256');
  const take = (bytes: Buffer): Buffer => {
    all.update(bytes);
    return bytes;
  };
  const given = { format: FORMAT, version: FORMAT_VERSION, ...head };
  yield take(frame(FRAMES.head, serialize(given, { ignoreUndefined: true })));
  for (const { name, pages } of collections) {
    yield take(frame(FRAMES.collection, serialize({ name })));
    const summing = new Summing();
    for await (const pieces of pages())
      for (const { bytes } of pieces) {
        summing.add(bytes);
        yield take(frame(FRAMES.document, bytes));
      }
    const sum = summing.result();
    yield take(frame(FRAMES.sum, serialize(sum)));
    onWritten(name, sum);
  }
  yield frame(FRAMES.end, serialize({ sum: all.digest('hex') }));
}

/** What comes out of a backup: its head first, each collection's documents one by one, then its sum. */
export type Found =
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'document'; readonly collection: string; readonly piece: Piece }
  | { readonly kind: 'sum'; readonly collection: string; readonly sum: Sum };

const damaged = (path: string, what: string): DataTrouble =>
  new DataTrouble(`${path} is not a whole backup (${what}). Nothing was done. Take another one.`);

/** The frames of a file, whole ones only. */
async function* readFrames(path: string): AsyncGenerator<{ kind: number; bytes: Buffer }> {
  const file = createReadStream(path);
  const unpacked = createGunzip({ chunkSize: CHUNK });
  file.on('error', (error) => unpacked.destroy(error));
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of file.pipe(unpacked)) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let at = 0;
    while (rest.length - at >= 5) {
      const length = rest.readInt32LE(at + 1);
      if (length < 5 || length > LARGEST_FRAME) throw damaged(path, `a part of ${length} bytes`);
      if (rest.length - at < 1 + length) break;
      yield { kind: rest[at] ?? 0, bytes: rest.subarray(at + 1, at + 1 + length) };
      at += 1 + length;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw damaged(path, 'its end is missing');
}

/** What went wrong with a file, in a sentence. */
function inWords(path: string, error: unknown): unknown {
  if (error instanceof DataTrouble || typeof error !== 'object' || error === null) return error;
  const { code, name, message } = error as { readonly code?: unknown; readonly name?: unknown; readonly message?: unknown };
  if (code === 'ENOENT') return new DataTrouble(`There is no file ${path}. Nothing was done.`);
  const isOfItsForm = String(code).startsWith('Z_') || name === 'BSONError' || error instanceof z.ZodError;
  return isOfItsForm ? damaged(path, String(message).slice(0, 100)) : error;
}

function headIn(path: string, bytes: Buffer): Head {
  const read = headSchema.safeParse(deserialize(bytes));
  if (!read.success) throw damaged(path, 'it does not begin as one');
  const { format: _, version, ...head } = read.data;
  if (version > FORMAT_VERSION) throw new DataTrouble(`${path} was written by a newer Fieldbell. Use that version. Nothing was done.`);
  return head;
}

/** Reads a backup from its beginning to its end. Throws a DataTrouble when it is damaged or not whole: then nothing of it may be kept. */
export async function* readBackup(path: string): AsyncGenerator<Found> {
  const all = createHash('sha256');
  let collection = '';
  let summing = new Summing();
  let [isBegun, isEnded] = [false, false];
  try {
    for await (const { kind, bytes } of readFrames(path)) {
      if (isEnded || (kind === FRAMES.head) === isBegun) throw damaged(path, 'its parts are out of order');
      if (kind === FRAMES.end) {
        isEnded = true;
        if (deserialize(bytes).sum !== all.digest('hex')) throw damaged(path, 'its checksum is another one');
        continue;
      }
      all.update(frame(kind, bytes));
      if (kind === FRAMES.head) {
        isBegun = true;
        yield { kind: 'head', head: headIn(path, bytes) };
      } else if (kind === FRAMES.collection) {
        collection = z.object({ name: z.string() }).parse(deserialize(bytes)).name;
        summing = new Summing();
      } else if (kind === FRAMES.document) {
        summing.add(bytes);
        const document = deserialize(bytes, { promoteBuffers: false }) as Stored;
        yield { kind: 'document', collection, piece: { document, bytes } };
      } else if (kind === FRAMES.sum) {
        const sum = sumSchema.parse(deserialize(bytes));
        if (sum.sum !== summing.result().sum) throw damaged(path, `the checksum of ${collection} is another one`);
        yield { kind: 'sum', collection, sum };
      } else throw damaged(path, `a part of the unknown kind ${kind}`);
    }
  } catch (error) {
    throw inWords(path, error);
  }
  if (!isEnded) throw damaged(path, 'its end is missing');
}
