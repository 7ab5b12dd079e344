import type { Pause } from '../time/elapse.js';

/** A running number within one kind and team: `T-12`. */
export type CaseNo = string & { readonly brand: 'CaseNo' };

/** What a person may do at the desk. Admins may do everything. */
export type Role = 'agent' | 'engineer' | 'supervisor' | 'head' | 'admin';

/** Who changes a case: a person with roles, the clock, or another case that this one is linked with. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly Role[];
  /** The operations groups that he is in, where that is known. What he may do there is decided by the policy. */
  readonly groups?: readonly string[] | undefined;
  /** Nobody else leads who could decide what he asks for. */
  readonly isOnlyLeader?: boolean | undefined;
  /** Acts through a linked case, where it was allowed to. */
  readonly isLinked?: boolean | undefined;
}

/** Does a person answer for others, so that he may act for them? */
export const leads = ({ roles }: Pick<Actor, 'roles'>): boolean =>
  roles.some((role) => role === 'supervisor' || role === 'head' || role === 'admin');

/** The actor of everything that happens because its time has come. */
export const CLOCK: Actor = { id: 'clock', roles: [] };

/** Who did something that its reader is not to know by name. */
export const COLLEAGUE = 'colleague';

/** One changed field: J4, nothing is ever silently changed. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  /** Of a list: `from` is what left it, `to` what came. */
  readonly isList?: boolean | undefined;
}

/** Who did what when, and from what to what. Rule J4. */
export interface HistoryEntry {
  readonly at: Date;
  readonly by: string;
  readonly action: string;
  readonly changes: readonly FieldChange[];
  readonly note?: string | undefined;
  /** The request that asked for it, so that its repetition is recognised. */
  readonly key?: string | undefined;
  /** What its note said was taken back by whoever wrote it: the entry stays, its words are gone. */
  readonly withdrawn?: { readonly at: Date; readonly why: Withdrawal } | undefined;
}

/** A reply in a thread was deleted in Slack, or edited there. */
export type Withdrawal = 'deleted' | 'edited';

/**
 * A step of a deadline. `repeat` follows an alarm that nobody took; `snoozed` is a reminder asked for again; `asked` asks whoever said
 * that he is on it how it stands.
 */
export type DeadlineStep = 'reminder' | 'warning' | 'escalation' | 'breach' | 'repeat' | 'snoozed' | 'asked';

/** Who hears of a deadline; resolved to people when it fires. `engineersInTurn`: some of them, others each time. */
export type Audience =
  | 'owner'
  | 'supervisors'
  | 'heads'
  | 'engineers'
  | 'engineersInTurn'
  | 'thread'
  | 'desk'
  | 'alarms'
  | `person:${string}`;

/** One moment ahead at which something must happen. Several steps may belong to one promise, its `track`. */
export interface Deadline {
  /** Unique within the case, and the same whenever it is computed again: the guard against firing twice. */
  readonly id: string;
  /** The promise it belongs to, with its revision: `resolve#2`. */
  readonly track: string;
  readonly step: DeadlineStep;
  /** When it fires. */
  readonly dueAt: Date;
  /** The promise itself: what the person is told. */
  readonly promisedAt: Date;
  readonly to: readonly Audience[];
  /** Never merged into a digest. */
  readonly isAlone?: boolean | undefined;
  /** Said once a work day: a line of the morning's list. */
  readonly isListed?: boolean | undefined;
  /** The list of its own in which it is told, with others of its sort. */
  readonly list?: 'beforeOff' | undefined;
}

/** What is known of a track that has begun to sound. */
export interface Alarm {
  readonly track: string;
  readonly step: DeadlineStep;
  readonly promisedAt: Date;
  readonly lastAt: Date;
  /** Its repeat was put off since somebody else has the case now. */
  readonly isPutOff?: boolean | undefined;
  readonly count: number;
  /** How often it was repeated since it began to sound. */
  readonly repeats?: number | undefined;
  readonly acknowledgedBy?: string | undefined;
  readonly acknowledgedAt?: Date | undefined;
  /** Until when that holds. */
  readonly heldUntil?: Date | undefined;
  /** He did not say it: he is seen to be at work on it, and it ends when he is no more. */
  readonly isSeen?: true | undefined;
}

/** A person asked to be reminded again; the deadline itself stays. */
export interface Snooze {
  readonly track: string;
  readonly user: string;
  readonly until: Date;
}

/**
 * Where a notice goes. `home` is the card of the case, `thread` a reply under it, `case` an action on a linked case, `anyone` the
 * first one who can be reached of those who answer for the desk.
 */
export type Recipient =
  | { readonly kind: 'home' }
  | { readonly kind: 'thread' }
  | { readonly kind: 'channel'; readonly name: 'desk' | 'alarms' }
  | { readonly kind: 'person'; readonly user: string }
  | { readonly kind: 'anyone' }
  | { readonly kind: 'case'; readonly no: CaseNo };

/** What else of its case a message tells: a deadline, or in a row of a list something that has none. */
export interface Sounding {
  readonly say: string;
  readonly deadline?: Deadline | undefined;
}

/**
 * Why a notice waits: its reader is not at work, or `isTogether`, he gets at once what comes within a short time. `asOwner`: it is for
 * whoever owns the case when it is told; `ifHeard`: only for who has heard of the case before.
 */
