import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Acknowledged } from './acknowledged.js';
import { ServerError } from './errors.js';
import { heldADesk, isEmptyOrMissing, pathsIn, syncFile, syncFolder, writeMarker } from './folder.js';
import { moveFromLevel } from './level.js';
import type { StoreLog } from './log.js';
import { Names } from './names.js';
import { DamagedFileError, Records, UnreachableFileError } from './records.js';
import { reasonOf, StoreDamagedError, StoreRefusedError } from './refusals.js';

/** Beyond so many documents a start takes minutes and memory gets short: `npm run bench grow`. */
const MOST_DOCUMENTS = 150_000;

interface Write {
  readonly puts: ReadonlyMap<number, Buffer | null>;
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
  private readonly pending = new Map<number, { value: Buffer | null; writes: number }>();

  private constructor(
    private records: Records,
    private readonly acknowledged: Acknowledged,
    private readonly names: Names,
    private readonly folder: string,
    readonly log: StoreLog,
    /** Documents that a collection takes at most: the index keys of each stand in memory. */
    readonly mostDocuments: number,
  ) {}

  /** Opens or creates the store in a folder that is this process's own. Throws StoreRefusedError, and leaves everything as it is. */
  static async open(folder: string, log: StoreLog, mostDocuments = MOST_DOCUMENTS): Promise<Storage> {
    const paths = pathsIn(folder);
    if (existsSync(paths.repairing))
      throw new StoreRefusedError(
        `a repair of the data in ${folder} was interrupted. Nothing was changed. Run it again, it goes on: npm run data:repair -- --in ${folder}`,
      );
    rmSync(paths.fresh, { force: true });
    await moveFromLevel(folder, log);
    const isBegun = existsSync(paths.marker);
    if (isEmptyOrMissing(paths.database)) {
      if (heldADesk(folder))
        throw new StoreDamagedError(
          folder,
          `a desk was here, and ${paths.database} is ${existsSync(paths.database) ? 'empty' : 'missing'}`,
        );
      rmSync(paths.wal, { force: true }); // of a first start that was killed
    }
    const promised = Acknowledged.read(paths.acknowledged);
    // Without it a log that was lost, or cut short, would look like one that ended earlier.
    if (isBegun && promised === undefined)
      throw new StoreDamagedError(
        folder,
        `${paths.acknowledged} is ${existsSync(paths.acknowledged) ? 'not as it was written' : 'missing'}, so that nobody knows whether the last changes are there`,
      );
    const records = openRecords(folder, promised ?? 0, isBegun ? undefined : 0);
    syncFolder(folder); // SQLite makes its log anew at each start
    const acknowledged = Acknowledged.open(paths.acknowledged);
    const isWritten = acknowledged.write(records.commits);
    if (!isBegun) {
      if (!isWritten) throw new StoreRefusedError(`${paths.acknowledged} cannot be written: see whether the disk is full or failing`);
      syncFile(paths.acknowledged);
      writeMarker(folder);
    }
    if (existsSync(paths.open))
      log.warn('the store was not closed last time; everything acknowledged is there, a torn last write was dropped');
    writeFileSync(paths.open, '', { mode: 0o600 });
    return new Storage(records, acknowledged, new Names(paths.names), folder, log, mostDocuments);
  }

  damaged(what: string): StoreDamagedError {
    return new StoreDamagedError(this.folder, what);
  }

  nameless(namespace: string): StoreRefusedError {
    return new StoreRefusedError(
      `the documents in ${namespace} of ${this.folder} have lost the name of their collection, and without them the desk is not whole. Nothing was changed. Run npm run data:repair -- --in ${this.folder} once more (it looks again what they are), or put back a backup.`,
    );
  }

  /** Leaves a note for a second process about how to reach this one. */
  announce(uri: string): void {
    try {
      writeFileSync(pathsIn(this.folder).note, JSON.stringify({ pid: process.pid, uri }), { mode: 0o600 });
    } catch (error) {
      this.log.warn(`no other process will find this store: its address could not be written (${reasonOf(error)})`);
    }
  }

  /** All that is there, in the order of the keys. Throws StoreDamagedError where it is not as it was written. */
  *entries(): Generator<[number, Buffer]> {
    try {
      for (const [key, bytes] of this.records.all()) {
        this.names.note(key, bytes);
        yield [key, bytes];
      }
    } catch (error) {
      throw error instanceof DamagedFileError ? new StoreDamagedError(this.folder, reasonOf(error)) : error;
    }
    this.names.save();
    // Everything that was moved here is there and reads as it was written.
    rmSync(pathsIn(this.folder).levelMoved, { recursive: true, force: true });
  }

