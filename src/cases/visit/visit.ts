import type { Case, CaseNo } from '../case.js';
import type { FileRef } from '../form.js';

export const VISIT_STATES = [
  'ordered',
  'accepted',
  'confirmed',
  'departed',
  'arrived',
  'customer_absent',
  'working',
  'signed',
  'handed_in',
  'archived',
  'cancelled',
] as const;
export type VisitState = (typeof VISIT_STATES)[number];
/** Until copy A of the service order is archived the visit is not over. Rule D13. */
export const OPEN_VISIT_STATES = VISIT_STATES.slice(0, -2) as readonly VisitState[];
/** Before the engineer stands at the door. */
export const AHEAD = ['ordered', 'accepted', 'confirmed', 'departed'] as const satisfies readonly VisitState[];
/** At the customer's. */
export const ON_SITE = ['arrived', 'customer_absent', 'working'] as const satisfies readonly VisitState[];

/** Away from the desk. */
export const OUT = ['departed', ...ON_SITE] as const satisfies readonly VisitState[];

export const VISIT_KINDS = ['repair', 'install', 'maintain', 'training', 'other'] as const;
export type VisitKindName = (typeof VISIT_KINDS)[number];

/** How a delay must be told. Rule D6. */
export type LatenessGrade = 'onTime' | 'late' | 'halfDay' | 'longer';
export const DELAY_REASONS = ['traffic', 'vehicle', 'weather', 'previousVisit', 'illness', 'other'] as const;

/** Whose wish it is that a window is left: what is ours counts, whoever presses it. Rule D6. */
export const WISHES = ['customer', 'ours'] as const;
export type Wish = (typeof WISHES)[number];

/** A delay that the engineer foresaw, and what the customer was told of it. Rule D6. */
export interface Delay {
  readonly no: number;
  readonly reportedAt: Date;
  readonly by: string;
  readonly eta: Date;
  readonly reason: string;
  readonly grade: LatenessGrade;
  /** The start of the window that was promised. */
  readonly promisedAt: Date;
  /** The last moment to tell the customer. */
  readonly tellBy: Date;
  readonly toldAt?: Date | undefined;
  readonly wasInTime?: boolean | undefined;
  readonly agreedWith?: string | undefined;
  /** Entered after the last moment as told before it: too late until a supervisor confirms. */
  readonly isClaimed?: boolean | undefined;
  readonly enteredAt?: Date | undefined;
  readonly confirmedBy?: string | undefined;
}

/** A rule of the handbook that was broken, recorded once. */
export interface RuleBreach {
  /** Unique within the visit: the rule and what it was about. */
  readonly id: string;
  readonly at: Date;
  readonly by: string;
}

export type Punctuality = 'onTime' | 'toldInTime' | 'notToldInTime';

/** The arrival beside its promise. Rule D5. */
export interface Arrival {
  /** The engineer of the visit at that time. */
  readonly by: string;
  readonly at: Date;
  readonly promisedAt: Date;
  /** Minutes after the promise; negative when early. */
  readonly lateMinutes: number;
  readonly punctuality: Punctuality;
  /** Entered after the promise had passed, as having been there at `at`: counts as of its entry until a supervisor confirms. */
  readonly claim?: { readonly at: Date; readonly enteredBy: string } | undefined;
  readonly confirmedBy?: string | undefined;
  /** So far ahead of the promise that it says nothing about being punctual. */
  readonly isFar?: boolean | undefined;
  /** So long after the window that nobody came for it: that it was missed stays, and counts in place of this. */
  readonly isFarBehind?: boolean | undefined;
  /** He took the visit when somebody else had missed its promise already: that it was missed counts for that one alone. */
  readonly isTakenOver?: boolean | undefined;
}

/**
 * A promise that passed without its engineer or with nobody who had taken it, or that he withdrew from when he should have been on his
 * way: given back or called off (`withdrawn`), or put off too late for the customer to be told in time (`moved`). Rules D5, D6.
 */
export interface Miss {
  readonly promisedAt: Date;
  /** Absent: nobody had taken it. */
  readonly by?: string | undefined;
  readonly at: Date;
  readonly why: 'noArrival' | 'withdrawn' | 'moved';
  readonly excusedBy?: string | undefined;
}

/** What would count for this person, had he not said that the customer wished it. */
export type ClaimedWish = Miss & { readonly by: string };

/** `advised`: the cause was not ours, and the customer has our advice. */
export const RESULTS = ['fixed', 'partly', 'notFixed', 'advised'] as const;
export type Result = (typeof RESULTS)[number];
/** By these its fault is over. */
export const SOLVES: readonly Result[] = ['fixed', 'advised'];

