import { LRUCache } from 'lru-cache';
import type { Connection, Model } from 'mongoose';
import type { Asked } from '../cases/asks.js';
import type { Case, CaseNo, Refusal } from '../cases/case.js';
import { kindNamed } from '../cases/kinds.js';
import type { Decided } from '../cases/rules.js';
import { Lanes } from '../lanes.js';
import { FORMER_CASE_INDEXES } from './case-indexes.js';
import { type CaseRecord, caseSchema, counterSchema } from './case-record.js';
import { besides, turnOf, writeOf } from './case-write.js';
import { modelOf } from './connection.js';
import { HistoryStore, isLong, moveOut, tooMany } from './histories.js';
import { isDatabaseAway, isDatabaseFull, isDuplicate, mayHaveHappened, OutcomeUnknown, surely } from './outage.js';
import { type IndexLog, prepareIndexes } from './prepare.js';

export type { CaseRecord, OwedNotice, SentNotice } from './case-record.js';

/** How often a lost race is tried again before we give up; each try re-reads and decides anew. */
const MOST_TRIES = 20;
/** So many cases are remembered as this process saw them last, and so long: an edit in the database by hand is seen then. */
const REMEMBERED = { max: 250, ttl: 30_000 };
/** So many broken cases stand aside, and so long. */
const ASIDE = { max: 1_000, ttl: 15 * 60_000 };
/** So many submissions are remembered; Slack sends one again within minutes. */
const MOST_ORIGINS = 2_000;
/** So long does a decision wait for the one before it on the same case; after that the guard of its write decides alone. */
const PATIENCE_MS = 500;

export type Decide<C> = (c: C) => Decided<object, string> | Refusal | undefined;
export type Changed<C> = { readonly ok: true; readonly case: C } | Refusal;

/** The cases of one team. Whatever changes a case goes through `change`: one guarded write per decision. */
export class CaseStore {
  readonly model: Model<CaseRecord>;
  readonly histories: HistoryStore;
  private readonly counters: Model<{ _id: string; last: number }>;
  /** Cases as this process saw them last. They may be old: only a guarded write may trust them. */
  private readonly seen = new LRUCache<CaseNo, CaseRecord>(REMEMBERED);
  /** Due cases that cannot be decided on: tried again after a while, not each time before all others. */
  private readonly aside = new LRUCache<CaseNo, true>(ASIDE);
  private readonly lanes = new Lanes();
  /** What this process made cases of: a second one is looked up before it takes a number. */
  private readonly origins = new LRUCache<string, true>({ max: MOST_ORIGINS });

  constructor(
    connection: Connection,
    readonly team: string,
    /** Hears of every decision that was written: the case and what was decided. */
    private readonly onWritten: (after: CaseRecord, action: string, before?: CaseRecord) => void = () => {},
    /** So long does a decision wait for the one before it on the same case. */
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.model = modelOf(connection, 'Case', caseSchema());
    this.histories = new HistoryStore(connection, team);
    this.counters = modelOf(connection, 'Counter', counterSchema, 'last');
  }

  async prepare(log?: IndexLog): Promise<void> {
    await prepareIndexes(this.model, log, FORMER_CASE_INDEXES);
  }

