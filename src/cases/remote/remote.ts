import type { Case, CaseNo } from '../case.js';

export type RemoteState = 'asked' | 'consented' | 'running' | 'ended' | 'refused' | 'cancelled';
export const OPEN_REMOTE_STATES = ['asked', 'consented', 'running'] as const satisfies readonly RemoteState[];

/** What the customer consents to: that the client may be used, that somebody of theirs watches, and raised rights, which are one of their own. */
export type ConsentTo = 'client' | 'watch' | 'rights';
/** Without these no session starts. Rule C1. */
export const NEEDED = ['client', 'watch'] as const satisfies readonly ConsentTo[];

export const MEANS = ['telephone', 'chat', 'email', 'inPerson'] as const;
export const REMOTE_RESULTS = ['solved', 'partly', 'not'] as const;
/** What became of the client: there was none to remove, it was removed, or it stays. */
export const CLIENTS = ['none', 'removed', 'stays'] as const;

/** Who of the customer consented to what, how, when, and who of us heard it. Rule C1. */
export interface RemoteConsent {
  readonly to: ConsentTo;
  readonly consentedBy: string;
  readonly means: (typeof MEANS)[number];
  readonly heardAt: Date;
  readonly heardBy: string;
  /** Which rights, of raised ones. */
  readonly rights?: string | undefined;
  /** One consent, one session: it stands in this round only. */
  readonly round: number;
  /** Since when, and why, it allows nothing any more while its session is not over. */
  readonly lapsedAt?: Date | undefined;
  readonly lapsedWhy?: LapseWhy | undefined;
}

/** The customer took his consent back, nobody watched any more, or somebody else of us went on. */
export type StopWhy = 'withdrawn' | 'unwatched' | 'takenOver';

/** It was stopped, cut off for too long, or nobody began in time. */
export type LapseWhy = StopWhy | 'cutOff' | 'expired';

/** What stopped a session that had begun: when, who of us wrote it down, and who of the customer's said so. */
export interface Stop {
  readonly why: StopWhy;
  readonly at: Date;
  readonly by: string;
  readonly who?: string | undefined;
}

/** More was asked while the session went on. Rule C2. */
export interface MoreAsked {
  readonly at: Date;
  readonly by: string;
  readonly askedBy: string;
  readonly text: string;
}

/** One connection: who began it, when it ended, and why. */
export interface Connection {
  readonly by: string;
  readonly from: Date;
  readonly until?: Date | undefined;
  readonly why?: CutWhy | undefined;
}

/** It was stopped, it was lost, or the session ended. */
export type CutWhy = StopWhy | 'lost' | 'ended';

/** So many connections of a session are told one by one, the newest. */
const MOST_CONNECTIONS = 50;

/** The connections with one more that begins. */
export const connected = ({ connections = [] }: Pick<RemoteData, 'connections'>, by: string, from: Date): readonly Connection[] =>
  [...connections, { by, from }].slice(-MOST_CONNECTIONS);

/** The connections, none of which goes on. */
export const cut = ({ connections }: Pick<RemoteData, 'connections'>, until: Date, why: CutWhy): readonly Connection[] | undefined =>
  connections?.map((one) => (one.until ? one : { ...one, until, why }));