  read(key: number): Buffer | undefined {
    const waiting = this.pending.get(key);
    if (waiting) return waiting.value ?? undefined;
    try {
      return this.records.get(key);
    } catch (error) {
      const { message } = new StoreDamagedError(this.folder, reasonOf(error));
      throw new ServerError(8, 'UnknownError', message);
    }
  }

  /** Answers when the bytes are synced to disk. When the disk refuses, everything that waited is taken back. */
  write(puts: ReadonlyMap<number, Buffer | null>, undo: () => void): Promise<void> {
    for (const [key, value] of puts) this.pending.set(key, { value, writes: (this.pending.get(key)?.writes ?? 0) + 1 });
    return new Promise((done, failed) => {
      this.queue.push({ puts, undo, done, failed });
      this.flushing ??= this.flush();
    });
  }

  private async flush(): Promise<void> {
    while (this.queue.length > 0) {
      // What arrived in the same moment is read first, so that it is synced together.
      await new Promise((read) => setImmediate(read));
      const writes = this.queue;
      this.queue = [];
      try {
        const puts = new Map(writes.flatMap((write) => [...write.puts]));
        if ([...puts].filter(([key, bytes]) => this.names.note(key, bytes)).length > 0) this.names.save();
        this.records.commit(puts);
        this.acknowledged.write(this.records.commits);
        for (const { puts: settled, done } of writes) {
          this.settle(settled);
          done();
        }
      } catch (error) {
        this.takeBack([...writes, ...this.queue], error);
        this.queue = [];
        if (error instanceof DamagedFileError) end(this.damaged(error.message));
      }
    }
    this.flushing = undefined;
  }

  private takeBack(writes: readonly Write[], error: unknown): void {
    const refusal = new ServerError(
      14031,
      'OutOfDiskSpace',
      `OutOfDiskSpace: the store could not write to ${this.folder} (${reasonOf(error)}); make room on its disk, or see whether it fails`,
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

  /** Writes all files anew, so that nothing deleted or overwritten lies in them any more. Needs as much room as the data have. */
  async compact(): Promise<void> {
    await this.flushing;
    const { database, wal, fresh, levelMoved } = pathsIn(this.folder);
    rmSync(levelMoved, { recursive: true, force: true });
    try {
      rmSync(fresh, { force: true });
      this.records.copyInto(fresh);
      syncFile(fresh);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw new ServerError(
        14031,
        'OutOfDiskSpace',
        `OutOfDiskSpace: the store could not be written anew in ${this.folder}: ${reasonOf(error)}`,
      );
    }
    const { commits } = this.records;
    let isAnew = false;
    try {
      this.records.close();
      // With a log beside it that was not its own the new file would be damaged.
      if (isEmptyOrMissing(wal)) {
        renameSync(fresh, database);
        isAnew = true;
      }
    } catch (error) {
      this.log.warn(`the store was not written anew: ${reasonOf(error)}`);
    }
    rmSync(fresh, { force: true });
    this.reopen(commits);
    if (!isAnew) throw new ServerError(14031, 'OutOfDiskSpace', `OutOfDiskSpace: ${wal} could not be emptied, nothing was written anew`);
  }

  /** Opens the files again; without them the process ends. */
  private reopen(commits: number): void {
    try {
      this.twice(() => {
        this.records = openRecords(this.folder, commits);
      });
      this.twice(() => syncFolder(this.folder));
    } catch (error) {
      end(error);
    }
  }

  /** A disk that fails once is asked once more. */
  private twice(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.log.warn(`after the store was written anew the disk failed (${reasonOf(error)}); it is asked once more`);
      work();
    }
  }

  async close(): Promise<void> {
    await this.flushing;
    this.records.close();
    this.acknowledged.close();
    rmSync(pathsIn(this.folder).open, { force: true });
  }
}

/** Ends the process, outside of whatever is waited for: without its files the store must not seem alive. */
function end(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

/** Opens a folder's database and holds it against what was acknowledged. */
function openRecords(folder: string, promised: number, beginsAt?: number): Records {
  const { database } = pathsIn(folder);
  try {
    const records = Records.open(database, beginsAt);
    if (records.commits >= promised) return records;
    // Not closed: SQLite would write the log back into the file, and what is damaged must stay as it is.
    throw new DamagedFileError(`the last ${promised - records.commits} of ${promised} acknowledged changes are missing in ${database}`);
  } catch (error) {
    if (error instanceof DamagedFileError) throw new StoreDamagedError(folder, reasonOf(error));
    if (error instanceof UnreachableFileError)
      throw new StoreRefusedError(
        `the data in ${folder} cannot be opened (${reasonOf(error)}). Nothing was changed. See whether the disk is full or failing, and who owns the files; if all that is well, run: npm run data:repair -- --in ${folder}`,
      );
    throw error;
  }
}
