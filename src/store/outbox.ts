import type { CaseNo, Copy, Home } from '../cases/case.js';
import type { CaseRecord, CaseStore, SentNotice } from './cases.js';

/** How long a claim lasts without a sign of life of its sender. */
const CLAIM_MS = 20_000;
/** How often a living sender renews its claims. */
export const HEARTBEAT_MS = 5_000;

/** The notices of a team's cases, waiting in their cases until they are delivered. */
export class OutboxStore {
  constructor(
    private readonly cases: CaseStore,
    private readonly sender: string,
  ) {}

  /**
   * Takes one case whose notices are due, out of the way of the next look. `now` is the desk's time; a claim runs on the
   * machine's clock, since it is about processes. `wasAbandoned`: an earlier sender died with it, so its message may be in Slack already.
   */
  async claim(now: Date): Promise<{ record: CaseRecord; wasAbandoned: boolean } | undefined> {
    const wall = Date.now();
    const free = { $or: [{ claim: { $exists: false } }, { 'claim.until': { $lte: new Date(wall) } }] };
    const record = await this.cases.model
      .findOneAndUpdate(
        { team: this.cases.team, nextNoticeAt: { $lte: now }, ...free },
        { $set: { claim: { by: this.sender, until: new Date(wall + CLAIM_MS) }, nextNoticeAt: new Date(now.getTime() + CLAIM_MS) } },
        { sort: { nextNoticeAt: 1 }, returnDocument: 'before' },
      )
      .lean<CaseRecord>();
    return record ? { record, wasAbandoned: record.claim !== undefined } : undefined;
  }

  /** A sign of life for the claims that this sender holds among these cases; false when it does not hold them all any more. */
  async keep(numbers: readonly CaseNo[], now: Date): Promise<boolean> {
    if (numbers.length === 0) return true;
    const { matchedCount } = await this.cases.model.updateMany(
      { team: this.cases.team, no: { $in: numbers }, 'claim.by': this.sender } as never,
      { $set: { 'claim.until': new Date(Date.now() + CLAIM_MS), nextNoticeAt: new Date(now.getTime() + CLAIM_MS) } } as never,
    );
    return matchedCount === new Set(numbers).size;
  }

  /** These cases as they stand now. */
  async freshAll(numbers: readonly CaseNo[]): Promise<Map<CaseNo, CaseRecord>> {
    const found = await this.cases.model.find({ team: this.cases.team, no: { $in: numbers } } as never).lean<CaseRecord[]>();
    return new Map(found.map((record) => [record.no, record]));
  }

  /** The case as it stands now. */
  async fresh(no: CaseNo): Promise<CaseRecord | undefined> {
    return this.cases.get(no);
  }

  private deliveredUpdate(sent: SentNotice, home?: Home): object {
    return {
      $pull: { notices: { id: sent.id } },
      $push: { sent: { $each: [sent], $slice: -60 } },
      $set: { attempts: 0, ...(home ? { home } : {}) },
    };
  }

  /** Records a delivered notice and takes it out of the waiting ones, in one write. */
  async delivered(no: CaseNo, sent: SentNotice, home?: Home): Promise<void> {
    await this.cases.model.updateOne({ team: this.cases.team, no }, this.deliveredUpdate(sent, home) as never);
  }

  /** The same for many notices of many cases. */
  async deliveredAll(items: readonly { readonly no: CaseNo; readonly sent: SentNotice }[]): Promise<void> {
    const writes = items.map(({ no, sent }) => ({
      updateOne: { filter: { team: this.cases.team, no }, update: this.deliveredUpdate(sent) },
    }));
    if (writes.length > 0) await this.cases.model.bulkWrite(writes as never, { ordered: false });
  }

  /** Where somebody's own card of the case stands. */
  async copied(no: CaseNo, copy: Copy): Promise<void> {
    await this.cases.model.updateOne({ team: this.cases.team, no }, { $push: { copies: copy } } as never);
  }

  /** Takes out a notice that is no longer true. */
  async dropped(no: CaseNo, id: string): Promise<void> {
    await this.cases.model.updateOne({ team: this.cases.team, no }, { $pull: { notices: { id } } } as never);
  }

  /** Gives the case back: done, or to be tried again at `retryAt`. Notices that came meanwhile are not forgotten. */
  async release(no: CaseNo, now: Date, retryAt?: Date): Promise<void> {
    const rest = { $ifNull: ['$notices', []] };
    const next = { $cond: [{ $eq: [{ $size: rest }, 0] }, '$$REMOVE', retryAt ?? now] };
    await this.cases.model.updateOne(
      { team: this.cases.team, no },
      [
        { $set: { nextNoticeAt: next, claim: '$$REMOVE', attempts: retryAt ? { $add: [{ $ifNull: ['$attempts', 0] }, 1] } : '$attempts' } },
      ] as never,
      { updatePipeline: true } as never,
    );
  }
}
