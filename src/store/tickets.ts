import type { DateTime } from 'luxon';
import { mainOf, partOf, withPhoneKeys } from '../cases/telephone.js';
import {
  type Broken,
  countOf,
  firstResponseAt,
  PERIODS,
  type Period,
  PRIORITIES,
  type PromiseTallies,
  type Share,
  type StandingTallies,
  sharesOf,
  type Tally,
  type Ticket,
  type TicketData,
  type WeekTally,
} from '../cases/ticket/index.js';
import { wordsAsked } from '../cases/words.js';
import type { CaseRecord, CaseStore } from './cases.js';

const LIST_LENGTH = 50;
/** So many of the newest are compared by their words. */
const MOST_COMPARED = 100;
/** As much of a ticket as that needs. */
const SAID = { no: 1, 'data.description': 1, 'data.alikeTo': 1, 'data.fault': 1 } as const;
/** That and no more. */
export type SaidTicket = Pick<Ticket, 'no'> & { readonly data: Pick<TicketData, 'description' | 'alikeTo'> };
const asTickets = (records: CaseRecord[]): Ticket[] => records as (CaseRecord & Ticket)[];

/** What lists and figures do not look at stays in the database. */
const LISTED = { history: 0, notices: 0, sent: 0, words: 0, said: 0, copies: 0, deadlines: 0 } as const;
/** The same where what is owed next is told, which deadlines know. */
const OWING = { history: 0, notices: 0, sent: 0, words: 0, said: 0, copies: 0 } as const;

/** As much of a ticket as tells when its first contact was due. */
const FIRST_DUE = { no: 1, openedAt: 1, deadlines: 1, alarms: 1, 'data.firstContactAt': 1, 'data.source': 1 } as const;

/** What tickets are asked for by besides their words. */
export interface TicketFilter {
  readonly isOpen?: boolean;
  readonly state?: string;
  readonly owner?: string;
  readonly 'data.priority'?: string;
  readonly dueAt?: object;
  readonly riskAt?: object;
  readonly openedAt?: object;
}

/** By whom a ticket was logged for: any of it is enough. */
export interface Caller {
  readonly keys: readonly string[];
  readonly customer: string;
  readonly customerNo?: string | undefined;
}

/** What people ask of tickets. Each question is served by an index (src/cases/ticket/indexes.ts). */
export class TicketQueries {
  constructor(private readonly cases: CaseStore) {}

  private get scope() {
    return { team: this.cases.team, kind: 'ticket' };
  }

  /** Open tickets, the most urgent first; those without a due time stand at the end. At most `limit` of them, if one is given. */
  async open(limit = 0): Promise<Ticket[]> {
    const questions = [{ $gt: new Date(0) }, null].map((dueAt) => this.listed({ isOpen: true, dueAt }, limit));
    const all = (await Promise.all(questions)).flat();
    return limit > 0 ? all.slice(0, limit) : all;
  }