  /** The next number of a series: of a kind of case, or of a register. */
  async nextSeq(series: string): Promise<number> {
    const counter = await this.counters
      .findOneAndUpdate({ _id: `${this.team}:${series}` }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' })
      .lean();
    return counter?.last ?? 1;
  }

  /**
   * Stores a new case under the next number of its series. The same `origin` twice (a retried or doubled submission)
   * gives the first one's case again; only when two processes have it at once is a number left out. Throws on a kind that nobody registered.
   */
  async create(kind: string, open: (seq: number) => Decided<object, string>, origin?: string): Promise<CaseRecord> {
    if (!kindNamed(kind)) throw new Error(`there is no kind of case named ${kind}`);
    if (!origin) return this.stored(kind, open);
    return this.lanes.take(`origin ${origin}`, async () => {
      const first = this.origins.has(origin) ? await this.byOrigin(origin) : undefined;
      if (first) return first;
      this.origins.set(origin, true);
      return this.stored(kind, open, origin);
    });
  }

  private async stored(kind: string, open: (seq: number) => Decided<object, string>, origin?: string): Promise<CaseRecord> {
    const { next, notices } = open(await this.nextSeq(kind));
    const record = {
      ...(next as Case<object>),
      ...besides(next as Case<object>),
      notices,
      sent: [],
      ...(origin ? { origin } : {}),
      ...(notices.length > 0 ? { nextNoticeAt: turnOf(notices, next.openedAt) } : {}),
    };
    const insert = async (): Promise<CaseRecord> => {
      await this.model.insertMany([record], { lean: true });
      return record;
    };
    try {
      // Its number is given to nobody else: what stands under it is this one.
      const stored = await surely(insert, () => this.get(next.no));
      this.seen.set(next.no, stored);
      this.onWritten(stored, 'open');
      return stored;
    } catch (error) {
      const first = origin !== undefined && isDuplicate(error) ? await this.byOrigin(origin) : undefined;
      if (first) return first;
      throw error;
    }
  }

  private async byOrigin(origin: string): Promise<CaseRecord | undefined> {
    return (await this.model.findOne({ team: this.team, origin }).lean<CaseRecord>()) ?? undefined;
  }

  /** Of which of these origins there are cases. */
  async originsAmong(wanted: readonly string[]): Promise<ReadonlySet<string>> {
    if (wanted.length === 0) return new Set();
    const found = await this.model.find({ team: this.team, origin: { $in: wanted } }, { origin: 1 }).lean<{ origin: string }[]>();
    return new Set(found.map(({ origin }) => origin));
  }

  async get(no: CaseNo): Promise<CaseRecord | undefined> {
    const record = await this.model.findOne({ team: this.team, no }).lean<CaseRecord>();
    if (record) this.seen.set(no, record);
    return record ?? undefined;
  }

  /** The case whose card began this thread. A message is known by its channel and time: another channel may have one of the same time. */
  async byThread(channel: string, ts: string): Promise<CaseRecord | undefined> {
    return (await this.model.findOne({ team: this.team, 'home.ts': ts, 'home.channel': channel }).lean<CaseRecord>()) ?? undefined;
  }

  /**
   * Decides on a case and writes the answer if nobody was faster; if somebody was, reads again and decides again.
   * Undefined when there is no such case or nothing to do. `key` names the request: the same one twice has one effect.
   */
  async change(no: CaseNo, decide: Decide<CaseRecord>, key?: string): Promise<Changed<CaseRecord> | undefined> {
    return this.lanes.take(no, () => this.decided(no, decide, key), this.patienceMs);
  }

  /** The same for what mends a case that may be stored wrongly: it begins with a reading. */
  async mend(no: CaseNo, decide: Decide<CaseRecord>): Promise<Changed<CaseRecord> | undefined> {
    this.seen.delete(no);
    return this.change(no, decide);
  }

  /** Begins with the case as it was seen last, which spares a reading; nothing is refused by that, only by a fresh one. */
  private async decided(no: CaseNo, decide: Decide<CaseRecord>, key: string | undefined): Promise<Changed<CaseRecord> | undefined> {
    let lost: unknown;
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const seen = attempt === 0 ? this.seen.get(no) : undefined;
      const before =
        seen ??
        (await this.get(no).catch((error: unknown) => {
          throw lost ? new OutcomeUnknown(error) : error;
        }));
      if (before && key && before.history.some((entry) => entry.key === key)) return { ok: true, case: before };
      const decided = before && decide(before);
      if (seen && !decided?.ok) continue;
      if (!before || !decided) return undefined;
      if (!decided.ok) return decided;
      let after: CaseRecord | null;
      try {
        after = await this.model
          .findOneAndUpdate({ team: this.team, no, version: before.version }, writeOf(before, decided, key) as never, {
            returnDocument: 'after',
          })
          .lean<CaseRecord>();
      } catch (error) {
        // Only the answer may be lost. Of a request that has a name the next reading tells, and nothing is done twice.
        if (!mayHaveHappened(error)) throw lost ? new OutcomeUnknown(error) : error;
        this.seen.delete(no);
        if (key === undefined || lost) throw new OutcomeUnknown(error);
        lost = error;
        continue;
      }
      if (!after) continue;
      this.seen.set(no, after);
      // Its decision is written: what fails here is done by the next one.
      await this.shorten(after).catch(() => undefined);
      for (const { action } of decided.entries) this.onWritten(after, action, before);
      return { ok: true, case: after };
    }
    throw new Error(`${no} changed under us ${MOST_TRIES} times in a row`);
  }

