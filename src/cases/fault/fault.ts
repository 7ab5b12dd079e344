import type { Case, CaseNo } from '../case.js';
import type { FaultLink, PastLinks } from './links.js';

export const FAULT_STATES = ['inWork', 'notValidated', 'validated', 'archived'] as const;
export type FaultState = (typeof FAULT_STATES)[number];
/** What is known and may be used, or is looked for. */
export const OPEN_FAULT_STATES = ['inWork', 'notValidated', 'validated'] as const satisfies readonly FaultState[];

/** The languages that an entry has words in, as its fields end. */
export const TONGUES = ['Zh', 'En'] as const;
export type Tongue = (typeof TONGUES)[number];

/** What an entry says in one language. */
export const SAID = ['title', 'symptoms', 'steps', 'cause', 'workaround', 'risk'] as const;
export type SaidName = (typeof SAID)[number];
export type FaultWords = Readonly<Partial<Record<`${SaidName}${Tongue}`, string | undefined>>>;

/** A fault that is known, what it is known by and what helps: one entry in two languages. Rule C3. */
export interface FaultData extends FaultWords {
  readonly product?: string | undefined;
  readonly category: string;
  /** Where the cause lies: software, hardware, … */
  readonly part?: string | undefined;
  /** Who wrote the fix that stands there; he does not validate it. */
  readonly fixedBy?: string | undefined;
  /** When it first had one: whoever waited for it was told then. */
  readonly fixedAt?: Date | undefined;
  /** What became of it in tickets, by number: the newest. */
  readonly links: Readonly<Record<CaseNo, FaultLink>>;
  /** What those came to that are not kept any more. */
  readonly past: PastLinks;
  /** When somebody last looked at it, and how often that was. */
  readonly lookedAt: Date;
  readonly looks: number;
  /** It was proposed that somebody validates it. */
  readonly proposedAt?: Date | undefined;
  /** In which ticket it had helped then. */
  readonly proposedIn?: CaseNo | undefined;
  /** Until when another call is one more of those that were alarmed about. */
  readonly spikeUntil?: Date | undefined;
  /** When that alarm sounded. */
  readonly spikeAlarmedAt?: Date | undefined;
  /** When somebody said that the last one was over. */
  readonly spikeOverAt?: Date | undefined;
  /** When the first of those called, who is on it, and what he wrote that callers are told. */
  readonly spikeSince?: Date | undefined;
  readonly spikeBy?: string | undefined;
  /** When he took it. */
  readonly spikeTakenAt?: Date | undefined;
  readonly spikeSaying?: string | undefined;
  /** Which of the shipped entries it began as. */
  readonly shipped?: string | undefined;
}

export type Fault = Case<FaultData, FaultState>;
