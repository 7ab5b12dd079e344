import type { Grade, Priority, SaidOfCall } from './tickets-terms.js';

/** Between what somebody did and what the desk reckons from lie some seconds; what is nearer than this to a due time is left open. */
export const UNSURE_MS = 2 * 60_000;

export type TicketState = 'open' | 'accepted' | 'in_progress' | 'waiting_customer' | 'resolved' | 'closed' | 'cancelled';
const OPEN: readonly TicketState[] = ['open', 'accepted', 'in_progress', 'waiting_customer'];

/** What the log says of a ticket. Times in milliseconds since 1970. */
export interface TicketLife {
  readonly no: string;
  readonly by: string;
  readonly loggedAt: number;
  /** What tells the same call from another. */
  call: SaidOfCall;
  state: TicketState;
  owner: string;
  /** Whose it was, from when on. */
  readonly owners: { readonly since: number; readonly who: string }[];
  handedTo?: string | undefined;
  acceptedBy?: string | undefined;
  /** The customer was contacted. */
  hasContact?: boolean;
  /** From when it waits to be accepted, while it does. */
  openedAt: number;
  priority: Priority;
  impact: Grade;
  urgency: Grade;
  startedAt: number;
  expectedBy?: number | undefined;
  /** The latest that its solution may be due: what was promised, and what was granted since. */
  dueBy: number;
  /** Since its priority was raised: by when it would be due had it had that one from the start; either may be meant. */
  strictBy?: number | undefined;
  /** The first promise, from which consent counts. */
  promisedFirst: number;
  callbackAt?: number | undefined;
  endedAt?: number | undefined;
  /** The due times that passed unkept, each once. */
  readonly broken: number[];
  /** One that may have: too near to its due time to say. */
  isUnsure: boolean;
  /** The customer agreed to its due time: what another ticket promised does not move that. */
  isAgreed?: boolean | undefined;
  /** What somebody was allowed that the rules do not allow. */
  readonly loopholes: string[];
  /** It was cancelled as logged twice. */
  isDuplicate?: boolean | undefined;
  /** What somebody was not asked, or not told, who ought to have been. */
  readonly untold: string[];
}

export const isOpen = ({ state }: TicketLife): boolean => OPEN.includes(state);
/** The earliest that its solution may count as due. */
export const strictly = ({ dueBy, strictBy = dueBy }: TicketLife): number => Math.min(dueBy, strictBy);
