import type { HistoryEntry } from '../case.js';

export const CYCLES = ['daily', 'weekly'] as const;
export type Cycle = (typeof CYCLES)[number];

/** How a check item is answered. */
export const ANSWERS = ['ok', 'number', 'text', 'photo'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Something that is looked at in a project, daily or weekly. Rule G2. */
export interface CheckItem {
  /** The same as long as the question is: results of many days stand beside each other. */
  readonly id: string;
  readonly cycle: Cycle;
  readonly answer: Answer;
  readonly question: string;
  /** What is normal, in words. */
  readonly expected?: string | undefined;
  /** Limits of a number, both included. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** What people enter of a project. Rule G1. */
export interface ProjectFields {
  readonly name: string;
  /** The operations group that looks after it. */
  readonly group: string;
  readonly customer?: string | undefined;
  /** Where it is deployed: `D:\Publish`. */
  readonly path?: string | undefined;
}

/** A project that an operations group looks after. Disabled ones do not appear in inspections. Rule G1. */
export interface Project extends ProjectFields {
  readonly no: string;
  readonly seq: number;
  /** Grows with each change; a write is guarded by it. */
  readonly version: number;
  readonly isEnabled: boolean;
  readonly items: readonly CheckItem[];
  /** The last id that was given to an item. */
  readonly lastItem: number;
  readonly history: readonly HistoryEntry[];
}
