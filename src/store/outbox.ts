import { randomUUID } from 'node:crypto';
import type { CaseNo, Copy, Notice } from '../cases/case.js';
import type { CaseRecord, CaseStore, SentNotice } from './cases.js';
import { isDatabaseAway, isDatabaseFull } from './outage.js';
import { added, DOUBTED, hastened, type Settled, stagesOf } from './outbox-stages.js';
import { readNotices, readRecord } from './owed.js';

/** How long a claim lasts without a sign of life of its sender, in milliseconds. */
export const CLAIM_MS = 20_000;
/** How often a living sender renews its claims. */
export const HEARTBEAT_MS = 5_000;

/** How a case stands in the outbox before it is taken: as much as it needs to plan a run. */
export type Waiting = Pick<CaseRecord, 'no' | 'home' | 'owner' | 'notices'>;

/** A case that a sender has taken, with the notices that can be read. `unread`: those that cannot, as they are stored. */
export interface Claimed extends CaseRecord {
  readonly unread: readonly unknown[];
}

/** Writes of one who waits until they are done. */
interface Waits {
  readonly updates: readonly { readonly no: CaseNo; readonly stages: readonly object[] }[];
  resolve(): void;
  reject(error: unknown): void;
}

const FREE = { claim: { $exists: false } };
/** Its sender gave no sign of life for too long. */
const ABANDONED = { 'claim.until': { $exists: true }, $expr: { $lte: ['$claim.until', '$$NOW'] } };
/** Until when a claim lasts that is made or renewed now, by the database's clock: the senders' own may differ. */
const UNTIL = { $add: ['$$NOW', CLAIM_MS] };
/** The driver's leave to update by a pipeline. */
const BY_PIPELINE = { updatePipeline: true } as never;

/** Which writes of a bulk that was not ordered failed, where it says so: the others are done. */
function failedIn(error: unknown): ReadonlySet<number> | undefined {
  if (isDatabaseAway(error) || isDatabaseFull(error) || !(error instanceof Error) || !('writeErrors' in error)) return undefined;
  const failed = [error.writeErrors].flat().map((one) => (one as { readonly index?: unknown }).index);
  return failed.length > 0 && failed.every((index) => typeof index === 'number') ? new Set(failed as number[]) : undefined;
}

/**
 * The notices of a team's cases, waiting in their cases until they are delivered. `now` is the desk's time; a claim runs on
 * the database's clock, since it is about processes, whose own may differ.
 */
export class OutboxStore {
  private waiting: Waits[] = [];
  private isSettling = false;

  constructor(
    private readonly cases: CaseStore,
    private readonly sender: string,
  ) {}

  private dueNow(now: Date): object {
    return { team: this.cases.team, nextNoticeAt: { $lte: now } };
  }

  private named(numbers: readonly CaseNo[]): object {
    return { team: this.cases.team, no: numbers.length === 1 ? numbers[0] : { $in: numbers } };
  }

  /** Cases with notices to be sent that nobody holds, longest waiting first. */
  async due(now: Date, limit: number): Promise<Waiting[]> {
    const due = await this.cases.model
      .find({ ...this.dueNow(now), $or: [FREE, ABANDONED] } as never, { no: 1, home: 1, owner: 1, notices: 1 })
      .sort({ nextNoticeAt: 1, no: 1 })
      .limit(limit)
      .lean<Waiting[]>();
    return due.map((waiting) => ({ ...waiting, notices: readNotices(waiting).notices }));
  }