/** An appointment that gave way to another by our wish, and when. */
export interface PutOff {
  readonly from: Date;
  readonly to: Date;
  readonly at: Date;
}

/** What the engineer reports at the end. Rules D9, D12. */
export interface FinishReport {
  readonly cause: string;
  readonly workDone: string;
  readonly parts?: string | undefined;
  readonly result: Result;
  readonly testedBy: string;
  readonly form: 'acceptance' | 'repair';
  readonly category: string;
  readonly part: string;
  readonly leaving: readonly string[];
  readonly photos: readonly FileRef[];
  readonly noPhotoReason?: string | undefined;
  /** When the customer signed, where that is entered afterwards, and when it was entered. */
  readonly finishedAt?: Date | undefined;
  readonly enteredAt?: Date | undefined;
  /** When work was begun, where the customer is said to have signed before that. */
  readonly begunAt?: Date | undefined;
}

export interface VisitData {
  readonly ticketNo: CaseNo;
  readonly orderedBy: string;
  /** Who is asked to go; undefined in the pool. */
  readonly engineer?: string | undefined;
  readonly helpers: readonly string[];
  /** The engineer and his helpers: whose diary it stands in. */
  readonly crew: readonly string[];
  readonly customer: string;
  /** Its number in the register, as on the ticket. */
  readonly customerNo?: string | undefined;
  readonly site?: string | undefined;
  readonly callerName?: string | undefined;
  readonly callerTitle?: string | undefined;
  readonly phone?: string | undefined;
  readonly address?: string | undefined;
  /** When the site is open, as the register says it. */
  readonly hours?: string | undefined;
  readonly need: string;
  readonly kind: VisitKindName;
  readonly category: string;
  readonly product?: string | undefined;
  /** The device in the register that it is about. Rule J1. */
  readonly device?: string | undefined;
  /** The appointment window, instants. */
  readonly from: Date;
  readonly to: Date;
  readonly travelMinutes: number;
  /** The longest way that was known of it, where a shorter one was entered since: by that one should have left. */
  readonly longestWay?: number | undefined;
  /** Grows with each new window or engineer; old reminders die with their revision. */
  readonly revision: number;
  readonly isFirstVisit: boolean;
  /** Its ticket took the special path when it was ordered: who leads hears of it at any hour. Rule A2. */
  readonly isUrgent?: boolean | undefined;
  /** When the engineer, or the pool, was asked. */
  readonly askedAt: Date;
  /** Whose it was, having taken it, before it was given back or given to another. */
  readonly takenFrom?: string | undefined;
  /** When its engineer took it. */
  readonly acceptedAt?: Date | undefined;
  readonly declines: readonly { readonly by: string; readonly at: Date; readonly reason: string }[];
  readonly calls: readonly { readonly at: Date; readonly by: string; readonly outcome: string; readonly text?: string | undefined }[];
  readonly nextTryAt?: Date | undefined;
  readonly departedAt?: Date | undefined;
  /** What was ticked before leaving. Rule D4. */
  readonly packed?: readonly string[] | undefined;
  readonly delays: readonly Delay[];
  readonly breaches: readonly RuleBreach[];
  /** Every time somebody came: a new appointment does not undo the punctuality of the one before. */
  readonly arrivals: readonly Arrival[];
  readonly misses?: readonly Miss[] | undefined;
  /** The appointment from which we put the customer off last, and when that began: several small delays at once are one long one. Rule D6. */
  readonly putOff?: PutOff | undefined;
  /** What counts if it turns out that the customer did not wish what those of the visit said that he did. Decision 0098. */
  readonly claimedWish?: ClaimedWish | undefined;
  /** The customer refused the appointment; a supervisor decides how it goes on. Rule D3. */
  readonly refusedAt?: Date | undefined;
  readonly absent?:
    | { readonly no: number; readonly since: Date; readonly waitUntil: Date; readonly noteLeftAt?: Date; readonly followUpAt?: Date }
    | undefined;
  /** Until when, by the presses, nobody of the customer's was there. Rule D7. */
  readonly absentUntil?: Date | undefined;
  readonly begunAt?: Date | undefined;
  /** When the engineer promised to be back. Rule D10. */
  readonly backAt?: Date | undefined;
  /** When work was taken up again: after an interruption, or sent back by a leader. */
  readonly resumedAt?: Date | undefined;
  readonly backNo: number;
  readonly notOurs?:
    | {
        readonly advice: string;
        readonly isInsisted: boolean;
        readonly at: Date;
        /** Who wrote it down: somebody else allows the repair. */
        readonly askedBy?: string;
        readonly isAllowed?: boolean;
        readonly decidedBy?: string;
        /** Why it was allowed or refused. */
        readonly why?: string;
      }
    | undefined;
  readonly finish?: FinishReport | undefined;
  /** A finish without a photo waits for the supervisor. Rule D9. */
  readonly approvalAskedAt?: Date | undefined;
  /** Who asked for it: somebody else decides. */
  readonly approvalAskedBy?: string | undefined;
  /** Who sent it back, and why; until it is finished anew. */
  readonly sentBack?: { readonly by: string; readonly why: string } | undefined;
  readonly approvedBy?: string | undefined;
  readonly signedAt?: Date | undefined;
  readonly handedInAt?: Date | undefined;
  readonly handedInBy?: string | undefined;
  readonly receivedBy?: string | undefined;
  readonly sos?:
    | {
        readonly no: number;
        readonly at: Date;
        readonly by: string;
        readonly takenBy?: string;
        readonly takenAt?: Date;
        readonly overAt?: Date;
        /** Help was under way already when it was called again: that call is not over with this one. */
        readonly before?: { readonly at: Date; readonly by: string; readonly takenBy: string; readonly takenAt: Date };
      }
    | undefined;
  readonly violations: readonly Violation[];
}

