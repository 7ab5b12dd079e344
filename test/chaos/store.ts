import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BSON } from 'bson';
import { ClassicLevel } from 'classic-level';
import type { CommandContext } from '../../src/embedded/command.js';
import { runCommand } from '../../src/embedded/commands.js';
import { Databases } from '../../src/embedded/databases.js';
import { ServerError } from '../../src/embedded/errors.js';
import { StoreRefusedError } from '../../src/embedded/refusals.js';
import { repairStore } from '../../src/embedded/repair.js';
import { Storage } from '../../src/embedded/storage.js';
import type { Doc } from '../../src/embedded/wire.js';
import { silent } from '../support/store.js';
import { type FaultKind, FaultyDisk } from './disk-faults.js';

const OPERATIONS = 200;
const KINDS: readonly FaultKind[] = ['EIO', 'ENOSPC', 'torn', 'short', 'late'];

/** What came of the injections of one kind. */
export interface Outcome {
  injections: number;
  /** Acknowledged and not there after a restart, without the start or the repair saying so. */
  lost: number;
  /** Starts that refused, each naming `npm run data:repair`. */
  refused: number;
  /** Starts that failed in any other way. */
  broken: number;
  /** Refused to the one who wrote, and there after the restart nevertheless. */
  late: number;
}

const nothing = (): Outcome => ({ injections: 0, lost: 0, refused: 0, broken: 0, late: 0 });

/** Values by id; what was acknowledged last, and what a refused write would have made of it. */
type Promised = Map<string, { value: number | undefined; doubtful?: number | undefined }>;

interface Running {
  readonly storage: Storage;
  run(command: Doc): Promise<Doc>;
}

async function opened(folder: string): Promise<Running> {
  const storage = await Storage.open(folder, silent);
  const databases = Databases.load(storage);
  const context: CommandContext = { databases, cursors: new Map(), connectionId: 1 };
  return { storage, run: (command) => runCommand({ ...command, $db: 'fieldbell' }, context) };
}

/** One of 200 operations: mostly inserts and updates, some removals, an index, a drop, and the files written anew. */
async function operate(store: Running, n: number, promised: Promised): Promise<void> {
  if (n === 60) return void (await store.run({ createIndexes: 'things', indexes: [{ name: 'n', key: { n: 1 } }] }));
  if (n === 120 || n === 180) return void (await store.run({ compact: 'things' }));
  const target = n % 4 === 0 ? n : (n * 7919) % n;
  const id = `${target - (target % 4)}`;
  const value = n % 11 === 5 ? undefined : n;
  const before = promised.get(id)?.value;
  promised.set(id, { value: before, doubtful: value });
  const write =
    value === undefined
      ? { delete: 'things', deletes: [{ q: { _id: id }, limit: 1 }] }
      : {
          update: 'things',
          updates: [{ q: { _id: id }, u: { $set: { n: value, text: `${value} `.repeat(n % 17 === 0 ? 2_000 : 100) } }, upsert: true }],
        };
  await store.run(write);
  promised.set(id, { value });
}

/** Runs all operations; a refused one is the writer's trouble, the next is tried. Stops where the machine does. */
async function operateAll(folder: string, promised: Promised, isOver: () => boolean): Promise<Running | undefined> {
  const store = await opened(folder);
  for (let n = 1; n <= OPERATIONS && !isOver(); n += 1) {
    try {
      await operate(store, n, promised);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
    }
  }
  return store;
}

/** Opens the folder as the next start would, and compares. */
async function restartAndCompare(folder: string, promised: Promised, outcome: Outcome): Promise<void> {
  let store: Running;
  try {
    store = await opened(folder);
  } catch (error) {
    if (error instanceof StoreRefusedError && error.message.includes('npm run data:repair')) outcome.refused += 1;
    else outcome.broken += 1;
    return;
  }
  const found = await thingsIn(store);
  for (const [id, { value, doubtful }] of promised) {
    if (found.get(id) === value) continue;
    if (found.get(id) === doubtful) outcome.late += 1;
    else outcome.lost += 1;
  }
  await store.storage.close();
}

