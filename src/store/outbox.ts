import { randomUUID } from 'node:crypto';
import type { CaseNo, Copy, Home } from '../cases/case.js';
import type { CaseRecord, CaseStore, SentNotice } from './cases.js';

/** How long a claim lasts without a sign of life of its sender. */
const CLAIM_MS = 20_000;
/** How often a living sender renews its claims. */
export const HEARTBEAT_MS = 5_000;
/** So many delivered notices does a case remember. */
const MOST_SENT_KEPT = 60;

/** How a case stands in the outbox before it is taken: as much as it needs to plan a run. */
export type Waiting = Pick<CaseRecord, 'no' | 'home' | 'notices'>;

/** A case in a sender's hands. `wasHeld`: an earlier sender died with it, so its message may be in Slack already. */
export interface Held {
  readonly record: CaseRecord;
  readonly wasHeld: boolean;
}

const withoutNotice = (id: string): object => ({
  notices: { $filter: { input: { $ifNull: ['$notices', []] }, cond: { $ne: ['$$this.id', { $literal: id }] } } },
});

const withSent = (sent: SentNotice): object => ({
  sent: { $slice: [{ $concatArrays: [{ $ifNull: ['$sent', []] }, [{ $literal: sent }]] }, -MOST_SENT_KEPT] },
  attempts: 0,
});

/** The case is free again. Notices that came meanwhile are not forgotten. */
const givenBack = (now: Date, retryAt?: Date): object => ({
  nextNoticeAt: { $cond: [{ $eq: [{ $size: { $ifNull: ['$notices', []] } }, 0] }, '$$REMOVE', retryAt ?? now] },
  claim: '$$REMOVE',
  ...(retryAt ? { attempts: { $add: [{ $ifNull: ['$attempts', 0] }, 1] } } : {}),
});

/**
 * The notices of a team's cases, waiting in their cases until they are delivered. `now` is the desk's time; a claim runs on
 * the machine's clock, since it is about processes.
 */
export class OutboxStore {
  constructor(
    private readonly cases: CaseStore,
    private readonly sender: string,
  ) {}

  private dueNow(now: Date): object {
    const free = { $or: [{ claim: { $exists: false } }, { 'claim.until': { $lte: new Date() } }] };
    return { team: this.cases.team, nextNoticeAt: { $lte: now }, ...free };
  }

  private named(numbers: readonly CaseNo[]): object {
    return { team: this.cases.team, no: numbers.length === 1 ? numbers[0] : { $in: numbers } };
  }

  /** Cases with notices to be sent that nobody holds, longest waiting first. */
  async due(now: Date, limit: number): Promise<Waiting[]> {
    return this.cases.model
      .find(this.dueNow(now) as never, { no: 1, home: 1, notices: 1 })
      .sort({ nextNoticeAt: 1 })
      .limit(limit)
      .lean<Waiting[]>();
  }

  /** Takes those of these cases that are still due and free, out of the way of others and of the next look. */
  async claim(numbers: readonly CaseNo[], now: Date): Promise<Held[]> {
    if (numbers.length === 0) return [];
    const id = randomUUID();
    const claim = { by: this.sender, id, until: new Date(Date.now() + CLAIM_MS), wasHeld: { $ne: [{ $type: '$claim' }, 'missing'] } };
    const { modifiedCount } = await this.update({ ...this.dueNow(now), ...this.named(numbers) }, [
      { $set: { claim, nextNoticeAt: new Date(now.getTime() + CLAIM_MS) } },
    ]);
    if (modifiedCount === 0) return [];
    const records = await this.cases.model.find({ ...this.named(numbers), 'claim.id': id } as never).lean<CaseRecord[]>();
    const found = new Map(records.map((record) => [record.no, record]));
    return numbers.flatMap((no) => {
      const record = found.get(no);
      return record ? [{ record, wasHeld: record.claim?.wasHeld ?? false }] : [];
    });
  }