/** One of the seven don'ts that was broken, as somebody reported it. Rule D14. */
export interface Violation {
  readonly at: Date;
  readonly by: string;
  readonly which: string;
  readonly text: string;
  /** Whose visit it was then, the engineer and who was with him. */
  readonly crew?: readonly string[];
}

export type Visit = Case<VisitData, VisitState>;

/** The way as it was known, whatever shorter one somebody typed for this visit: by that one leaves, and the next visit begins with it. In minutes. */
export const wayOf = ({ travelMinutes, longestWay = 0 }: Pick<VisitData, 'travelMinutes' | 'longestWay'>): number =>
  Math.max(travelMinutes, longestWay);

/** The arrival for the window as it stands, if there was one. */
export const currentArrival = ({ arrivals, from }: Pick<VisitData, 'arrivals' | 'from'>): Arrival | undefined =>
  arrivals.findLast(({ promisedAt }) => promisedAt.getTime() === from.getTime());

/** The delay that counts for the window as it stands, if one was reported. */
export const currentDelay = ({ delays, from }: Pick<VisitData, 'delays' | 'from'>): Delay | undefined =>
  delays.findLast(({ promisedAt }) => promisedAt.getTime() === from.getTime());

/** The arrivals and delays that were entered later and wait for a supervisor's word. */
export const claimsOf = ({ arrivals, delays }: Pick<VisitData, 'arrivals' | 'delays'>): (Arrival | Delay)[] => [
  ...arrivals.filter(({ claim }) => claim !== undefined),
  ...delays.filter(({ isClaimed }) => isClaimed),
];

/** When the newest of them was entered; an arrival that waits counts as of its entry. */
export function enteredAt({ arrivals, delays }: Pick<VisitData, 'arrivals' | 'delays'>): Date | undefined {
  const times = [
    ...arrivals.filter(({ claim }) => claim !== undefined).map(({ at }) => at),
    ...delays.filter(({ isClaimed }) => isClaimed).map(({ enteredAt: at, reportedAt }) => at ?? reportedAt),
  ];
  return times.sort((a, b) => a.getTime() - b.getTime()).at(-1);
}

/** Does somebody wait for help? Rule D11. */
export const isSosOpen = ({ data }: { readonly data: Pick<VisitData, 'sos'> }): boolean => data.sos !== undefined && !data.sos.takenBy;

/** Is somebody on the way to help, and has nobody said yet that it is over? Rule D11. */
export const isSosTaken = ({ data }: { readonly data: Pick<VisitData, 'sos'> }): boolean =>
  data.sos?.takenBy !== undefined && data.sos.overAt === undefined;

/** Is somebody in need of help, whether or not somebody is on the way? Rule D11. */
export const isInNeed = ({ data }: { readonly data: Pick<VisitData, 'sos'> }): boolean =>
  data.sos !== undefined && data.sos.overAt === undefined;

/** The printable forms of a visit: form 1, both parts of form 2, forms 3 and 4. */
export const PAPERS = ['order', 'missed', 'contact', 'acceptance', 'repair'] as const;
export type Paper = (typeof PAPERS)[number];
