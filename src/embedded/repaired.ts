import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Acknowledged } from './acknowledged.js';
import { FILES, pathsIn, syncFile, syncFolder, writeMarker } from './folder.js';
import { StoreRefusedError } from './refusals.js';

/** What a repair saved, by collection, and what it could not. */
export interface Repaired {
  readonly saved: ReadonlyMap<string, number>;
  /** One line each. */
  readonly lost: readonly string[];
  /** Collections of which nobody knows what they are: while there are any, no bot starts. */
  readonly nameless: readonly string[];
  /** Where the damaged files are kept. */
  readonly keptIn: string;
}

/** A repair whose fresh file is whole, and on its way into its place. */
interface Begun extends Omit<Repaired, 'saved' | 'keptIn'> {
  readonly saved: readonly (readonly [string, number])[];
  /** The folder in the data folder that takes the damaged files. */
  readonly aside: string;
  readonly commits: number;
}

/** Notes that the fresh file is whole: from now on the repair only goes on. */
export function beginSwitch(folder: string, { saved, keptIn, ...rest }: Repaired, commits: number): void {
  const { repairing, fresh } = pathsIn(folder);
  const begun: Begun = { ...rest, saved: [...saved], aside: basename(keptIn), commits };
  syncFile(fresh);
  writeFileSync(`${repairing}.new`, JSON.stringify(begun), { mode: 0o600, flush: true });
  renameSync(`${repairing}.new`, repairing);
  syncFolder(folder);
}

/** Puts the fresh file in its place. Killed at any moment, it goes on when it is called again. Undefined when no repair has come so far. */
export function finishSwitch(folder: string): Repaired | undefined {
  const { repairing, fresh, database, acknowledged } = pathsIn(folder);
  if (!existsSync(repairing)) return undefined;
  const { saved, aside, commits, ...rest } = begunIn(folder);
  const keptIn = join(folder, aside);
  // Where the fresh file is gone it is in its place already, and what lies there is no longer damaged.
  if (existsSync(fresh)) {
    setAside(folder, keptIn);
    renameSync(fresh, database);
    syncFolder(folder);
  }
  const promise = Acknowledged.open(acknowledged);
  promise.write(commits);
  promise.close();
  syncFile(acknowledged);
  writeMarker(folder);
  rmSync(repairing);
  syncFolder(folder);
  return { ...rest, saved: new Map(saved), keptIn };
}

function begunIn(folder: string): Begun {
  const { repairing } = pathsIn(folder);
  try {
    return JSON.parse(readFileSync(repairing, 'utf8')) as Begun;
  } catch {
    throw new StoreRefusedError(`${repairing} does not read as it was written. Put back a backup, or give the bot another DATA_DIR`);
  }
}

function setAside(folder: string, keptIn: string): void {
  mkdirSync(keptIn, { mode: 0o700, recursive: true });
  for (const name of [FILES.database, FILES.wal, FILES.acknowledged, FILES.level, FILES.levelMoved])
    if (existsSync(join(folder, name))) renameSync(join(folder, name), join(keptIn, name));
  syncFolder(keptIn);
  syncFolder(folder);
}
