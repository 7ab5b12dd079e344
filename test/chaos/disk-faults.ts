import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What befalls one call: nothing is done; half of it is written; half, and the call says so; all of it is done and it fails nevertheless. */
export type FaultKind = 'EIO' | 'ENOSPC' | 'torn' | 'short' | 'late';

/** Calls that change files or make them last, and those that open and read them. */
const CALLS = [
  'writeSync',
  'fsyncSync',
  'openSync',
  'renameSync',
  'ftruncateSync',
  'unlinkSync',
  'mkdirSync',
  'rmdirSync',
  'writeFileSync',
  'readSync',
] as const;
type Call = (typeof CALLS)[number];
type Anything = (...given: unknown[]) => unknown;

const failure = (code: string, call: string): Error => Object.assign(new Error(`${code}: injected, ${call}`), { code });

/** Stands between a program and its disk. One for a process; only calls that concern `folder`'s files are counted. */
export class FaultyDisk {
  private readonly real = new Map<Call, Anything>();
  private readonly closeSync = fs.closeSync;
  private readonly handles = new Set<number>();
  private count = 0;
  private fault: { at: number; kind: FaultKind; kills: boolean } | undefined;
  private isDead = false;
  /** The call that the fault befell. */
  hit: Call | undefined;

  constructor(private readonly folder: string) {
    for (const call of CALLS) {
      this.real.set(call, fs[call] as Anything);
      Object.assign(fs, { [call]: (...given: unknown[]) => this.run(call, given) });
    }
    fs.closeSync = (handle) => {
      this.handles.delete(handle);
      this.closeSync(handle);
    };
    syncBuiltinESMExports();
  }

  /** Goes out of the way. */
  remove(): void {
    for (const [call, real] of this.real) Object.assign(fs, { [call]: real });
    fs.closeSync = this.closeSync;
    syncBuiltinESMExports();
  }

  /** How many calls were made since the last `begin`. */
  get calls(): number {
    return this.count;
  }

  /** Lets the call of this number go wrong, once. `kills`: the machine stands still from then on. */
  begin(fault?: { at: number; kind: FaultKind; kills: boolean }): void {
    [this.count, this.fault, this.isDead, this.hit] = [0, fault, false, undefined];
  }

  /** From now on nothing reaches the disk, as after a kill. */
  die(): void {
    this.isDead = true;
  }

  /** What a dead process had open is closed by its system. */
  revive(): void {
    this.isDead = false;
    this.fault = undefined;
    for (const handle of [...this.handles]) fs.closeSync(handle);
  }

  private concerns([first]: readonly unknown[]): boolean {
    return typeof first === 'number' ? this.handles.has(first) : String(first).startsWith(this.folder);
  }

  private run(call: Call, given: unknown[]): unknown {
    const real = this.real.get(call) as Anything;
    if (!this.concerns(given)) return real.apply(fs, given);
    if (this.isDead) throw failure('EIO', `${call} after the end`);
    this.count += 1;
    if (this.fault?.at !== this.count) return this.noted(call, real.apply(fs, given));
    const { kind, kills } = this.fault;
    this.hit = call;
    this.isDead = kills;
    return this.failing(kind, call, real, given);
  }

  private failing(kind: FaultKind, call: Call, real: Anything, given: unknown[]): unknown {
    const isWrite = call === 'writeSync' && given[1] instanceof Uint8Array;
    if (kind === 'late') this.noted(call, real.apply(fs, given));
    if (isWrite && (kind === 'torn' || kind === 'short')) {
      const [handle, bytes, offset, length, position] = given as [number, Uint8Array, number, number, number];
      const written = real.apply(fs, [handle, bytes, offset, Math.floor(length / 2), position]);
      if (kind === 'short') return written;
    }
    throw failure(kind === 'ENOSPC' ? 'ENOSPC' : 'EIO', call);
  }

  private noted(call: Call, result: unknown): unknown {
    if (call === 'openSync' && typeof result === 'number') this.handles.add(result);
    return result;
  }
}