  /**
   * Takes those of these cases that are still due and free, out of the way of others and of the next look. Whose sender died may have
   * sent any of their notices: that is written down with the claim, so that no one who takes the case later forgets it.
   */
  async claim(numbers: readonly CaseNo[], now: Date): Promise<Claimed[]> {
    if (numbers.length === 0) return [];
    const id = randomUUID();
    const take = (which: object, more: object = {}) => ({
      updateMany: {
        filter: { ...this.dueNow(now), ...this.named(numbers), ...which },
        update: [
          {
            $set: {
              claim: { by: { $literal: this.sender }, id: { $literal: id }, until: UNTIL },
              nextNoticeAt: new Date(now.getTime() + CLAIM_MS),
              ...more,
            },
          },
        ],
      },
    });
    const takes = [take(FREE), take(ABANDONED, { notices: DOUBTED })];
    const { modifiedCount } = await this.cases.model.bulkWrite(takes as never, { ordered: false, updatePipeline: true } as never);
    if (modifiedCount === 0) return [];
    const records = await this.cases.model.find({ ...this.named(numbers), 'claim.id': id } as never).lean<CaseRecord[]>();
    const found = new Map(records.map((record) => [record.no, readRecord(record)]));
    return numbers.flatMap((no) => found.get(no) ?? []);
  }

  /** Cases that go on, or have left something behind, and of which something urgent was told that may want its answer still. */
  async calling(): Promise<CaseRecord[]> {
    const goesOn = { $or: [{ isOpen: true }, { nextDueAt: { $exists: true } }] };
    const asks = { answerable: { $elemMatch: { 'notice.isUrgent': true, isDrawn: { $ne: true } } } };
    const records = await this.cases.model.find({ team: this.cases.team, ...goesOn, ...asks } as never).lean<CaseRecord[]>();
    return records.map(readRecord);
  }

  /** A case owes this notice from now on, once under its id. */
  async owe(no: CaseNo, notice: Notice, now: Date): Promise<void> {
    const stages = [{ $set: added([notice]) }, { $set: { nextNoticeAt: { $min: ['$nextNoticeAt', now] } } }];
    await this.cases.model.updateOne(this.named([no]) as never, stages as never, BY_PIPELINE);
  }

  /** Notices that wait for a moment after this one wait no longer. */
  async hasten(now: Date, after: Date): Promise<void> {
    const later = {
      team: this.cases.team,
      nextNoticeAt: { $exists: true },
      $or: [{ nextNoticeAt: { $gt: after } }, { 'notices.retryAt': { $gt: after } }],
    };
    await this.cases.model.bulkWrite(
      [{ updateMany: { filter: later, update: [{ $set: { nextNoticeAt: now, notices: hastened(after) } }] } }] as never,
      { updatePipeline: true } as never,
    );
  }

  /** Gives a case back that this sender cannot work on, and lets it rest until then. Some of it may have been sent. */
  async setAside(no: CaseNo, until: Date): Promise<void> {
    const stages = [{ $set: { nextNoticeAt: until, notices: DOUBTED } }, { $unset: 'claim' }];
    await this.cases.model.updateOne(this.mine([no]) as never, stages as never, BY_PIPELINE);
  }

  /** A sign of life for the claims that this sender holds among these cases. */
  async keep(numbers: readonly CaseNo[], now: Date): Promise<void> {
    if (numbers.length > 0) await this.cases.model.updateMany(this.mine(numbers) as never, this.kept(now) as never, BY_PIPELINE);
  }

  /** A sign of life, and those of the cases that this sender still holds as they stand now. */
  async hold(numbers: readonly CaseNo[], now: Date): Promise<ReadonlyMap<CaseNo, CaseRecord>> {
    const [only] = numbers;
    if (only === undefined) return new Map();
    const { model } = this.cases;
    if (numbers.length > 1) {
      await this.keep(numbers, now);
      const held = await model.find(this.mine(numbers) as never).lean<CaseRecord[]>();
      return new Map(held.map((record) => [record.no, readRecord(record)]));
    }
    const record = await model
      .findOneAndUpdate(this.mine(numbers) as never, this.kept(now) as never, { returnDocument: 'after', updatePipeline: true } as never)
      .lean<CaseRecord>();
    return new Map(record ? [[only, readRecord(record)]] : []);
  }