export interface RemoteData {
  readonly ticketNo: CaseNo;
  /** Its ticket was ended, and not opened again. */
  readonly isTicketOver?: boolean | undefined;
  readonly customer: string;
  readonly site?: string | undefined;
  /** Who allowed a remote client when the fault was called in. */
  readonly calledBy?: string | undefined;
  readonly machine: string;
  /** One of the settings' tools. */
  readonly tool: string;
  /** What was asked for; nothing else is touched. Rule C2. */
  readonly asked: string;
  readonly more: readonly MoreAsked[];
  readonly consents: readonly RemoteConsent[];
  /** Counts the times that consent was asked for, and since when the last one counts. */
  readonly round: number;
  readonly roundAt: Date;
  readonly connections?: readonly Connection[] | undefined;
  /** Counts the connections. */
  readonly runs: number;
  readonly startedAt?: Date | undefined;
  readonly connectedAt?: Date | undefined;
  readonly disconnectedAt?: Date | undefined;
  readonly confirmedAt?: Date | undefined;
  /** What stopped it, until it goes on. */
  readonly stopped?: Stop | undefined;
  readonly endedAt?: Date | undefined;
  readonly steps?: string | undefined;
  readonly result?: string | undefined;
  readonly client?: string | undefined;
  readonly stayAllowedBy?: string | undefined;
  /** When it was last said that the client is to stay. */
  readonly stayedAt?: Date | undefined;
  readonly seenBy?: string | undefined;
  readonly refusedBy?: string | undefined;
  readonly movedAt: Date;
  readonly moves: number;
}

/** A session on a customer's machine, under the customer's eyes. Rules C1, C2. */
export type Remote = Case<RemoteData, RemoteState>;

/** The consent that stands for this, if there is one. */
export const standing = ({ consents, round }: RemoteData, to: ConsentTo): RemoteConsent | undefined =>
  consents.findLast((one) => one.to === to && one.round === round && !one.lapsedAt);

/** The consents of which those that stand for these allow nothing any more; what was allowed until then stays written. */
export const lapsed = (
  { consents, round }: RemoteData,
  lapsedWhy: LapseWhy,
  lapsedAt: Date,
  which: (one: RemoteConsent) => boolean = () => true,
): RemoteData['consents'] =>
  consents.map((one) => (one.round === round && !one.lapsedAt && which(one) ? { ...one, lapsedAt, lapsedWhy } : one));

/** When a consent ended, and why: it lapsed, or the session is over. Rule C1. */
export function consentEnd(
  { closedAt }: Pick<Remote, 'closedAt'>,
  { lapsedAt, lapsedWhy }: RemoteConsent,
): { readonly at: Date; readonly why: LapseWhy | 'over' } | undefined {
  if (lapsedAt && lapsedWhy) return { at: lapsedAt, why: lapsedWhy };
  return closedAt ? { at: closedAt, why: 'over' } : undefined;
}

/** So long a consent counts that nobody connects on. */
const COUNTS_MS = 12 * 3_600_000;

/** Until when the consents that stand count, the earliest of them, while nobody connects; a lost connection has its own end. Rule C1. */
export function countUntil({ state, data }: Pick<Remote, 'state' | 'data'>): Date | undefined {
  if (state === 'running' || data.disconnectedAt) return undefined;
  const heard = NEEDED.flatMap((to) => standing(data, to)?.heardAt.getTime() ?? []);
  return heard.length > 0 ? new Date(Math.min(...heard) + COUNTS_MS) : undefined;
}

/** Does a consent count no longer at this moment, because nobody connected in time? */
export const isExpired = ({ heardAt }: RemoteConsent, now: Date): boolean => now.getTime() >= heardAt.getTime() + COUNTS_MS;

/** Has the customer taken his consent back, and allowed nothing since? */
export const isWithdrawn = ({ data: { stopped, consents, round } }: Pick<Remote, 'data'>): boolean =>
  stopped?.why === 'withdrawn' && !consents.some((one) => one.round === round);

/** With these nothing of ours is installed on the machine, and on the telephone nobody but the customer is on it at all. */
const WITHOUT_CLIENT: readonly string[] = ['qq', 'telephone'];
export const hasClient = (tool: string): boolean => !WITHOUT_CLIENT.includes(tool);
/** What has to be consented to with this tool. */
export const neededFor = (tool: string): readonly (typeof NEEDED)[number][] => (tool === 'telephone' ? ['watch'] : NEEDED);

/** What no consent stands for yet. */
export const missingConsents = (data: RemoteData): readonly (typeof NEEDED)[number][] =>
  neededFor(data.tool).filter((to) => !standing(data, to));
