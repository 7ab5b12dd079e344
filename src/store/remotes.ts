import type { CaseNo } from '../cases/case.js';
import type { Remote } from '../cases/remote/index.js';
import type { CaseRecord, CaseStore } from './cases.js';
import { paged } from './paged.js';

const asRemotes = (records: CaseRecord[]): Remote[] => records as (CaseRecord & Remote)[];

/** What people ask of remote sessions. Rule C1. */
export class RemoteQueries {
  constructor(private readonly cases: CaseStore) {}

  /** All that a question finds, however many there are. */
  private list(question: object, sort: Record<string, 1 | -1>): Promise<Remote[]> {
    const { model, team } = this.cases;
    const asked = { team, kind: 'remote', ...question };
    return paged(
      async (skip, limit) => asRemotes(await model.find(asked).sort(sort).skip(skip).limit(limit).lean<CaseRecord[]>()),
      ({ no }) => no,
    );
  }

  /** Those that are not over, the oldest first. */
  open(): Promise<Remote[]> {
    return this.list({ isOpen: true }, { dueAt: 1, no: 1 });
  }

  /** The one of a ticket that is not over yet, if there is one. */
  async openOf(ticketNo: CaseNo): Promise<Remote | undefined> {
    return (await this.open()).find(({ data }) => data.ticketNo === ticketNo);
  }

  /** Those after which a client stayed on the customer's machine, the newest first. */
  stayed(): Promise<Remote[]> {
    return this.list({ 'data.client': 'stays' }, { openedAt: -1, seq: -1 });
  }

  /** All, the newest first. */
  newest(): Promise<Remote[]> {
    return this.list({}, { openedAt: -1, seq: -1 });
  }
}
