import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { type Seal, sumOf } from './records.js';

const PAGE = 4096;
const WAL_HEADER = 32;
const FRAME_HEADER = 24;
const FRAME = FRAME_HEADER + PAGE;
const LEAF = 0x0d;
const INTERIOR = 0x05;
/** The file's own header stands before the first page's. */
const FILE_HEADER = 100;
const LEAF_HEADER = 8;
const MOST_LOCAL = PAGE - 35;
const LEAST_LOCAL = Math.floor(((PAGE - 12) * 32) / 255) - 23;
/** More than the largest document. */
const MOST_BYTES = 17 * 1024 * 1024;

/** What could be read of a damaged store, whatever its inner structure says: each record proves itself by its sum. */
export interface Carved {
  readonly records: ReadonlyMap<number, { readonly bytes: Buffer; readonly commit: number }>;
  /** Keys of which a trace was found that does not read as it was written, and nothing newer, with what stands there. */
  readonly unreadable: ReadonlyMap<number, Buffer | undefined>;
  /** What the newest seal says, where one can be read. */
  readonly sealed: Seal | undefined;
}

interface Cell {
  readonly key: number;
  readonly commit: number;
  /** Undefined where they are not as they were written; then `harmed` is what stands there. */
  readonly bytes: Buffer | undefined;
  readonly harmed?: Buffer | undefined;
}

/** Looks through a SQLite file and its log, page by page, the newest version of each page first. */
export function carve(database: string, wal: string): Carved {
  const pages = new Pages(database, wal);
  const records = new Map<number, { bytes: Buffer; commit: number }>();
  const unreadable = new Map<number, Buffer | undefined>();
  let sealed: Seal | undefined;
  const take = (cells: readonly Cell[]): void => {
    for (const { key, commit, bytes, harmed } of cells) {
      if (!bytes) unreadable.set(key, harmed ?? unreadable.get(key));
      else if (commit > (records.get(key)?.commit ?? 0)) records.set(key, { bytes, commit });
    }
  };
  try {
    for (const no of pages.numbers()) {
      for (const version of pages.versionsOf(no)) {
        const page = pages.at(no, version);
        const start = no === 1 ? FILE_HEADER : 0;
        const kind = page?.[start];
        if (!page || kind === INTERIOR || kind === 0) break; // an inner page, one that is free, or one of a long record
        const cells = cellsOf(page, start, (next) => pages.at(next, version));
        take(cells);
        const seal = kind === LEAF ? sealOn(page, start) : undefined;
        if (seal && seal.commits >= (sealed?.commits ?? 0)) sealed = seal;
        // What an older version of a whole page has besides was removed since.
        if (kind === LEAF && cells.every(({ bytes }) => bytes)) break;
        take(anywhereIn(page, (next) => pages.at(next, version)));
      }
    }
  } finally {
    pages.close();
  }
  for (const key of records.keys()) unreadable.delete(key);
  return { records, unreadable, sealed };
}

type Follow = (page: number) => Buffer | undefined;

/** The cells that a page lists. */
function cellsOf(page: Buffer, start: number, follow: Follow): Cell[] {
  const count = Math.min(page.readUInt16BE(start + 3), PAGE / 4);
  const cells: Cell[] = [];
  for (let n = 0; n < count && start + LEAF_HEADER + 2 * n + 2 <= PAGE; n += 1) {
    const cell = cellAt(page, page.readUInt16BE(start + LEAF_HEADER + 2 * n), follow);
    if (cell) cells.push(cell);
  }
  return cells;
}

/** The seal, if this is the page of its table: one row, of nothing (the key) and three numbers. */
function sealOn(page: Buffer, start: number): Seal | undefined {
  const at = page.readUInt16BE(start + LEAF_HEADER);
  if (page.readUInt16BE(start + 3) !== 1 || at > PAGE - 8) return undefined;
  const [length, key, headerLength, none, ...kinds] = page.subarray(at, at + 7);
  const sizes = kinds.map((kind) => INTEGER_SIZES[kind]);
  if (key !== 1 || headerLength !== 5 || none !== 0 || sizes.includes(undefined)) return undefined;
  let from = at + 7;
  const [commits = 0, records = 0, total = 0] = kinds.map((kind, n) => {
    const value = integer(page, from, kind);
    from += sizes[n] ?? 0;
    return value;
  });
  return from - at - 2 === length && commits >= 0 && records >= 0 && total >= 0 ? { commits, records, total } : undefined;
}

/** Every cell in a page that proves itself, wherever it lies: for a page whose list is damaged. */
function anywhereIn(page: Buffer, follow: Follow): Cell[] {
  const cells: Cell[] = [];
  for (let at = 0; at < PAGE - LEAF_HEADER; at += 1) {
    const cell = cellAt(page, at, follow);
    if (cell?.bytes) cells.push(cell);
  }
  return cells;
}