  private async listed(question: object, limit: number): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model
        .find({ ...this.scope, ...question } as never, LISTED)
        .sort({ dueAt: 1, no: 1 })
        .limit(limit)
        .lean<CaseRecord[]>(),
    );
  }

  /** The open tickets at a moment, counted where they are: an index holds what is asked, no ticket is read. */
  async standing(now: Date): Promise<StandingTallies> {
    const [open, atRisk, late] = await Promise.all([
      this.tally<{ state: string }>({ isOpen: true }, { state: '$state' }),
      this.tally({ isOpen: true, dueAt: { $gte: now }, riskAt: { $lte: now } }),
      this.tally({ isOpen: true, dueAt: { $lt: now } }),
    ]);
    return { open, atRisk, late };
  }

  /** The promises of the last days, at a moment in the desk's zone: those that open tickets broke, and those that ended. */
  async promises(at: DateTime): Promise<PromiseTallies> {
    const since = (period: Period): Date => at.minus({ days: PERIODS[period] }).toJSDate();
    const brokenIn = async (period: Period) => {
      const broken = await Promise.all([
        this.promised({ isOpen: true, breachedAt: { $gte: since(period) } }),
        // Taken up again after it was broken: whatever it is promised now, the former stays broken.
        this.promised({
          isOpen: true,
          'summary.wasKept': false,
          $or: [{ breachedAt: null }, { breachedAt: { $lt: since(period) } }],
          'data.pastPromises': { $elemMatch: { wasKept: false, endedAt: { $gte: since(period) } } },
        }),
      ]);
      return broken.flat();
    };
    const endedIn = (period: Period) =>
      this.promised<{ wasKept?: boolean | null }>({ closedAt: { $gte: since(period) } }, { wasKept: '$summary.wasKept' });
    const [brokenWeek, brokenMonth, endedWeek, endedMonth] = await Promise.all([
      brokenIn('keptWeek'),
      brokenIn('keptMonth'),
      endedIn('keptWeek'),
      endedIn('keptMonth'),
    ]);
    return {
      broken: { keptWeek: brokenWeek, keptMonth: brokenMonth },
      ended: { keptWeek: endedWeek, keptMonth: endedMonth },
    };
  }

  /** Of the tickets that came in the last days, whose first contact is decided: by priority, how many had theirs in time. Rule A4. */
  async firstContacts(at: DateTime): Promise<Record<Period, ReadonlyMap<string, Share>>> {
    const came = async (period: Period): Promise<ReadonlyMap<string, Share>> => {
      const since = at.minus({ days: PERIODS[period] }).toJSDate();
      const found = await this.cases.model.aggregate<{ _id: { priority: string; isKept?: boolean | null }; n: number }>([
        { $match: { ...this.scope, openedAt: { $gte: since } } },
        { $group: { _id: { priority: '$data.priority', isKept: '$summary.firstKept' }, n: { $sum: 1 } } },
      ]);
      return sharesOf(found.map(({ _id: { priority, isKept }, n }) => ({ key: priority, isKept, n })));
    };
    const [keptWeek, keptMonth] = await Promise.all([came('keptWeek'), came('keptMonth')]);
    return { keptWeek, keptMonth };
  }

  /** What came and what ended from one moment until before another, and of what ended with a promise, how many kept theirs. */
  async between(from: Date, until: Date): Promise<WeekTally> {
    const period = { $gte: from, $lt: until };
    const [received, ended] = await Promise.all([
      this.cases.model.countDocuments({ ...this.scope, openedAt: period }),
      this.tally<{ wasKept?: boolean | null }>({ closedAt: period }, { wasKept: '$summary.wasKept' }),
    ]);
    const promised = ended.filter(({ wasKept }) => typeof wasKept === 'boolean');
    return {
      received,
      ended: countOf(ended),
      promises: { kept: countOf(promised.filter(({ wasKept }) => wasKept)), all: countOf(promised) },
    };
  }

  async countOpen(): Promise<number> {
    return countOf(await this.tally({ isOpen: true }));
  }

  async countLate(now: Date): Promise<number> {
    return countOf(await this.tally({ isOpen: true, dueAt: { $lt: now } }));
  }

  /** The same by the priority that the promise was given by and by whose it was when it was broken: what counts elsewhere is moved there. */
  private async promised<By extends object = object>(question: object, by?: Readonly<Record<keyof By, string>>): Promise<(Tally & By)[]> {
    // What is not asked for as open has ended.
    const elsewhere = { isOpen: false, ...question, 'summary.broken.as': { $in: PRIORITIES } };
    const [all, moved] = await Promise.all([
      this.tally<By>(question, by),
      this.tally<{ broken: Broken } & By>(elsewhere, { broken: '$summary.broken', ...by } as never),
    ]);
    return [
      ...all,
      ...moved.flatMap((one) => [
        { ...one, n: -one.n },
        { ...one, priority: one.broken.as, of: one.broken.by },
      ]),
    ];
  }

  private async tally<By extends object = object>(question: object, by?: Readonly<Record<keyof By, string>>): Promise<(Tally & By)[]> {
    const found = await this.cases.model.aggregate<{ _id: Omit<Tally, 'n'> & By; n: number }>([
      { $match: { ...this.scope, ...question } },
      { $group: { _id: { owner: '$owner', priority: '$data.priority', ...by }, n: { $sum: 1 } } },
    ]);
    return found.map(({ _id, n }) => ({ ..._id, n }));
  }

  async mine(user: string, limit = LIST_LENGTH): Promise<Ticket[]> {
    return asTickets(await this.cases.model.find(this.ownedBy(user)).sort({ dueAt: 1, no: 1 }).limit(limit).lean<CaseRecord[]>());
  }

  countMine(user: string): Promise<number> {
    return this.cases.model.countDocuments(this.ownedBy(user));
  }

  private ownedBy(owner: string) {
    return { team: this.cases.team, owner, isOpen: true, kind: 'ticket' };
  }

  /** Open ones that nobody accepted yet. Rule A6. */
  unaccepted(limit: number): Promise<Ticket[]> {
    return this.listed({ isOpen: true, state: 'open' }, limit);
  }

  async countUnaccepted(): Promise<number> {
    return countOf(await this.tally({ isOpen: true, state: 'open' }));
  }

  /** Open ones that are not late yet, but most of their time is gone. */
  atRisk(now: Date, limit: number): Promise<Ticket[]> {
    return this.listed({ isOpen: true, dueAt: { $gte: now }, riskAt: { $lte: now } }, limit);
  }

  async countAtRisk(now: Date): Promise<number> {
    return countOf(await this.tally({ isOpen: true, dueAt: { $gte: now }, riskAt: { $lte: now } }));
  }

  /** Those whose customer waits for a call back, the earliest first. Rule B3. */
  async callbacks(limit: number): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model.find(this.calledBack(), OWING).sort({ 'data.callbackAt': 1, no: 1 }).limit(limit).lean<CaseRecord[]>(),
    );
  }

  countCallbacks(): Promise<number> {
    return this.cases.model.countDocuments(this.calledBack());
  }

  private calledBack() {
    return { ...this.scope, 'data.callbackAt': { $gt: new Date(0) } } as never;
  }

  /** Open ones whose customer should have been contacted by now and was not, the longest first. Rule A4. */
  async firstMissed(limit: number): Promise<Ticket[]> {
    const missed = asTickets(await this.cases.model.find(this.uncontacted(), FIRST_DUE).sort({ openedAt: 1, no: 1 }).lean<CaseRecord[]>());
    const dueAt = (ticket: Ticket): number => (firstResponseAt(ticket) ?? ticket.openedAt).getTime();
    const numbers = missed
      .sort((a, b) => dueAt(a) - dueAt(b))
      .slice(0, limit)
      .map(({ no }) => no);
    const found = asTickets(await this.cases.model.find({ ...this.scope, no: { $in: numbers } } as never, OWING).lean<CaseRecord[]>());
    return found.sort((a, b) => numbers.indexOf(a.no) - numbers.indexOf(b.no));
  }

  countFirstMissed(): Promise<number> {
    return this.cases.model.countDocuments(this.uncontacted());
  }

  private uncontacted() {
    return { ...this.scope, isOpen: true, 'summary.firstKept': false, 'data.firstContactAt': null } as never;
  }

  async late(now: Date, limit = LIST_LENGTH): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model
        .find({ ...this.scope, isOpen: true, dueAt: { $lte: now } })
        .sort({ dueAt: 1, no: 1 })
        .limit(limit)
        .lean<CaseRecord[]>(),
    );
  }

  private withWords(typed: string) {
    // The longest word is likely the rarest; the index looks that one up, the others are compared.
    const allOf = (text: string) => ({
      $and: wordsAsked(text)
        .sort((a, b) => b.length - a.length)
        .map((word) => ({ words: word })),
    });
    const asTyped = allOf(typed);
    if (asTyped.$and.length === 0) return undefined;
    // A telephone number is the same however it is spaced.
    const keyed = withPhoneKeys(typed);
    return { ...this.scope, ...(keyed === typed ? asTyped : { $or: [asTyped, allOf(keyed)] }) };
  }

  private asked(typed: string, filter: TicketFilter) {
    const isFiltered = Object.keys(filter).length > 0;
    const withWords = typed === '' && isFiltered ? this.scope : this.withWords(typed);
    return withWords && ({ ...withWords, ...filter } as never);
  }

  async countFound(typed: string, filter: TicketFilter = {}): Promise<number> {
    const question = this.asked(typed, filter);
    return question ? this.cases.model.countDocuments(question) : 0;
  }

  /** Tickets with all of these words that answer this filter, the newest first. */
  async find(typed: string, limit = LIST_LENGTH, filter: TicketFilter = {}): Promise<Ticket[]> {
    const question = this.asked(typed, filter);
    if (!question) return [];
    return asTickets(await this.cases.model.find(question).sort({ openedAt: -1, seq: -1 }).limit(limit).lean<CaseRecord[]>());
  }

  /** The last ticket of a caller's number, by its key; of an extension nobody called from, that of its number. */
  async lastOfPhone(phoneKey: string): Promise<Ticket | undefined> {
    const [exact] = await this.ofPhone(phoneKey);
    return exact ?? (mainOf(phoneKey) === phoneKey ? undefined : (await this.ofPhone(mainOf(phoneKey)))[0]);
  }

  private async ofPhone(question: string | RegExp, limit = 1): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model
        .find({ team: this.cases.team, 'data.phoneKey': question, kind: 'ticket' } as never)
        .sort({ openedAt: -1, seq: -1 })
        .limit(limit)
        .lean<CaseRecord[]>(),
    );
  }

  /** The newest ticket of each number of which these are a part (`partOf`), at most so many. */
  async ofPhonePart(digits: string, limit: number): Promise<Ticket[]> {
    const found = await this.ofPhone(partOf(digits), LIST_LENGTH);
    return [...new Map(found.toReversed().map((ticket) => [String(ticket.data.phoneKey), ticket])).values()].toReversed().slice(0, limit);
  }

  /** A customer's newest tickets, under each of the names that it was written by. */
  async ofCustomer(names: string | readonly string[], limit = 20): Promise<Ticket[]> {
    return asTickets(
      await this.cases.model
        .find({ team: this.cases.team, 'data.customer': typeof names === 'string' ? names : { $in: names }, kind: 'ticket' } as never)
        .sort({ openedAt: -1, seq: -1 })
        .limit(limit)
        .lean<CaseRecord[]>(),
    );
  }

  /** Open tickets that came since a moment from one of these numbers, or for this customer: the newest of each. Rule G8. */
  openSince(since: Date, caller: Caller): Promise<Ticket[]> {
    return this.since(since, caller, { isOpen: true });
  }

  /** The same of those that were cancelled, but as logged twice. */
  cancelledSince(since: Date, caller: Caller): Promise<Ticket[]> {
    return this.since(since, caller, { isOpen: false, state: 'cancelled', 'data.cancelReason': { $ne: 'duplicate' } });
  }

  /** What came since a moment and was not cancelled, the newest first. */
  cameSince(since: Date): Promise<SaidTicket[]> {
    return this.cases.model
      .find({ ...this.scope, openedAt: { $gte: since }, state: { $ne: 'cancelled' } } as never, SAID)
      .sort({ openedAt: -1 })
      .limit(MOST_COMPARED)
      .lean<SaidTicket[]>();
  }

  private async since(since: Date, { keys, customer, customerNo }: Caller, how: object): Promise<Ticket[]> {
    const questions = [
      ...(keys.length > 0 ? [{ 'data.phoneKey': { $in: keys } }] : []),
      { 'data.customer': customer },
      ...(customerNo ? [{ 'data.customerNo': customerNo }] : []),
    ];
    const asked = questions.map((question) =>
      this.cases.model
        .find({ ...this.scope, ...question, ...how, openedAt: { $gte: since } } as never, LISTED)
        .sort({ openedAt: -1, seq: -1 })
        .limit(LIST_LENGTH)
        .lean<CaseRecord[]>(),
    );
    const found = (await Promise.all(asked)).flat();
    return asTickets([...new Map(found.map((ticket) => [ticket.no, ticket])).values()]);
  }
}
