import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { ServerError } from './errors.js';

/** Beyond so many documents a start takes minutes and memory gets short: `npm run bench grow`. */
const MOST_DOCUMENTS = 150_000;

/** What the store says about itself: one line each. */
export interface StoreLog {
  info(message: string): void;
  warn(message: string): void;
}

/** The store's folder is in use by another process. The message says what to do. */
export class StoreInUseError extends Error {}

interface Write {
  readonly puts: ReadonlyMap<string, Buffer | null>;
  /** Takes the change back in memory when the disk refuses it. */
  readonly undo: () => void;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/** Keys and bytes on disk. A write is answered only when it is synced; writes that wait together are synced together. */
export class Storage {
  private queue: Write[] = [];
  private flushing: Promise<void> | undefined;
  /** Not yet on disk, newest per key: reads must see it. */
  private readonly pending = new Map<string, { value: Buffer | null; writes: number }>();

  private constructor(
    private readonly level: ClassicLevel<string, Buffer>,
    private readonly folder: string,
    readonly log: StoreLog,
    /** Documents that a collection takes at most: the index keys of each stand in memory. */
    readonly mostDocuments: number,
  ) {}

  /** Opens or creates the folder; mends it once if it was damaged. Throws StoreInUseError when another process has it. */
  static async open(folder: string, log: StoreLog, mostDocuments = MOST_DOCUMENTS): Promise<Storage> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const location = join(folder, 'store');
    const level = new ClassicLevel<string, Buffer>(location, { valueEncoding: 'buffer' });
    try {
      await level.open();
    } catch (error) {
      const { code, message } = causeOf(error);
      if (code === 'LEVEL_LOCKED') throw new StoreInUseError(inUseSentence(folder));
      if (code !== 'LEVEL_CORRUPTION') throw error;
      log.warn(`the store in ${location} is damaged (${message}); repairing it`);
      await ClassicLevel.repair(location);
      await level.open();
    }
    const mark = join(folder, 'open');
    if (existsSync(mark)) log.warn('the store was not closed last time; everything acknowledged is there, a torn last write was dropped');
    for (const line of recoveryLines(join(location, 'LOG'))) log.warn(`the store recovered: ${line}`);
    writeFileSync(mark, String(process.pid));
    return new Storage(level, folder, log, mostDocuments);
  }

  /** Leaves a note for a second process about how to reach this one. */
  announce(uri: string): void {
    writeFileSync(join(this.folder, 'store.json'), JSON.stringify({ pid: process.pid, uri }), { mode: 0o600 });
  }

  async *entries(prefix: string): AsyncGenerator<[string, Buffer]> {
    yield* this.level.iterator({ gte: prefix, lt: `${prefix}\uFFFF` });
  }

  read(key: string): Buffer | undefined {
    const waiting = this.pending.get(key);
    return waiting ? (waiting.value ?? undefined) : this.level.getSync(key);
  }

  /** Answers when the bytes are synced to disk. When the disk refuses, everything that waited is taken back. */
  write(puts: ReadonlyMap<string, Buffer | null>, undo: () => void): Promise<void> {
    for (const [key, value] of puts) this.pending.set(key, { value, writes: (this.pending.get(key)?.writes ?? 0) + 1 });
    return new Promise((done, failed) => {
      this.queue.push({ puts, undo, done, failed });
      this.flushing ??= this.flush();
    });
  }

  private async flush(): Promise<void> {
    while (this.queue.length > 0) {
      const writes = this.queue;
      this.queue = [];
      const operations = writes.flatMap(({ puts }) =>
        [...puts].map(([key, value]) => (value ? ({ type: 'put', key, value } as const) : ({ type: 'del', key } as const))),
      );
      try {
        await this.level.batch(operations, { sync: true });
        for (const { puts, done } of writes) {
          this.settle(puts);
          done();
        }
      } catch (error) {
        this.takeBack([...writes, ...this.queue], error);
        this.queue = [];
      }
    }
    this.flushing = undefined;
  }

  private takeBack(writes: readonly Write[], error: unknown): void {
    const refusal = new ServerError(
      14031,
      'OutOfDiskSpace',
      `the store could not write to ${this.folder}: ${error instanceof Error ? error.message : String(error)}`,
    );
    for (const { puts, undo, failed } of writes.toReversed()) {
      this.settle(puts);
      undo();
      failed(refusal);
    }
  }

  private settle(puts: Write['puts']): void {
    for (const key of puts.keys()) {
      const waiting = this.pending.get(key);
      if (!waiting || waiting.writes === 1) this.pending.delete(key);
      else this.pending.set(key, { ...waiting, writes: waiting.writes - 1 });
    }
  }

  async close(): Promise<void> {
    await this.flushing;
    await this.level.close();
    rmSync(join(this.folder, 'open'), { force: true });
  }
}

/** Why LevelDB did not open: the cause that abstract-level wraps. */
function causeOf(error: unknown): { code?: string; message?: string } {
  const { cause } = (error ?? {}) as { cause?: unknown };
  return typeof cause === 'object' && cause !== null ? cause : {};
}

function inUseSentence(folder: string): string {
  const note = join(folder, 'store.json');
  const uri: unknown = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')).uri : undefined;
  const how =
    typeof uri === 'string' ? `start this one with MONGODB_URI=${uri}` : 'start this one with the MONGODB_URI that the first one printed';
  return `DATA_DIR ${folder} is in use by another bot process. To run a second bot on the same data, ${how}; to run a separate bot, give it another DATA_DIR.`;
}

/** What LevelDB wrote about a torn tail while it opened. */
function recoveryLines(logFile: string): string[] {
  if (!existsSync(logFile)) return [];
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => /dropping \d+ bytes|ignoring error/i.test(line));
}
