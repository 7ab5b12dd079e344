import type { Case, CaseNo } from '../case.js';
import type { Grade, Priority } from './priority.js';

export const TICKET_STATES = ['open', 'accepted', 'in_progress', 'waiting_customer', 'resolved', 'closed', 'cancelled'] as const;
export type TicketState = (typeof TICKET_STATES)[number];
export const OPEN_TICKET_STATES = ['open', 'accepted', 'in_progress', 'waiting_customer'] as const satisfies readonly TicketState[];

/** How a call ended. Rule B3. */
export const OUTCOMES = ['solved', 'remote', 'visit', 'ticket', 'call_back', 'message', 'out_of_scope', 'wrong_number'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const CATEGORIES = ['pos', 'software', 'hardware', 'network', 'server', 'data', 'account', 'training', 'other'] as const;
export const PARTS = ['software', 'hardware', 'operation', 'network', 'elsewhere'] as const;

/** Why a ticket is cancelled. */
export const CANCEL_REASONS = ['duplicate', 'mistake', 'noLonger', 'elsewhere', 'other'] as const;

/** A due time that moved because the customer agreed before it had passed. Rule A3. */
export interface Consent {
  readonly at: Date;
  readonly by: string;
  readonly solution: string;
  readonly consentedBy: string;
  readonly from: Date;
  readonly to: Date;
}

/** A priority whose targets were promised, and from when they count. */
export interface Term {
  readonly priority: Priority;
  readonly startedAt: Date;
}

/** What the ticket's clock counts from. A new revision starts new warnings; what was said of the old one stays said. */
export interface TicketClock {
  /** Of the promise of a solution. */
  readonly revision: number;
  /** Of the promise of a first contact; as `revision`, if left out. */
  readonly firstRevision?: number | undefined;
  readonly startedAt: Date;
  readonly agreedDueAt?: Date | undefined;
  /** From here the targets of the present priority count, when it was raised too late for them to count from the report. */
  readonly raisedAt?: Date | undefined;
  /** When it last came to wait for somebody to accept it; from the start, if left out. */
  readonly openedAt?: Date | undefined;
  /** Former priorities whose targets stand, since nobody who may has let them go. */
  readonly standing?: readonly Term[] | undefined;
  /** A former expected time that stands for the same reason, or what was promised in a ticket that this one goes on for. */
  readonly standingBy?: Date | undefined;
  /** It was urgent when it was promised, and nobody who may has let that go: it rings as before. */
  readonly standingUrgent?: true | undefined;
  /** When the first contact was promised in such a ticket. */
  readonly standingFirstBy?: Date | undefined;
  /** Who wishes them let go, until a leader has answered. */
  readonly wishedBy?: string | undefined;
}

/** A promise that has ended, kept or broken; reopening starts another. */
export interface PastPromise {
  readonly dueAt: Date;
  readonly endedAt: Date;
  readonly wasKept: boolean;
  /** By which priority it was given; its ticket may have another since. */
  readonly priority?: Priority | undefined;
  /** Whose the ticket was when it was broken. */
  readonly by?: string | undefined;
}

/** Somebody at the customer's. */
export interface Present {
  readonly visit: CaseNo;
  readonly by: string;
  readonly since: Date;
}

/** What a ticket can come from besides a call. */
export type TicketSource = 'inspection';

export interface TicketData {
  readonly customer: string;
  /** Its number in the register: `CU-1`. What it was called then stays in `customer`. */
  readonly customerNo?: string | undefined;
  readonly site?: string | undefined;
  readonly callerName?: string | undefined;
  readonly callerTitle?: string | undefined;
  readonly phone?: string | undefined;
  /** Digits only, for looking a caller up. */
  readonly phoneKey?: string | readonly string[] | undefined;
  readonly product?: string | undefined;
  readonly description: string;
  readonly category: string;
  readonly impact: Grade;
  readonly urgency: Grade;
  readonly priority: Priority;
  readonly priorityReason?: string | undefined;
  readonly outcome: Outcome;
  /** When the customer wishes it solved. Rule A1. */
  readonly expectedBy?: Date | undefined;
  readonly clock: TicketClock;
  /** In how many milliseconds the customer's contract promised more when it was logged; it counts where it is sooner. Rule A3. */
  readonly contract?: { readonly firstResponse?: number; readonly resolve?: number } | undefined;
  /** Who logged it, and who has wished its promise to move since. */
  readonly parties?: readonly string[] | undefined;
  readonly consents: readonly Consent[];
  readonly pastPromises: readonly PastPromise[];
  readonly firstContactAt?: Date | undefined;
  readonly resolvedAt?: Date | undefined;
  /** Solved, and nobody recorded that the customer was contacted. Rule A4. */
  readonly isUncontacted?: boolean | undefined;
  /** Who solved it, on the phone or at the customer's; the owner may be somebody else. */
  readonly resolvedBy?: string | undefined;
  /** Who of those who may accept work took it last: reopened, it is his. */
  readonly acceptedBy?: string | undefined;
  readonly cancelReason?: string | undefined;
  /** Logged twice: the ticket that goes on. */
  readonly duplicateOf?: CaseNo | undefined;
  /** Logged anew: the ticket of the same call that was cancelled before. */
  readonly insteadOf?: CaseNo | undefined;
  /** The tickets of a short time that said much the same, where it was told with this one that many do. */
  readonly alikeTo?: readonly CaseNo[] | undefined;
  readonly steps?: string | undefined;
  readonly cause?: string | undefined;
  readonly part?: string | undefined;
  /** Who allowed the remote client. Rule C1. */
  readonly remoteConsentBy?: string | undefined;
  readonly needsVisit: boolean;
  readonly visits?: readonly CaseNo[] | undefined;
  /** Who is at the customer's for it by the presses of which visit, the last one last. */
  readonly there?: readonly Present[] | undefined;
  /** Visits whose service order is not archived yet; until then the ticket may not close. Rule D13. */
  readonly openVisits?: readonly CaseNo[] | undefined;
  readonly callbackAt?: Date | undefined;
  /** When that was promised. */
  readonly callbackMadeAt?: Date | undefined;
  readonly callbackRound: number;
  /** Asked to take over; the owner stays until then. Rule A6. */
  readonly handedTo?: string | undefined;
  readonly handedAt?: Date | undefined;
  readonly escalationLevel: number;
  /** The device in the register that it is about: `D-1`. Rule J1. */
  readonly device?: string | undefined;
  /** What it came from, where nobody called: there is no customer to whom a first response was promised. */
  readonly source?: TicketSource | undefined;
  /** The finding of an inspection that it takes care of. Rule G8. */
  readonly finding?: string | undefined;
  /** The inspections in which that was found: they have it back when the ticket is cancelled. */
  readonly foundIn?: readonly CaseNo[] | undefined;
}

export type Ticket = Case<TicketData, TicketState>;