  /** A sign of life for the claims that this sender holds among these cases; false when it does not hold them all any more. */
  async keep(numbers: readonly CaseNo[], now: Date): Promise<boolean> {
    if (numbers.length === 0) return true;
    const { matchedCount } = await this.cases.model.updateMany(
      { ...this.named(numbers), 'claim.by': this.sender } as never,
      this.kept(now) as never,
    );
    return matchedCount === new Set(numbers).size;
  }

  /** A sign of life, and the cases as they stand now; undefined when this sender does not hold them all any more. */
  async hold(numbers: readonly CaseNo[], now: Date): Promise<ReadonlyMap<CaseNo, CaseRecord> | undefined> {
    const [only] = numbers;
    if (only === undefined || numbers.length > 1) return (await this.keep(numbers, now)) ? this.freshAll(numbers) : undefined;
    const record = await this.cases.model
      .findOneAndUpdate({ ...this.named(numbers), 'claim.by': this.sender } as never, this.kept(now) as never, { returnDocument: 'after' })
      .lean<CaseRecord>();
    return record ? new Map([[only, record]]) : undefined;
  }

  private kept(now: Date): object {
    return { $set: { 'claim.until': new Date(Date.now() + CLAIM_MS), nextNoticeAt: new Date(now.getTime() + CLAIM_MS) } };
  }

  private async freshAll(numbers: readonly CaseNo[]): Promise<ReadonlyMap<CaseNo, CaseRecord>> {
    if (numbers.length === 0) return new Map();
    const found = await this.cases.model.find(this.named(numbers) as never).lean<CaseRecord[]>();
    return new Map(found.map((record) => [record.no, record]));
  }

  /** The case as it stands now. */
  async fresh(no: CaseNo): Promise<CaseRecord | undefined> {
    return this.cases.get(no);
  }

  /** Records a delivered notice and takes it out of the waiting ones, in one write; `back` gives the case back with it. */
  async delivered(
    no: CaseNo,
    sent: SentNotice,
    { home, back }: { readonly home?: Home; readonly back?: Date | undefined } = {},
  ): Promise<void> {
    const fields = { ...withoutNotice(sent.id), ...withSent(sent), ...(home ? { home: { $literal: home } } : {}) };
    await this.update(this.named([no]), [{ $set: fields }, ...(back ? [{ $set: givenBack(back) }] : [])]);
  }

  /** The same for many notices of many cases. */
  async deliveredAll(items: readonly { readonly no: CaseNo; readonly sent: SentNotice }[]): Promise<void> {
    const writes = items.map(({ no, sent }) => ({
      updateOne: { filter: this.named([no]), update: [{ $set: { ...withoutNotice(sent.id), ...withSent(sent) } }] },
    }));
    if (writes.length > 0) await this.cases.model.bulkWrite(writes as never, { ordered: false, updatePipeline: true } as never);
  }

  /** Where somebody's own card of the case stands. */
  async copied(no: CaseNo, copy: Copy): Promise<void> {
    await this.cases.model.updateOne(this.named([no]) as never, { $push: { copies: copy } } as never);
  }

  /** Takes out a notice that is no longer true; `back` gives the case back with it. */
  async dropped(no: CaseNo, id: string, back?: Date): Promise<void> {
    await this.update(this.named([no]), [{ $set: withoutNotice(id) }, ...(back ? [{ $set: givenBack(back) }] : [])]);
  }

  /** Gives cases back: done, or to be tried again at `retryAt`. */
  async release(numbers: readonly CaseNo[], now: Date, retryAt?: Date): Promise<void> {
    if (numbers.length > 0) await this.update(this.named(numbers), [{ $set: givenBack(now, retryAt) }]);
  }

  private update(filter: object, stages: readonly object[]): Promise<{ modifiedCount: number }> {
    return this.cases.model.updateMany(filter as never, stages as never, { updatePipeline: true } as never);
  }
}
