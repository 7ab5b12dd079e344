import { existsSync, rmdirSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import sqlite from 'node-sqlite3-wasm';
import { reasonOf } from './refusals.js';

/** What a database file must hold: a number for each commit, and the count and sum of all records. */
export interface Seal {
  readonly commits: number;
  readonly records: number;
  readonly total: number;
}

/** A database file is not as it was written. */
export class DamagedFileError extends Error {}

/** A database file cannot be read or written at the moment: the disk is full, or fails, or it is not ours. */
export class UnreachableFileError extends Error {}

const UNREACHABLE = /disk I\/O error|unable to open|could not open|disk is full|readonly|E[A-Z]{4,}/i;
const FORMAT = 1;
/** Pages kept in memory; documents have a cache of their own. */
const CACHE_KIB = 8 * 1024;

/** The sum under which a record is written: over its key, its commit and its bytes. */
export const sumOf = (key: number, commit: number, bytes: Uint8Array): number => crc32(bytes, crc32(`${key} ${commit}`));

/**
 * Records of a key and bytes in one SQLite file, each with its sum, and a seal over all of them that is written with each commit: a
 * record that is lost, changed or of another time is seen. One process only; deleted bytes are overwritten.
 */
export class Records {
  private statements: ReturnType<typeof prepare>;
  private isInDoubt = false;

  private constructor(
    readonly file: string,
    private database: sqlite.Database,
    private seal: Seal,
  ) {
    this.statements = prepare(database);
  }

  /**
   * Opens a file, or begins it, if a number for the commits before is given. Throws DamagedFileError, or UnreachableFileError; the caller has made sure
   * that nobody else has it.
   */
  static open(file: string, beginsAt?: number): Records {
    try {
      const database = openFile(file, beginsAt);
      return new Records(file, database, sealIn(database));
    } catch (error) {
      const reason = reasonOf(error);
      throw UNREACHABLE.test(reason) ? new UnreachableFileError(reason) : new DamagedFileError(reason);
    }
  }

  get commits(): number {
    return this.seal.commits;
  }

  get size(): number {
    return this.seal.records;
  }

  /** Every record in the order of the keys. Throws DamagedFileError where one is not as it was written, or at the end when one is missing. */
  *all(): Generator<[key: number, bytes: Buffer]> {
    const { database, seal } = this;
    let [records, total] = [0, 0];
    const scan = database.prepare('SELECT key, value, sum, at FROM records ORDER BY key');
    try {
      for (const row of scan.iterate()) {
        const { key, bytes, sum } = checked(row);
        records += 1;
        total += sum;
        yield [key, bytes];
      }
    } catch (error) {
      throw error instanceof DamagedFileError ? error : new DamagedFileError(reasonOf(error));
    } finally {
      scan.finalize();
    }
    if (records !== seal.records || total !== seal.total)
      throw new DamagedFileError(
        `it has ${records} records where ${seal.records} were written${records === seal.records ? ', of another sum' : ''}`,
      );
  }

  get(key: number): Buffer | undefined {
    const [row] = this.statements.get.all([key]);
    return row && checked(row).bytes;
  }

  /** Writes all or nothing, synced; null removes. Throws what the disk said. */
  commit(puts: ReadonlyMap<number, Buffer | null>): void {
    this.makeSure();
    const commits = this.seal.commits + 1;
    let { records, total } = this.seal;
    try {
      this.database.exec('BEGIN IMMEDIATE');
      for (const [key, bytes] of puts) {
        const [known] = this.statements.sum.all([key]);
        if (known) {
          records -= 1;
          total -= Number(known.sum);
        }
        if (!bytes) {
          this.statements.remove.run([key]);
          continue;
        }
        const sum = sumOf(key, commits, bytes);
        records += 1;
        total += sum;
        this.statements.put.run([key, bytes, sum, commits]);
      }
      this.statements.seal.run([commits, records, total]);
      this.database.exec('COMMIT');
    } catch (error) {
      this.isInDoubt = true;
      this.takeBack();
      throw error;
    }
    this.seal = { commits, records, total };
  }

  private takeBack(): void {
    try {
      if (this.database.inTransaction) this.database.exec('ROLLBACK');
    } catch {
      // The next commit looks whether the file is as it was, and opens it anew if it is not.
    }
  }

  /** After a write that failed: is the file as it was before? It is opened anew if it does not say so at once. */
  private makeSure(): void {
    if (!this.isInDoubt) return;
    if (!this.isAsSealed()) {
      this.letGo();
      this.database = openFile(this.file);
      this.statements = prepare(this.database);
      if (!this.isAsSealed()) throw new DamagedFileError('after a failed write it is not as it was before');
    }
    this.isInDoubt = false;
  }

  private isAsSealed(): boolean {
    try {
      const { commits, records, total } = sealIn(this.database);
      return commits === this.seal.commits && records === this.seal.records && total === this.seal.total;
    } catch {
      return false;
    }
  }

  /** Writes all records into another file, which must not exist; deleted and overwritten bytes do not come along. */
  copyInto(file: string): void {
    this.makeSure();
    this.database.run('VACUUM INTO ?', [file]);
  }

  private letGo(): void {
    try {
      this.close();
    } catch {
      // It was of no use any more.
    }
  }

  close(): void {
    for (const statement of Object.values(this.statements)) if (!statement.isFinalized) statement.finalize();
    this.database.close();
  }
}

function openFile(file: string, beginsAt?: number): sqlite.Database {
  // SQLite's own lock is a folder beside the file that a killed process leaves behind; who may have the file is settled elsewhere.
  if (existsSync(`${file}.lock`)) rmdirSync(`${file}.lock`);
  // Where it turns out to be damaged it is not closed: SQLite would write its log back into the file, and throw the log away.
  const database = new sqlite.Database(file);
  for (const setting of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON'])
    database.exec(`PRAGMA ${setting}`);
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  const format = Number(database.get('PRAGMA user_version')?.user_version);
  if (format > FORMAT) throw new Error(`it was written by a newer version (format ${format})`);
  if (format === 0 && beginsAt === undefined) throw new Error('it holds nothing');
  if (format === 0) begin(database, beginsAt ?? 0);
  const [first] = database.all('PRAGMA quick_check(1)');
  if (first?.quick_check !== 'ok') throw new Error(String(first?.quick_check));
  return database;
}

function begin(database: sqlite.Database, commits: number): void {
  database.exec(`BEGIN IMMEDIATE;
    CREATE TABLE records (key INTEGER PRIMARY KEY, value BLOB NOT NULL, sum INTEGER NOT NULL, at INTEGER NOT NULL);
    CREATE TABLE seal (id INTEGER PRIMARY KEY CHECK (id = 1), commits INTEGER NOT NULL, records INTEGER NOT NULL, total INTEGER NOT NULL);
    INSERT INTO seal VALUES (1, ${commits}, 0, 0);
    PRAGMA user_version = ${FORMAT};
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE)`);
}

const prepare = (database: sqlite.Database) => ({
  get: database.prepare('SELECT key, value, sum, at FROM records WHERE key = ?'),
  sum: database.prepare('SELECT sum FROM records WHERE key = ?'),
  put: database.prepare(
    'INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, sum = excluded.sum, at = excluded.at',
  ),
  remove: database.prepare('DELETE FROM records WHERE key = ?'),
  seal: database.prepare('UPDATE seal SET commits = ?, records = ?, total = ?'),
});

function sealIn(database: sqlite.Database): Seal {
  const row = database.get('SELECT commits, records, total FROM seal');
  if (!row) throw new DamagedFileError('it has no seal');
  return { commits: Number(row.commits), records: Number(row.records), total: Number(row.total) };
}

function checked({ key, value, sum, at }: sqlite.QueryResult): { key: number; bytes: Buffer; sum: number } {
  if (!(value instanceof Uint8Array)) throw new DamagedFileError(`record ${String(key)} has no bytes`);
  if (sumOf(Number(key), Number(at), value) !== sum) throw new DamagedFileError(`record ${String(key)} is not as it was written`);
  return { key: Number(key), bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength), sum };
}