  /** These cases as they stand now, whoever holds them. */
  async read(numbers: readonly CaseNo[]): Promise<ReadonlyMap<CaseNo, CaseRecord>> {
    const records = await this.cases.model.find(this.named(numbers) as never).lean<CaseRecord[]>();
    return new Map(records.map((record) => [record.no, readRecord(record)]));
  }

  private mine(numbers: readonly CaseNo[]): object {
    return { ...this.named(numbers), 'claim.by': this.sender };
  }

  private kept(now: Date): object {
    const nextNoticeAt = new Date(now.getTime() + CLAIM_MS);
    return [{ $set: { claim: { $mergeObjects: ['$claim', { until: UNTIL }] }, nextNoticeAt } }];
  }

  /**
   * Records what became of notices, each case in one write. What comes while a command is under way is in the next one: many
   * senders at once cost a command each time, not one each.
   */
  async settle(settled: readonly Settled[]): Promise<void> {
    const updates = settled.flatMap((one) => {
      const stages = stagesOf(this.sender, one);
      return stages.length > 0 ? [{ no: one.no, stages }] : [];
    });
    if (updates.length === 0) return;
    const waiting = new Promise<void>((resolve, reject) => {
      this.waiting.push({ updates, resolve, reject });
    });
    if (!this.isSettling) void this.settleWaiting();
    return waiting;
  }

  private async settleWaiting(): Promise<void> {
    this.isSettling = true;
    while (this.waiting.length > 0) {
      const batch = this.nextBatch();
      const writes = batch.flatMap(({ updates }) =>
        updates.map(({ no, stages }) => ({ updateOne: { filter: this.named([no]), update: stages } })),
      );
      try {
        await this.cases.model.bulkWrite(writes as never, { ordered: false, updatePipeline: true } as never);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const failed = failedIn(error);
        let first = 0;
        for (const { updates, resolve, reject } of batch) {
          const isWritten = failed && updates.every((_, n) => !failed.has(first + n));
          first += updates.length;
          if (isWritten) resolve();
          else reject(error);
        }
      }
    }
    this.isSettling = false;
  }

  /** Takes from the waiting what may be one command: no case twice, since its order would be open. */
  private nextBatch(): Waits[] {
    const taken = new Set<CaseNo>();
    const [batch, later]: [Waits[], Waits[]] = [[], []];
    for (const one of this.waiting) {
      const isApart = one.updates.every(({ no }) => !taken.has(no));
      for (const { no } of one.updates) taken.add(no);
      (isApart ? batch : later).push(one);
    }
    this.waiting = later;
    return batch;
  }

  /** As which message each of these notices is recorded, by its id; those that are not yet are missing. */
  async recorded(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const numbers = [...new Set(ids.map((id) => id.split(':')[0] as CaseNo))];
    const records = await this.cases.model.find(this.named(numbers) as never, { no: 1, sent: 1 }).lean<Pick<CaseRecord, 'sent'>[]>();
    const sent = records.flatMap((record) => record.sent ?? []).filter(({ id }) => ids.includes(id));
    return new Map(sent.map(({ id, ts }) => [id, ts]));
  }

  /** Is this message the one that stands for its notice? */
  async stands(no: CaseNo, { id, ts }: Pick<SentNotice, 'id' | 'ts'>): Promise<boolean> {
    return (await this.cases.model.exists({ ...this.named([no]), sent: { $elemMatch: { id, ts } } } as never)) !== null;
  }

  /** Records where somebody's own card of the case stands; false when he has one already that is not among those `known`. */
  async copied(no: CaseNo, copy: Copy, known: readonly Copy[]): Promise<boolean> {
    const another = { $elemMatch: { user: copy.user, ts: { $nin: known.map(({ ts }) => ts) } } };
    const hisFirst = { ...this.named([no]), copies: { $not: another } };
    const { modifiedCount } = await this.cases.model.updateOne(hisFirst as never, { $push: { copies: copy } } as never);
    return modifiedCount > 0;
  }
}
