import { randomUUID } from 'node:crypto';
import { type Answerable, MOST_ANSWERABLE } from '../cases/answerable.js';
import type { CaseNo, Copy, Home, Notice } from '../cases/case.js';
import type { CaseRecord, CaseStore, OwedNotice, SentNotice } from './cases.js';
import { isDatabaseAway, isDatabaseFull } from './outage.js';
import { readNotices, readRecord } from './owed.js';

/** How long a claim lasts without a sign of life of its sender, in milliseconds. */
export const CLAIM_MS = 20_000;
/** How often a living sender renews its claims. */
export const HEARTBEAT_MS = 5_000;
/** So many delivered notices does a case remember. */
const MOST_SENT_KEPT = 200;

/** How a case stands in the outbox before it is taken: as much as it needs to plan a run. */
export type Waiting = Pick<CaseRecord, 'no' | 'home' | 'owner' | 'notices'>;

/** A case that a sender has taken, with the notices that can be read. `unread`: those that cannot, as they are stored. */
export interface Claimed extends CaseRecord {
  readonly unread: readonly unknown[];
}

/** What became of a notice: delivered as this message, or without `sent` not true any more. */
export interface Done {
  readonly id: string;
  readonly sent?: SentNotice;
  /** Where the card stands now, when it was the card. */
  readonly home?: Home;
  /** What is to be known of it until it is answered. */
  readonly asks?: Answerable | undefined;
}

/** A message that is answered: what became of it, and whether Slack shows that. Without `isKept` it is not known any longer. */
export interface Answered extends Pick<Answerable, 'channel' | 'ts' | 'outcome' | 'isDrawn'> {
  readonly isKept?: boolean;
}

/** A notice that could not be delivered: when it is tried again, and what is to be known then. */
export type Kept = Pick<OwedNotice, 'id' | 'retryAt' | 'tries' | 'attempts' | 'refused'>;

/**
 * What became of notices of a case. `more`: notices that are owed besides, each once under its id. `back` gives the case back
 * with it; it is due again when the first of its notices is.
 */