/** A cell of the table of records: length, key, then a row of nothing (the key), bytes, sum and commit. */
function cellAt(page: Buffer, at: number, follow: Follow): Cell | undefined {
  const [length, afterLength] = varint(page, at);
  const [key, begin] = varint(page, afterLength);
  if (length < 8 || length > MOST_BYTES || key < 2 ** 32 || begin >= PAGE) return undefined;
  const [headerLength, first] = varint(page, begin);
  const [none, second] = varint(page, first);
  const [blob, third] = varint(page, second);
  const [sumKind, fourth] = varint(page, third);
  const [commitKind, end] = varint(page, fourth);
  if (none !== 0 || blob < 12 || blob % 2 !== 0 || end !== begin + headerLength) return undefined;
  const size = (blob - 12) / 2;
  const [sumSize, commitSize] = [INTEGER_SIZES[sumKind], INTEGER_SIZES[commitKind]];
  if (sumSize === undefined || commitSize === undefined || headerLength + size + sumSize + commitSize !== length) return undefined;
  const payload = payloadAt(page, begin, length, follow);
  if (!payload) return { key, commit: 0, bytes: undefined };
  const bytes = payload.subarray(headerLength, headerLength + size);
  const sum = integer(payload, headerLength + size, sumKind);
  const commit = integer(payload, headerLength + size + sumSize, commitKind);
  const isWhole = sumOf(key, commit, bytes) === sum;
  return { key, commit, bytes: isWhole ? Buffer.from(bytes) : undefined, harmed: isWhole ? undefined : Buffer.from(bytes) };
}

function payloadAt(page: Buffer, begin: number, length: number, follow: Follow): Buffer | undefined {
  const wanted = LEAST_LOCAL + ((length - LEAST_LOCAL) % (PAGE - 4));
  const local = length <= MOST_LOCAL ? length : wanted <= MOST_LOCAL ? wanted : LEAST_LOCAL;
  if (begin + local > PAGE) return undefined;
  const parts = [page.subarray(begin, begin + local)];
  let left = length - local;
  let next = left > 0 && begin + local + 4 <= PAGE ? page.readUInt32BE(begin + local) : 0;
  while (left > 0) {
    const more = next > 0 ? follow(next) : undefined;
    if (!more) return undefined;
    parts.push(more.subarray(4, 4 + Math.min(left, PAGE - 4)));
    left -= PAGE - 4;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** Bytes of an integer by its kind; 8 and 9 are 0 and 1 themselves. */
const INTEGER_SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0 };

function integer(bytes: Buffer, at: number, kind: number): number {
  if (kind >= 8) return kind - 8;
  return kind === 6 ? Number(bytes.readBigInt64BE(at)) : bytes.readIntBE(at, INTEGER_SIZES[kind] ?? 1);
}

/** A number of one to nine bytes, and where it ends. Beyond the page it is 0. */
function varint(bytes: Buffer, at: number): [value: number, end: number] {
  let value = 0;
  for (let n = 0; n < 8; n += 1) {
    const byte = bytes[at + n] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + n + 1];
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9];
}

/** The pages of a database file, and all versions of them in its log. */
class Pages {
  private readonly handle: number | undefined;
  private readonly count: number;
  private readonly log: Buffer;
  /** Frames of the log by their page, oldest first. */
  private readonly frames = new Map<number, number[]>();
  /** Of each frame the last one of its commit. */
  private readonly commitEnds: number[] = [];

  constructor(database: string, wal: string) {
    this.handle = existsSync(database) ? openSync(database, 'r') : undefined;
    this.count = this.handle === undefined ? 0 : Math.ceil(fstatSync(this.handle).size / PAGE);
    this.log = existsSync(wal) ? readFileSync(wal) : Buffer.alloc(0);
    this.readFrames();
  }

  private readFrames(): void {
    const all = Math.floor((this.log.length - WAL_HEADER) / FRAME);
    const saltAt = (at: number): string => this.log.toString('hex', at, at + 8);
    const headers = Array.from({ length: Math.max(0, all) }, (_, n) => WAL_HEADER + n * FRAME);
    // What an earlier round of the log left behind its end is of another salt.
    const own = headers.filter((at) => saltAt(at + 8) === saltAt(16));
    const used = own.length > 0 ? own : headers;
    let end = used.length - 1;
    for (let n = used.length - 1; n >= 0; n -= 1) {
      if (this.log.readUInt32BE((used[n] ?? 0) + 4) !== 0) end = n;
      this.commitEnds[n] = end;
    }
    this.starts = used;
    for (const [n, at] of used.entries()) {
      const page = this.log.readUInt32BE(at);
      this.frames.set(page, [...(this.frames.get(page) ?? []), n]);
    }
  }

  private starts: readonly number[] = [];

  *numbers(): Generator<number> {
    for (let no = 1; no <= this.count; no += 1) yield no;
    for (const no of this.frames.keys()) if (no > this.count) yield no;
  }

  /** A page's versions, newest first: frames of the log, then -1 for the file. */
  versionsOf(no: number): number[] {
    return [...(this.frames.get(no) ?? []).toReversed(), -1];
  }

  /** A page as it was when a frame's commit was complete. */
  at(no: number, version: number): Buffer | undefined {
    const end = version < 0 ? -1 : (this.commitEnds[version] ?? -1);
    const frame = (this.frames.get(no) ?? []).findLast((n) => n <= end);
    if (frame !== undefined) {
      const start = (this.starts[frame] ?? 0) + FRAME_HEADER;
      return this.log.subarray(start, start + PAGE);
    }
    if (this.handle === undefined || no < 1 || no > this.count) return undefined;
    const page = Buffer.alloc(PAGE);
    return readSync(this.handle, page, 0, PAGE, (no - 1) * PAGE) > 0 ? page : undefined;
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
  }
}