  /**
   * Decides on up to `limit` cases with a deadline at or before `now`, oldest first, and writes all answers at once, each only
   * if nobody was faster. Answers how many were due, decided on and written; one that lost a race is still due, or done by others.
   * One that cannot be decided on or written is told to `failed` and stands aside for a while, so that the others come to their turn.
   */
  async changeDue(
    now: Date,
    limit: number,
    decide: (c: CaseRecord) => Decided<object, string> | undefined,
    failed: (c: CaseRecord, error: unknown) => void = (_, error) => {
      throw error;
    },
  ) {
    const fail = (before: CaseRecord, error: unknown): void => {
      failed(before, error);
      this.aside.set(before.no, true);
    };
    const due = await this.model
      .find({ team: this.team, nextDueAt: { $lte: now }, ...(this.aside.size > 0 ? { no: { $nin: [...this.aside.keys()] } } : {}) })
      .sort({ nextDueAt: 1, no: 1 })
      .limit(limit)
      .lean<CaseRecord[]>();
    const writes = due.flatMap((before) => {
      try {
        const decided = decide(before);
        const filter = { team: this.team, no: before.no, version: before.version };
        return decided ? [{ before, updateOne: { filter, update: writeOf(before, decided) } }] : [];
      } catch (error) {
        fail(before, error);
        return [];
      }
    });
    const changed = await this.writeAll(writes, fail);
    for (const { no, history } of due) if (isLong(history)) await this.shortenNow(no);
    return { due: due.length, decided: writes.length, changed };
  }

  /** Writes all at once; where that fails, each alone, so that one that cannot be written leaves the others theirs. */
  private async writeAll(
    writes: readonly { readonly before: CaseRecord; readonly updateOne: { readonly filter: object; readonly update: object } }[],
    fail: (before: CaseRecord, error: unknown) => void,
  ): Promise<number> {
    if (writes.length === 0) return 0;
    try {
      return (await this.model.bulkWrite(writes.map(({ updateOne }) => ({ updateOne })) as never, { ordered: false })).modifiedCount;
    } catch (error) {
      if (isDatabaseAway(error) || isDatabaseFull(error)) throw error;
    }
    let changed = 0;
    for (const { before, updateOne } of writes) {
      try {
        changed += (await this.model.updateOne(updateOne.filter as never, updateOne.update as never)).modifiedCount;
      } catch (error) {
        fail(before, error);
      }
    }
    return changed;
  }

  /** Moves the oldest entries of a case's history out, when they are too many. */
  private async shorten(record: CaseRecord): Promise<void> {
    if (tooMany(record.history) === 0) return;
    const after = await moveOut(this.model as never, this.histories, this.team, record);
    if (after) this.seen.set(record.no, after);
    else this.seen.delete(record.no);
  }

  private async shortenNow(no: CaseNo): Promise<void> {
    const record = await this.get(no);
    if (record) await this.shorten(record);
  }

  /** The open cases that are somebody's to see through, oldest first. */
  async openOf(owner: string, limit: number): Promise<CaseNo[]> {
    const found = await this.model
      .find({ team: this.team, owner, isOpen: true }, { no: 1, openedAt: 1 })
      .sort({ openedAt: 1 })
      .limit(limit)
      .lean();
    return found.map(({ no }) => no);
  }

