import type { Registered } from '../register.js';
import type { CheckItem, Since } from './check-item.js';

/** What people enter of a project. Rule G1. */
export interface ProjectFields {
  readonly name: string;
  /** The operations group that looks after it. */
  readonly group: string;
  readonly customer?: string | undefined;
  /** Where it is deployed: `D:\Publish`. */
  readonly path?: string | undefined;
}

/** Check items of a project or a device. */
export interface Checked {
  readonly items: readonly CheckItem[];
  /** The last id that was given to an item. */
  readonly lastItem: number;
  readonly since?: Since | undefined;
}

export interface ProjectData extends ProjectFields, Checked {}

/** A project that an operations group looks after. Disabled ones do not appear in inspections. Rule G1. */
export type Project = ProjectData & Registered;