export interface Settled {
  readonly no: CaseNo;
  readonly done: readonly Done[];
  readonly kept?: readonly Kept[];
  readonly answered?: readonly Answered[];
  readonly more?: readonly Notice[];
  /** What no sender can read: it goes out of the case. */
  readonly unread?: readonly unknown[];
  readonly back?: { readonly now: Date };
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

/** What stands in a list's place and is none counts as an empty one: a stage that fails writes nothing of its case. */
const listIn = (field: string): object => ({ $cond: [{ $isArray: field }, field, []] });
const OWED = listIn('$notices');
const KNOWN = listIn('$sent.id');
const isAmong = (ids: readonly string[]): object => ({ $in: ['$$this.id', { $literal: ids }] });

/** Records what became of notices and takes them out of the waiting ones. Of two senders of one notice the first one's message stands. */
function recorded(done: readonly Done[]): object {
  const sent = done.flatMap((one) => one.sent ?? []);
  const card = done.findLast((one) => one.home);
  const asks = done.flatMap((one) => one.asks ?? []);
  const asked = { $filter: { input: { $literal: asks }, cond: { $not: { $in: ['$$this.notice.id', KNOWN] } } } };
  const fresh = { $filter: { input: { $literal: sent }, cond: { $not: { $in: ['$$this.id', KNOWN] } } } };
  return {
    notices: { $filter: { input: OWED, cond: { $not: isAmong(done.map(({ id }) => id)) } } },
    ...(sent.length > 0 ? { sent: { $slice: [{ $concatArrays: [listIn('$sent'), fresh] }, -MOST_SENT_KEPT] } } : {}),
    ...(asks.length > 0 ? { answerable: { $slice: [{ $concatArrays: [listIn('$answerable'), asked] }, -MOST_ANSWERABLE] } } : {}),
    ...(card
      ? { home: { $cond: [{ $in: [card.id, KNOWN] }, { $ifNull: ['$home', { $literal: card.home }] }, { $literal: card.home }] } }
      : {}),
  };
}

/** Notices that wait on say until when; those of them that another sender has done meanwhile are gone. */
function waitingOn(kept: readonly Kept[]): object {
  const branches = kept.map(({ id, ...more }) => ({
    case: { $eq: ['$$this.id', { $literal: id }] },
    // biome-ignore lint/suspicious/noThenProperty: MongoDB's $switch calls it so.
    then: { $mergeObjects: ['$$this', { $literal: more }] },
  }));
  return { notices: { $map: { input: OWED, as: 'this', in: { $switch: { branches, default: '$$this' } } } } };
}

/** What became of messages that are answered. */
function withAnswered(answered: readonly Answered[]): object {
  const isThis = ({ channel, ts }: Answered): object => ({
    $and: [{ $eq: ['$$this.ts', { $literal: ts }] }, { $eq: ['$$this.channel', { $literal: channel }] }],
  });
  const gone = answered.filter(({ isKept }) => !isKept).map(isThis);
  const branches = answered
    .filter(({ isKept }) => isKept)
    .map(({ isKept: _, channel, ts, ...more }) => ({
      case: isThis({ channel, ts }),
      // biome-ignore lint/suspicious/noThenProperty: MongoDB's $switch calls it so.
      then: { $mergeObjects: ['$$this', { $literal: more }] },
    }));
  const left = gone.length > 0 ? { $filter: { input: listIn('$answerable'), cond: { $not: { $or: gone } } } } : listIn('$answerable');
  return {
    answerable: branches.length > 0 ? { $map: { input: left, as: 'this', in: { $switch: { branches, default: '$$this' } } } } : left,
  };
}

/** Notices that come besides, each once: neither waiting nor delivered already. */
function added(more: readonly Notice[]): object {
  const known = { $concatArrays: [KNOWN, listIn('$notices.id')] };
  return {
    notices: {
      $concatArrays: [OWED, { $filter: { input: { $literal: more }, cond: { $not: { $in: ['$$this.id', known] } } } }],
    },
  };
}

/** The case is free again, if this sender still holds it, and due when the first of its notices is: those that came meanwhile, now. */
function givenBack(sender: string, { now }: NonNullable<Settled['back']>): object {
  const ifMine = (given: unknown, otherwise: unknown) => ({ $cond: [{ $eq: ['$claim.by', { $literal: sender }] }, given, otherwise] });
  const isEmpty = { $eq: [{ $size: OWED }, 0] };
  const first = { $min: { $map: { input: OWED, as: 'this', in: { $ifNull: ['$$this.retryAt', '$$this.held.until', now] } } } };
  return {
    nextNoticeAt: ifMine({ $cond: [isEmpty, '$$REMOVE', first] }, '$nextNoticeAt'),
    claim: ifMine('$$REMOVE', '$claim'),
  };
}

/** A notice that waits for a later moment than this one waits no longer. */
const hastened = (after: Date): object => ({
  $map: {
    input: OWED,
    as: 'this',
    in: { $cond: [{ $gt: ['$$this.retryAt', after] }, { $mergeObjects: ['$$this', { retryAt: null }] }, '$$this'] },
  },
});

/** Only what can be read waits on. */
const withoutUnread = (unread: readonly unknown[]): object => ({
  notices: { $filter: { input: OWED, cond: { $not: { $in: ['$$this', { $literal: unread }] } } } },
});

/** The stages of an update that write down what became of a case. */
const stagesOf = (sender: string, { done, kept = [], answered = [], more = [], unread = [], back }: Settled): object[] => [
  ...(unread.length > 0 ? [{ $set: withoutUnread(unread) }] : []),
  ...(done.length > 0 ? [{ $set: recorded(done) }] : []),
  ...(kept.length > 0 ? [{ $set: waitingOn(kept) }] : []),
  ...(answered.length > 0 ? [{ $set: withAnswered(answered) }] : []),
  ...(more.length > 0 ? [{ $set: added(more) }] : []),
  ...(back ? [{ $set: givenBack(sender, back) }] : []),
];

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

  /** Takes those of these cases that are still due and free, out of the way of others and of the next look. */
  async claim(numbers: readonly CaseNo[], now: Date): Promise<Claimed[]> {
    if (numbers.length === 0) return [];
    const id = randomUUID();
    const take = (which: object, wasHeld: boolean) => ({
      updateMany: {
        filter: { ...this.dueNow(now), ...this.named(numbers), ...which },
        update: [
          {
            $set: {
              claim: { by: { $literal: this.sender }, id: { $literal: id }, until: UNTIL, wasHeld: { $literal: wasHeld } },
              nextNoticeAt: new Date(now.getTime() + CLAIM_MS),
            },
          },
        ],
      },
    });
    const takes = [take(FREE, false), take(ABANDONED, true)];
    const { modifiedCount } = await this.cases.model.bulkWrite(takes as never, { ordered: false, updatePipeline: true } as never);
    if (modifiedCount === 0) return [];
    const records = await this.cases.model.find({ ...this.named(numbers), 'claim.id': id } as never).lean<CaseRecord[]>();
    const found = new Map(records.map((record) => [record.no, readRecord(record)]));
    return numbers.flatMap((no) => found.get(no) ?? []);
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

  /** Gives a case back that this sender cannot work on, and lets it rest until then. */
  async setAside(no: CaseNo, until: Date): Promise<void> {
    await this.cases.model.updateOne(this.mine([no]) as never, { $set: { nextNoticeAt: until }, $unset: { claim: '' } } as never);
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