async function thingsIn(store: Running): Promise<Map<string, number>> {
  const { cursor } = await store.run({ find: 'things', batchSize: 10_000 });
  return new Map(cursor.firstBatch.map(({ _id, n }: { _id: string; n: number }) => [_id, n]));
}

const scratch = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'fieldbell-faults-'));

/**
 * Lets each call to the disk fail once, in each way, at every `step`-th call of a run from start to stop, followed by a stop or a kill.
 * `kills`: the machine stands still at that call.
 */
export async function failingDisk(step: number, say: (line: string) => void): Promise<Record<string, Outcome>> {
  const root = scratch();
  const disk = new FaultyDisk(root);
  let round = 0;
  const once = async (fault: Parameters<FaultyDisk['begin']>[0], isKilled: boolean, outcome: Outcome): Promise<number> => {
    round += 1;
    const folder = join(root, `r${round}`);
    mkdirSync(folder);
    const promised: Promised = new Map();
    disk.begin(fault);
    let store: Running | undefined;
    let hasEnded = false;
    // A store without its files ends its process: here that is the machine standing still.
    const ended = (error: unknown): void => {
      if (!(error instanceof StoreRefusedError)) throw error;
      hasEnded = true;
      disk.die();
    };
    process.on('uncaughtException', ended);
    try {
      store = await operateAll(folder, promised, () => hasEnded || (disk.hit !== undefined && (fault?.kills ?? false)));
    } catch (error) {
      if (!(error instanceof StoreRefusedError) && !String(error).includes('injected')) throw error;
    }
    if (isKilled || fault?.kills) disk.die();
    await store?.storage.close().catch(() => {});
    await new Promise((thrown) => setImmediate(thrown));
    process.off('uncaughtException', ended);
    const { calls } = disk;
    disk.revive();
    outcome.injections += disk.hit === undefined ? 0 : 1;
    await restartAndCompare(folder, promised, outcome);
    disk.revive();
    rmSync(folder, { recursive: true, force: true });
    return calls;
  };
  const outcomes: Record<string, Outcome> = {};
  const all = await once(undefined, false, nothing());
  for (const kind of KINDS) {
    for (const end of ['stop', 'kill', 'killed there'] as const) {
      const outcome = nothing();
      for (let at = 1 + (round % step); at <= all; at += step)
        await once({ at, kind, kills: end === 'killed there' }, end === 'kill', outcome);
      outcomes[`${kind}, then ${end}`] = outcome;
      say(`${kind}, then ${end}: ${JSON.stringify(outcome)}`);
    }
  }
  disk.remove();
  rmSync(root, { recursive: true, force: true });
  return outcomes;
}

/** Kills the move of a store of LevelDB at each call to the disk, and lets each fail; the next start has everything, or the first did. */
export async function failingMove(step: number, say: (line: string) => void): Promise<Record<string, Outcome>> {
  const root = scratch();
  const base = join(root, 'base');
  const promised = await aLevel(join(base, 'store'));
  const disk = new FaultyDisk(root);
  const outcomes: Record<string, Outcome> = {};
  for (const kills of [false, true]) {
    const outcome = nothing();
    for (let at = 1, all = 1; at <= all; at += step) {
      const folder = join(root, `m${at}`);
      cpSync(base, folder, { recursive: true });
      disk.begin({ at, kind: at % 2 === 0 ? 'EIO' : 'torn', kills });
      const store = await opened(folder).catch(() => undefined);
      all = Math.max(all, disk.hit === undefined ? 0 : at + step);
      if (kills) disk.die();
      await store?.storage.close().catch(() => {});
      outcome.injections += disk.hit === undefined ? 0 : 1;
      disk.revive();
      await restartAndCompare(folder, promised, outcome);
      disk.revive();
      rmSync(folder, { recursive: true, force: true });
    }
    outcomes[`move from LevelDB, ${kills ? 'killed' : 'failing'}`] = outcome;
    say(`move from LevelDB, ${kills ? 'killed' : 'failing'}: ${JSON.stringify(outcome)}`);
  }
  disk.remove();
  rmSync(root, { recursive: true, force: true });
  return outcomes;
}

