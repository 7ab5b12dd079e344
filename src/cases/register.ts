import type { HistoryEntry } from './case.js';

/** The registers, each with numbers of its own. */
export type RegisterName = 'project' | 'device' | 'duty' | 'document' | 'customer' | 'lights';

/** An entry of a register: what the desk looks after, rather than what it has to do. Every change stays in its history. Rule J4. */
export interface Registered {
  /** `P-1`, `D-1`: a running number within its register and team. */
  readonly no: string;
  readonly seq: number;
  /** Grows with each change; a write is guarded by it. */
  readonly version: number;
  /** Disabled entries stay, with everything that hangs on them, but take part in nothing. */
  readonly isEnabled: boolean;
  /** The newest entries; older ones are in documents of their own (src/store/histories.ts). */
  readonly history: readonly HistoryEntry[];
  readonly historyFrom?: number | undefined;
}

/** Reads a register's number as people type it: `p-3`, `P3`. */
export function parseRegisterNo(prefix: string, typed: string): string | undefined {
  const found = /^([a-z]+)\s*[-–]?\s*(\d{1,9})$/i.exec(typed.normalize('NFKC').trim());
  return found?.[1]?.toUpperCase() === prefix ? `${prefix}-${Number(found[2])}` : undefined;
}