export interface Held {
  readonly until: Date;
  readonly asOwner?: boolean | undefined;
  readonly isTogether?: boolean | undefined;
  readonly ifHeard?: boolean | undefined;
}

/** A message owed, kept with its case until it is delivered. */
export interface Notice {
  readonly id: string;
  readonly to: Recipient;
  /** Locale key of its text under `notice.`; of a notice to a case, the action's name. */
  readonly say: string;
  readonly params: Readonly<Record<string, string | number | Date>>;
  /** The printable form that goes with it. */
  readonly document?: string | undefined;
  readonly isUrgent: boolean;
  readonly createdAt: Date;
  /** Whose decision it tells of. */
  readonly by?: string | undefined;
  /** The deadline that caused it; such a notice is dropped when its case has ended meanwhile. */
  readonly deadline?: Deadline | undefined;
  /** Other promises of the case that sound at the same moment, and what else the same row of a list tells: they are said below it. */
  readonly also?: readonly Sounding[] | undefined;
  /** The track that begins with it: once a deadline of that is told to the same recipient, this one need not be. */
  readonly opens?: string | undefined;
  /** It says that an alarm is over. */
  readonly isEnd?: boolean | undefined;
  /** It waits for its reader's morning, and is a line of the list that he gets then. */
  readonly held?: Held | undefined;
}

/**
 * An alarm that Slack itself is to sound for a promise of a case, for the case that our machine is off when it should have
 * told it. What is kept is only which promise and when; its words are made from the case when Slack is given it.
 */
export interface Fallback {
  /** The deadline that it stands in for. */
  readonly id: string;
  readonly track: string;
  /** Locale key of its sentence under `fallback.`. */
  readonly say: string;
  readonly promisedAt: Date;
  /** When Slack sounds it: some minutes after the bot itself would have told it. */
  readonly at: Date;
  /** The bot has decided to tell it: it stays with Slack until that is delivered. */
  readonly isFired?: boolean | undefined;
}

/** A fallback that Slack sounded, or sounds within the minute in which nobody can take it back. */
export interface Sounded {
  readonly id: string;
  readonly track: string;
  readonly at: Date;
}

/** Where the card of a case stands in Slack. */
export interface Home {
  readonly channel: string;
  readonly ts: string;
  /** The thread in which the card itself is a reply. */
  readonly threadTs?: string | undefined;
}

/** Where a message stands. */
export type MessagePlace = Pick<Home, 'channel' | 'ts'>;

/** A second card of a case, in somebody's direct channel, in his language and with his buttons. */
export interface Copy extends Home {
  readonly user: string;
}

/** The one thing people work on. Dates are instants; clock times are worded in the desk's zone. */
export interface Case<Data = unknown, State extends string = string> {
  readonly team: string;
  readonly kind: string;
  readonly no: CaseNo;
  readonly seq: number;
  /** Grows with each decision; a write is guarded by it. */
  readonly version: number;
  readonly state: State;
  readonly isOpen: boolean;
  readonly owner: string;
  readonly data: Data;
  readonly openedAt: Date;
  readonly changedAt: Date;
  readonly closedAt?: Date | undefined;
  readonly pauses: readonly Pause[];
  /** The main promise, and when it was broken if it was. */
  readonly dueAt?: Date | undefined;
  /** From when on the main promise is at risk: most of its time is gone. */
  readonly riskAt?: Date | undefined;
  readonly breachedAt?: Date | undefined;
  /** Whose it was then: it counts for him, whoever takes the case over. */
  readonly breachedBy?: string | undefined;
  readonly deadlines: readonly Deadline[];
  readonly nextDueAt?: Date | undefined;
  /** Ids of deadlines that have been told; what was said stays said. */
  readonly said: readonly string[];
  readonly alarms: readonly Alarm[];
  readonly snoozes: readonly Snooze[];
  /** The alarms that Slack is to hold for it, and when the first sounds. */
  readonly fallbacks?: readonly Fallback[] | undefined;
  readonly fallbackAt?: Date | undefined;
  /** Those that Slack sounded, the newest last; found out by who looks there, not decided. */
  readonly sounded?: readonly Sounded[] | undefined;
  /** The newest entries; older ones are in documents of their own (src/store/histories.ts). */
  readonly history: readonly HistoryEntry[];
  /** How many older entries there are. */
  readonly historyFrom?: number | undefined;
  /** What a person did last. */
  readonly told?: Pick<HistoryEntry, 'at' | 'by' | 'action'> | undefined;
  readonly home?: Home | undefined;
  readonly copies?: readonly Copy[] | undefined;
}

/** An action of another case, offered beside a refusal where it may be pressed there. */
export interface Offer {
  readonly no: CaseNo;
  readonly action: string;
}

/** Why something was not done, as a locale key under `refusal.` with what the sentence needs. */
export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | Date>>;
  /** The form field it is about, if one. */
  readonly field?: string | undefined;
  /** What else is wrong with what was entered, so that all of it can be mended at once. */
  readonly also?: readonly Refusal[] | undefined;
  /** Actions that may have been meant instead, offered beside it: of the same case, or of the other that is named. */
  readonly offers?: readonly (string | Offer)[] | undefined;
}

export const refuse = (code: string, params: Refusal['params'] = {}, field?: string): Refusal => ({ ok: false, code, params, field });
