import type { CountedTicket } from '../cases/ticket/figures.js';
import type { Ticket } from '../cases/ticket/ticket.js';
import { wordsAsked } from '../cases/words.js';
import type { CaseRecord, CaseStore } from './cases.js';

const LIST_LENGTH = 50;
const asTickets = (records: CaseRecord[]): Ticket[] => records as (CaseRecord & Ticket)[];

/** What lists and figures do not look at stays in the database. */
const LISTED = { history: 0, notices: 0, sent: 0, words: 0, said: 0, copies: 0, deadlines: 0 } as const;

/** What figures look at: a few words of each ticket, whatever it has grown to. */
const COUNTED = {
  no: 1,
  owner: 1,
  state: 1,
  dueAt: 1,
  breachedAt: 1,
  pauses: 1,
  'data.priority': 1,
  'data.clock': 1,
} as const;

/** A promise that ended in a period: whose, and whether it was kept. */
export interface EndedPromise {
  readonly owner: string;
  readonly priority: string;
  readonly wasKept: boolean;
  readonly endedAt: Date;
}

/** What people ask of tickets. Each question is served by an index (see CASE_INDEXES). */
export class TicketQueries {
  constructor(private readonly cases: CaseStore) {}

  private get scope() {
    return { team: this.cases.team, kind: 'ticket' };
  }

  /** Open tickets, the most urgent first; those without a due time stand at the end. At most `limit` of them, if one is given. */
  async open(limit = 0): Promise<Ticket[]> {
    const questions = [true, false].map((hasDue) => this.listed({ isOpen: true, dueAt: { $exists: hasDue } }, limit));
    const all = (await Promise.all(questions)).flat();
    return limit > 0 ? all.slice(0, limit) : all;
  }

  private async listed(question: object, limit: number): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model
        .find({ ...this.scope, ...question } as never, LISTED)
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean<CaseRecord[]>(),
    );
  }

  /** What figures need of every open ticket, in no order. */
  async counted(): Promise<CountedTicket[]> {
    return this.cases.model.find({ ...this.scope, isOpen: true }, COUNTED).lean<CountedTicket[]>();
  }

  async mine(user: string): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model
        .find({ team: this.cases.team, owner: user, isOpen: true, kind: 'ticket' })
        .sort({ dueAt: 1 })
        .limit(LIST_LENGTH)
        .lean<CaseRecord[]>(),
    );
  }

  async late(now: Date): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model
        .find({ ...this.scope, isOpen: true, dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(LIST_LENGTH)
        .lean<CaseRecord[]>(),
    );
  }

  /** Tickets with all of these words, the newest first. */
  async find(typed: string): Promise<Ticket[]> {
    // The longest word is likely the rarest; the index looks that one up, the others are compared.
    const words = wordsAsked(typed).sort((a, b) => b.length - a.length);
    if (words.length === 0) return [];
    const all = words.map((word) => ({ words: word }));
    return asTickets(
      await this.cases.model
        .find({ ...this.scope, $and: all })
        .sort({ openedAt: -1 })
        .limit(LIST_LENGTH)
        .lean<CaseRecord[]>(),
    );
  }

  /** The last ticket of a caller's number: what is known of him. */
  async lastOfPhone(phoneKey: string): Promise<Ticket | undefined> {
    return asTickets(
      await this.cases.model
        .find({ team: this.cases.team, 'data.phoneKey': phoneKey, kind: 'ticket' })
        .sort({ openedAt: -1 })
        .limit(1)
        .lean<CaseRecord[]>(),
    )[0];
  }

  /** A customer's newest tickets. */
  async ofCustomer(customer: string, limit = 20): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model
        .find({ team: this.cases.team, 'data.customer': customer, kind: 'ticket' })
        .sort({ openedAt: -1 })
        .limit(limit)
        .lean<CaseRecord[]>(),
    );
  }

  /** Promises that ended since a moment: resolved in time or not. Cancelled ones do not count. */
  async promisesSince(since: Date): Promise<EndedPromise[]> {
    const found = await this.cases.model
      .find({ ...this.scope, closedAt: { $gte: since } } as never, { _id: 0, owner: 1, 'data.priority': 1, 'data.pastPromises': 1 })
      .lean<Pick<Ticket, 'owner' | 'data'>[]>();
    return found.flatMap(({ owner, data: { priority, pastPromises = [] } }) =>
      pastPromises.flatMap(({ wasKept, endedAt }) => (endedAt >= since ? [{ owner, priority, wasKept, endedAt }] : [])),
    );
  }
}
