import { BSON } from 'bson';
import { ServerError } from './errors.js';

/** Any document on the wire. */
// biome-ignore lint/suspicious/noExplicitAny: BSON documents hold anything; each command checks what it reads.
export type Doc = Record<string, any>;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_LENGTH = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const MAX_MESSAGE = 48_000_000;

/** One request of a driver. `isSilent`: it wants no answer. */
export interface Request {
  readonly id: number;
  readonly opCode: number;
  readonly command: Doc;
  readonly isSilent: boolean;
}

/** The most documents of one write, as `hello` says. */
export const MOST_DOCUMENTS = 100_000;
/** As deep as MongoDB takes documents. */
const MOST_DEPTH = 200;
/** Where a write's documents may stand apart from its command. */
const SEQUENCES = ['documents', 'updates', 'deletes'];
const SMALLEST_DOCUMENT = 5;

const violation = (what: string): ServerError => new ServerError(17, 'ProtocolError', what);

/** What has arrived on a connection: complete messages are taken off its front, the rest waits for more. */
export class Incoming {
  private chunks: Buffer[] = [];
  private bytes = 0;

  /** Throws a ProtocolError at what is no message of the protocol; the connection is then of no more use. */
  take(chunk: Buffer): Request[] {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    const requests: Request[] = [];
    while (this.bytes >= HEADER_LENGTH) {
      const length = this.nextLength();
      if (this.bytes < length) break;
      // Joined once for each message, however many pieces it came in.
      const all = this.chunks.length === 1 ? (this.chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.chunks);
      requests.push(parse(all.subarray(0, length)));
      this.chunks = all.length > length ? [all.subarray(length)] : [];
      this.bytes -= length;
    }
    return requests;
  }

  private nextLength(): number {
    if ((this.chunks[0]?.length ?? 0) < HEADER_LENGTH) this.chunks = [Buffer.concat(this.chunks)];
    const length = this.chunks[0]?.readInt32LE(0) ?? 0;
    if (length < HEADER_LENGTH || length > MAX_MESSAGE) throw violation(`a message of ${length} bytes`);
    return length;
  }
}

function parse(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_MSG) return { id, opCode, ...parseMsg(message) };
  if (opCode === OP_QUERY) return { id, opCode, command: parseQuery(message), isSilent: false };
  throw violation(`the opcode ${opCode} is not supported`);
}

/** The length that stands at a place, if so much follows there. */
function lengthAt(bytes: Buffer, at: number, end: number): number {
  const length = at + 4 <= end ? bytes.readInt32LE(at) : 0;
  if (length < SMALLEST_DOCUMENT || length > end - at)
    throw violation(`a section or document of ${length} bytes where ${end - at} are left`);
  return length;
}

function read(bytes: Buffer): Doc {
  let document: Doc;
  try {
    document = BSON.deserialize(bytes, { promoteBuffers: false, bsonRegExp: false });
  } catch (error) {
    throw violation(`a document that cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  assertShallow(document, MOST_DEPTH);
  return document;
}

function assertShallow(value: object, levels: number): void {
  if (levels === 0) throw violation(`a document of more than ${MOST_DEPTH} levels`);
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null && (Array.isArray(inner) || Object.getPrototypeOf(inner) === Object.prototype))
      assertShallow(inner, levels - 1);
}

function parseMsg(message: Buffer): { command: Doc; isSilent: boolean } {
  if (message.length < HEADER_LENGTH + 4) throw violation('a message without flags');
  const flags = message.readUInt32LE(HEADER_LENGTH);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let command: Doc | undefined;
  const sequences = new Map<string, Doc[]>();
  for (let at = HEADER_LENGTH + 4; at < end; ) {
    const kind = message[at];
    const size = lengthAt(message, at + 1, end);
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0 && !command) command = read(section);
    else if (kind === 1) takeSequence(section, sequences);
    else throw violation(`a section of kind ${kind}${kind === 0 ? ' for the second time' : ''}`);
    at += 1 + size;
  }
  if (!command) throw violation('a message without a command');
  return { command: { ...command, ...Object.fromEntries(sequences) }, isSilent: (flags & MORE_TO_COME) !== 0 };
}

function takeSequence(section: Buffer, sequences: Map<string, Doc[]>): void {
  const nameEnd = section.indexOf(0, 4);
  const name = nameEnd < 0 ? '' : section.toString('utf8', 4, nameEnd);
  if (!SEQUENCES.includes(name) || sequences.has(name)) throw violation(`a sequence ${JSON.stringify(name.slice(0, 40))}`);
  const documents: Doc[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = lengthAt(section, at, section.length);
    if (documents.length >= MOST_DOCUMENTS) throw violation(`more than ${MOST_DOCUMENTS} documents`);
    documents.push(read(section.subarray(at, at + size)));
    at += size;
  }
  sequences.set(name, documents);
}

/** The old form, which drivers still use for their first hello. */
function parseQuery(message: Buffer): Doc {
  const nameEnd = message.indexOf(0, HEADER_LENGTH + 4);
  if (nameEnd < 0) throw violation('a query without a name');
  const start = nameEnd + 9;
  return { ...read(message.subarray(start, start + lengthAt(message, start, message.length))), $db: 'admin' };
}

/** The answer in the form of its request. */
export function encodeReply(request: Request, reply: Doc, replyId: number): Buffer {
  const body = BSON.serialize(reply, { ignoreUndefined: true });
  const isOld = request.opCode === OP_QUERY;
  const prefix = Buffer.alloc(HEADER_LENGTH + (isOld ? 20 : 5));
  prefix.writeInt32LE(prefix.length + body.length, 0);
  prefix.writeInt32LE(replyId, 4);
  prefix.writeInt32LE(request.id, 8);
  prefix.writeInt32LE(isOld ? OP_REPLY : OP_MSG, 12);
  if (isOld) prefix.writeInt32LE(1, HEADER_LENGTH + 16);
  return Buffer.concat([prefix, body]);
}
