import { Schema } from 'mongoose';
import type { Answerable } from '../cases/answerable.js';
import type { Asked } from '../cases/asks.js';
import type { Case, Home, Notice } from '../cases/case.js';
import { caseIndexes } from './case-indexes.js';

/** A notice that was delivered: Slack's own id of the message, or, as `ts`, of the file. */
export interface SentNotice {
  readonly id: string;
  readonly channel: string;
  readonly ts: string;
  readonly at: Date;
}

/**
 * A notice that was sent again since no earlier message of it was found, and which message that was. `name`: how such a message is
 * known.
 */
export interface Doubt {
  readonly id: string;
  readonly name: string;
  readonly isFile: boolean;
  readonly createdAt: Date;
  readonly place: Home;
}

/** A notice that waits, with what is known of the tries to deliver it. */
export interface OwedNotice extends Notice {
  /** Not to be tried before. */
  readonly retryAt?: Date | null | undefined;
  /** How often it was tried, and how many of these tries may have reached Slack. */
  readonly tries?: number | undefined;
  readonly attempts?: number | undefined;
  /** Why Slack will not take it there until somebody sees to that. */
  readonly refused?: string | null | undefined;
}

/** A case as it is stored: with what the outbox keeps beside it. */
export interface CaseRecord extends Case<object> {
  readonly origin?: string | undefined;
  readonly words: readonly string[];
  /** What its kind says of it for questions about many. */
  readonly summary?: object | undefined;
  /** Whom it waits for, as its kind says. */
  readonly asks?: readonly Asked[] | undefined;
  /** Slack's ids of the files that it rests on. */
  readonly files?: readonly string[] | undefined;
  readonly notices: readonly OwedNotice[];
  readonly sent: readonly SentNotice[];
  /** The newest messages with presses: they lose them once they are answered. */
  readonly answerable?: readonly Answerable[] | undefined;
  readonly nextNoticeAt?: Date | undefined;
  readonly claim?: { readonly by: string; readonly id: string; readonly until: Date } | undefined;
  /** What of it was sent in doubt, and when that is to be looked at. */
  readonly doubts?: readonly Doubt[] | undefined;
  readonly doubtsDueAt?: Date | undefined;
  /** The caller was taken out of it. */
  readonly isForgotten?: boolean | undefined;
}

const { Mixed } = Schema.Types;

const caseFields = {
  team: { type: String, required: true },
  kind: { type: String, required: true },
  no: { type: String, required: true },
  seq: Number,
  version: { type: Number, required: true },
  state: String,
  isOpen: Boolean,
  owner: String,
  data: { type: Mixed, required: true },
  openedAt: Date,
  changedAt: Date,
  closedAt: Date,
  pauses: [Mixed],
  dueAt: Date,
  riskAt: Date,
  breachedAt: Date,
  breachedBy: String,
  deadlines: [Mixed],
  nextDueAt: Date,
  said: [String],
  alarms: [Mixed],
  snoozes: [Mixed],
  fallbacks: { type: [Mixed], default: undefined },
  fallbackAt: Date,
  sounded: { type: [Mixed], default: undefined },
  history: [Mixed],
  historyFrom: Number,
  told: Mixed,
  home: Mixed,
  isForgotten: Boolean,
  copies: [Mixed],
  origin: String,
  words: [String],
  summary: Mixed,
  asks: { type: [String], default: undefined },
  files: { type: [String], default: undefined },
  notices: [Mixed],
  sent: [Mixed],
  answerable: { type: [Mixed], default: undefined },
  nextNoticeAt: Date,
  claim: Mixed,
  doubts: { type: [Mixed], default: undefined },
  doubtsDueAt: Date,
};

/** With the indexes of the kinds that are known by now. */
export function caseSchema(): Schema {
  const schema = new Schema(caseFields, { collection: 'cases', versionKey: false, minimize: false });
  for (const { fields, options } of caseIndexes()) schema.index(fields, options);
  return schema;
}

export const counterSchema = new Schema({ _id: String, last: Number }, { collection: 'counters', versionKey: false });
