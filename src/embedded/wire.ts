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

/** Takes complete messages off the front of what has arrived; the rest waits for more. */
export function takeRequests(arrived: Buffer): { requests: Request[]; rest: Buffer } {
  const requests: Request[] = [];
  let rest = arrived;
  while (rest.length >= HEADER_LENGTH) {
    const length = rest.readInt32LE(0);
    if (length < HEADER_LENGTH || length > MAX_MESSAGE) throw new ServerError(17, 'ProtocolError', `message of ${length} bytes`);
    if (rest.length < length) break;
    requests.push(parse(rest.subarray(0, length)));
    rest = rest.subarray(length);
  }
  return { requests, rest };
}

function parse(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_MSG) return { id, opCode, ...parseMsg(message) };
  if (opCode === OP_QUERY) return { id, opCode, command: parseQuery(message), isSilent: false };
  throw new ServerError(17, 'ProtocolError', `unsupported opcode ${opCode}`);
}

const read = (bytes: Buffer): Doc => BSON.deserialize(bytes, { promoteBuffers: false, bsonRegExp: false });

function parseMsg(message: Buffer): { command: Doc; isSilent: boolean } {
  const flags = message.readUInt32LE(HEADER_LENGTH);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let command: Doc = {};
  const sequences: Doc = {};
  let at = HEADER_LENGTH + 4;
  while (at < end) {
    const kind = message[at];
    const size = message.readInt32LE(at + 1);
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0) command = read(section);
    else if (kind === 1) Object.assign(sequences, parseSequence(section));
    else throw new ServerError(17, 'ProtocolError', `unknown section kind ${kind}`);
    at += 1 + size;
  }
  return { command: { ...command, ...sequences }, isSilent: (flags & MORE_TO_COME) !== 0 };
}

function parseSequence(section: Buffer): Doc {
  const nameEnd = section.indexOf(0, 4);
  const documents: Doc[] = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at))
    documents.push(read(section.subarray(at, at + section.readInt32LE(at))));
  return { [section.toString('utf8', 4, nameEnd)]: documents };
}

/** The old form, which drivers still use for their first hello. */
function parseQuery(message: Buffer): Doc {
  const nameEnd = message.indexOf(0, HEADER_LENGTH + 4);
  const start = nameEnd + 9;
  return { ...read(message.subarray(start, start + message.readInt32LE(start))), $db: 'admin' };
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
