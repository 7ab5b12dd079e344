import type { CaseRecord, CaseStore } from './cases.js';

/** What a logged call becomes. */
const BECOMES = ['ticket', 'message', 'call'] as const;
/** What a list does not look at stays in the database. */
const LISTED = { history: 0, notices: 0, sent: 0, words: 0, said: 0, copies: 0, deadlines: 0 } as const;

/** What people ask of the calls that were logged, whatever they became. Rule B2. */
export class CallQueries {
  constructor(private readonly cases: CaseStore) {}

  /** A ticket that came from elsewhere, such as an inspection, was no call. */
  private question(kind: string, from: Date, to: Date): object {
    return { team: this.cases.team, kind, openedAt: { $gte: from, $lt: to }, ...(kind === 'ticket' ? { 'data.source': null } : {}) };
  }

  /** The newest calls of a period, at most `limit`; `to` is not part of it. */
  async between(from: Date, to: Date, limit: number): Promise<CaseRecord[]> {
    const found = await Promise.all(
      BECOMES.map((kind) =>
        this.cases.model
          .find(this.question(kind, from, to) as never, LISTED)
          .sort({ openedAt: -1, seq: -1 })
          .limit(limit)
          .lean<CaseRecord[]>(),
      ),
    );
    return found
      .flat()
      .sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime() || b.seq - a.seq)
      .slice(0, limit);
  }

  private get openMessages() {
    return { team: this.cases.team, kind: 'message', isOpen: true } as never;
  }

  /** The messages that nobody has acknowledged yet, the oldest first. Rule B4. */
  async unread(limit: number): Promise<CaseRecord[]> {
    return this.cases.model.find(this.openMessages, LISTED).sort({ openedAt: 1, seq: 1 }).limit(limit).lean<CaseRecord[]>();
  }

  countUnread(): Promise<number> {
    return this.cases.model.countDocuments(this.openMessages);
  }

  /** How many there were. */
  async countBetween(from: Date, to: Date): Promise<number> {
    const counts = await Promise.all(BECOMES.map((kind) => this.cases.model.countDocuments(this.question(kind, from, to) as never)));
    return counts.reduce((sum, n) => sum + n, 0);
  }
}