  /** The cases that rest on this file in Slack. */
  async withFile(file: string): Promise<Pick<CaseRecord, 'no' | 'version'>[]> {
    return this.model.find({ team: this.team, files: file } as never, { no: 1, version: 1 }).lean<Pick<CaseRecord, 'no' | 'version'>[]>();
  }

  /** The cases that wait for an answer of one of these, the most urgent first. */
  async waitingFor(asked: readonly Asked[], limit: number): Promise<CaseRecord[]> {
    return this.model
      .find({ team: this.team, asks: { $in: asked } } as never, { words: 0, notices: 0, sent: 0 })
      .sort({ dueAt: 1, no: 1 })
      .limit(limit)
      .lean<CaseRecord[]>();
  }

  /** Whose open cases are. */
  /** The open cases of an operations group, the first due first. */
  async openOfGroup(group: string): Promise<CaseRecord[]> {
    return this.model.find({ team: this.team, isOpen: true, 'data.group': group }).sort({ dueAt: 1, no: 1 }).lean<CaseRecord[]>();
  }

  ownersOfOpen(): Promise<string[]> {
    return this.model.distinct('owner', { team: this.team, isOpen: true });
  }

  /** The channels in which cards of open cases stand. */
  async channelsOfOpen(): Promise<string[]> {
    const channels: unknown[] = await this.model.distinct('home.channel', { team: this.team, isOpen: true });
    return channels.filter((channel): channel is string => typeof channel === 'string');
  }

  /** The open cases whose cards stand in this channel. */
  async openIn(channel: string): Promise<CaseRecord[]> {
    return this.model.find({ team: this.team, isOpen: true, 'home.channel': channel }).lean<CaseRecord[]>();
  }

  /** Is there any case of this team? */
  async isUsed(): Promise<boolean> {
    return (await this.model.exists({ team: this.team })) !== null;
  }

  /** The earliest deadline of all cases. */
  async nextDue(): Promise<Date | undefined> {
    const first = await this.model
      .findOne({ team: this.team, nextDueAt: { $gt: new Date(0) } }, { nextDueAt: 1 })
      .sort({ nextDueAt: 1, no: 1 })
      .lean();
    return first?.nextDueAt;
  }

  /** The next moment at which a case wants something: a deadline, or what waits for a later time than this one. */
  async nextMoment(now: Date): Promise<Date | undefined> {
    const due = await this.nextDue();
    const waiting = await this.model
      .findOne({ team: this.team, nextNoticeAt: { $gt: now } }, { nextNoticeAt: 1 })
      .sort({ nextNoticeAt: 1, no: 1 })
      .lean();
    return waiting?.nextNoticeAt && !(due && due < waiting.nextNoticeAt) ? waiting.nextNoticeAt : due;
  }

  /** Open cases whose `nextDueAt` is not the earliest of their deadlines: something went wrong with them. */
  async inconsistent(): Promise<CaseNo[]> {
    const earliest = { $min: '$deadlines.dueAt' };
    const found = await this.model.aggregate<{ no: CaseNo }>([
      { $match: { team: this.team, isOpen: true } },
      { $project: { no: 1, isWrong: { $ne: [{ $ifNull: [earliest, null] }, { $ifNull: ['$nextDueAt', null] }] } } },
      { $match: { isWrong: true } },
    ]);
    return found.map(({ no }) => no);
  }

  /** How many cases have a notice that should have gone out before this moment. */
  async noticesDue(moment: Date): Promise<number> {
    return this.model.countDocuments({ team: this.team, nextNoticeAt: { $lte: moment } });
  }

  /** How many cases have a deadline that should have fired before this moment. */
  async deadlinesDue(moment: Date): Promise<number> {
    return this.model.countDocuments({ team: this.team, nextDueAt: { $lte: moment } });
  }

  /** Numbers of all open cases, for computing their deadlines anew. */
  async openNumbers(): Promise<CaseNo[]> {
    const found = await this.model.find({ team: this.team, isOpen: true }, { no: 1 }).lean();
    return found.map(({ no }) => no);
  }
}