async function aLevel(location: string): Promise<Promised> {
  const level = new ClassicLevel<string, Buffer>(location, { valueEncoding: 'buffer' });
  const promised: Promised = new Map();
  await level.put('c\0fieldbell.things', Buffer.from(BSON.serialize({ specs: [] })));
  for (let n = 1; n <= 120; n += 1) {
    await level.put(
      `d\0fieldbell.things\0${n.toString(16).padStart(12, '0')}`,
      Buffer.from(BSON.serialize({ _id: `${n}`, n, text: 'x'.repeat(900) })),
    );
    promised.set(`${n}`, { value: n });
  }
  await level.close();
  return promised;
}

/** A store of 200 operations, as a kill or a stop leaves it. */
async function left(folder: string, isKilled: boolean): Promise<Promised> {
  const promised: Promised = new Map();
  const live = `${folder}.live`;
  mkdirSync(live);
  const store = await operateAll(live, promised, () => false);
  if (isKilled) cpSync(live, folder, { recursive: true });
  await store?.storage.close();
  if (!isKilled) cpSync(live, folder, { recursive: true });
  rmSync(live, { recursive: true });
  rmSync(join(folder, 'desk.db.lock'), { recursive: true, force: true });
  return promised;
}

/** Damages each file of a store in each way, at `places` places; what is refused is repaired, and must say what it could not save. */
export async function damagedFiles(places: number, say: (line: string) => void): Promise<Record<string, Outcome>> {
  const root = scratch();
  const outcomes: Record<string, Outcome> = {
    'bytes flipped': nothing(),
    'file cut short': nothing(),
    'file missing': nothing(),
    repair: nothing(),
  };
  for (const isKilled of [true, false]) {
    const base = join(root, `base-${isKilled}`);
    const promised = await left(base, isKilled);
    let round = 0;
    const once = async (kind: string, damage: (folder: string) => void): Promise<void> => {
      round += 1;
      const folder = join(root, `d${round}`);
      cpSync(base, folder, { recursive: true });
      damage(folder);
      const outcome = outcomes[kind] ?? nothing();
      const { refused } = outcome;
      outcome.injections += 1;
      await restartAndCompare(folder, promised, outcome);
      if (outcome.refused > refused) await repairAndCompare(folder, promised, outcomes.repair ?? nothing());
      rmSync(folder, { recursive: true, force: true });
    };
    for (const name of readdirSync(base)) {
      const size = statSync(join(base, name)).size;
      await once('file missing', (folder) => rmSync(join(folder, name)));
      for (let n = 0; n < Math.min(size, places); n += 1) {
        const at = Math.floor((n * size) / Math.min(size, places));
        await once('bytes flipped', (folder) => {
          const bytes = readFileSync(join(folder, name));
          bytes[at] = (bytes[at] ?? 0) ^ (1 << (n % 8));
          writeFileSync(join(folder, name), bytes);
        });
        if (n % 4 === 0) await once('file cut short', (folder) => truncateSync(join(folder, name), at));
      }
    }
  }
  rmSync(root, { recursive: true, force: true });
  for (const [kind, outcome] of Object.entries(outcomes)) say(`${kind}: ${JSON.stringify(outcome)}`);
  return outcomes;
}

/** After a repair the store opens, and whatever is not there as it was is listed, or nothing could be read and all was left alone. */
async function repairAndCompare(folder: string, promised: Promised, outcome: Outcome): Promise<void> {
  outcome.injections += 1;
  try {
    const { lost, keptIn } = await repairStore(folder, 'now');
    const compared = nothing();
    await restartAndCompare(folder, promised, compared);
    if (compared.refused + compared.broken > 0 || !existsSync(keptIn)) outcome.broken += 1;
    else if (compared.lost > 0 && lost.length === 0) outcome.lost += 1;
  } catch (error) {
    if (error instanceof StoreRefusedError && error.message.includes('nothing in')) outcome.refused += 1;
    else outcome.broken += 1;
  }
}
