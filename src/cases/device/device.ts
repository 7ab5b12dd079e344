import type { HistoryWords } from '../history.js';
import type { Checked } from '../inspection/index.js';
import type { Registered } from '../register.js';

export const DEVICE_TYPES = ['server', 'network', 'security', 'storage', 'ups', 'terminal', 'other'] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

/** What people enter of a device. Rule G3. */
export interface DeviceFields {
  readonly name: string;
  /** The operations group that looks after it. */
  readonly group: string;
  readonly type: DeviceType;
  readonly model?: string | undefined;
  readonly serial?: string | undefined;
  readonly ip?: string | undefined;
  readonly customer?: string | undefined;
  readonly site?: string | undefined;
  /** The project that runs on it: `P-1`. */
  readonly project?: string | undefined;
  /** The last local day of its warranty, ISO. */
  readonly warrantyUntil?: string | undefined;
  /** Slack user who keeps it. */
  readonly keeper?: string | undefined;
}

/** `words` are the beginnings of words under which it is found, `serialKey` is by what its serial number is there once. */
export interface DeviceData extends DeviceFields, Checked {
  readonly words: readonly string[];
  readonly serialKey?: string | undefined;
}

/** A device of the register. Disabled ones are out of use. Rule G3. */
export type Device = DeviceData & Registered;

/** How its history speaks of it. */
export const DEVICE_HISTORY: HistoryWords = { words: { type: 'deviceType' } };
