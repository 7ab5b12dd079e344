import type { CaseNo } from '../cases/case.js';
import {
  FAULT_STATES,
  type Fault,
  FaultRanking,
  type FaultState,
  type FaultWords,
  findable,
  heardFrom,
  heardIn,
  type Said,
  type Told,
  titlesOf,
} from '../cases/fault/index.js';
import type { CaseRecord, CaseStore } from './cases.js';
import { paged } from './paged.js';

/** So many are read at once. */
const PAGE = 2_000;
/** Among so many that are like its name is one that has it. */
const MOST_ALIKE = 50;
/** Clocks of several processes differ by so much at most; what changed within it is read once more. */
const SKEW_MS = 60_000;

/** What is read of a ticket. */
const TOLD = {
  no: 1,
  ...Object.fromEntries(['description', 'customer', 'site', 'callerName', 'phone'].map((name) => [`data.${name}`, 1])),
};

const asFault = (record: CaseRecord): Fault => record as object as Fault;
type Changed = Pick<Fault, 'no' | 'data' | 'state' | 'version' | 'changedAt'>;

/** What people ask of the fault table. Rule C3. */
export class FaultQueries {
  private readonly ranking = new FaultRanking();
  /** The version in which each entry was taken in. */
  private readonly versions = new Map<CaseNo, number>();
  private since = new Date(0);
  private reading: Promise<void> | undefined;

  constructor(private readonly cases: CaseStore) {}

  /** Entries by their numbers, in that order. */
  async named(numbers: readonly CaseNo[]): Promise<Fault[]> {
    if (numbers.length === 0) return [];
    const { model, team } = this.cases;
    const found = await model.find({ team, no: { $in: numbers } }, { history: 0 }).lean<CaseRecord[]>();
    return numbers.flatMap((no) => found.filter((record) => record.no === no && record.kind === 'fault').map(asFault));
  }

  /** All that changed since a moment, the oldest change first. */
  private changed(since: Date, skip: number): Promise<Changed[]> {
    const { model, team } = this.cases;
    return model
      .find({ team, changedAt: { $gte: since }, 'data.looks': { $exists: true } }, { no: 1, data: 1, state: 1, version: 1, changedAt: 1 })
      .sort({ changedAt: 1, no: 1 })
      .skip(skip)
      .limit(PAGE)
      .lean<Changed[]>();
  }

  /** Takes in what changed since it was last looked; the whole table at first. */
  private async catchUp(): Promise<void> {
    const from = new Date(this.since.getTime() - SKEW_MS);
    for (let skip = 0; ; skip += PAGE) {
      const page = await this.changed(from, skip);
      await this.takeAll(page);
      if (page.length < PAGE) return;
    }
  }

  private async takeAll(page: readonly Changed[]): Promise<void> {
    const fresh = page.filter(({ no, version }) => (this.versions.get(no) ?? -1) < version);
    const tickets = await this.told(fresh.flatMap(({ data }) => heardFrom(data.links)));
    for (const one of fresh) {
      this.versions.set(one.no, one.version);
      const heard = heardIn(heardFrom(one.data.links).flatMap((no) => tickets.get(no) ?? []));
      if (one.state === 'archived') this.ranking.delete(one.no);
      else this.ranking.set(findable(one, heard));
    }
    for (const { changedAt } of page) if (changedAt > this.since) this.since = changedAt;
  }

  /** What tickets say of who called and of what, by their numbers. */
  private async told(numbers: readonly CaseNo[]): Promise<ReadonlyMap<CaseNo, Told>> {
    const { model, team } = this.cases;
    const told = new Map<CaseNo, Told>();
    for (let from = 0; from < numbers.length; from += PAGE) {
      const question = { team, no: { $in: numbers.slice(from, from + PAGE) } };
      const page = await model.find(question, TOLD).lean<{ readonly no: CaseNo; readonly data: Told }[]>();
      for (const { no, data } of page) told.set(no, data);
    }
    return told;
  }

  /** The known faults that somebody's words are about, the likeliest first. */
  async like(said: Said, limit: number, except: ReadonlySet<CaseNo> = new Set()): Promise<Fault[]> {
    this.reading ??= this.catchUp().finally(() => {
      this.reading = undefined;
    });
    await this.reading;
    return this.named(this.ranking.find(said, limit, except).map(({ no }) => no));
  }

  /** Entries that are called so in any language, archived ones too. */
  async called(words: FaultWords): Promise<Fault[]> {
    // What is being read may have begun before the newest was entered.
    await this.reading?.catch(() => {});
    const titles = titlesOf(words);
    const isCalled = ({ data }: Fault): boolean => titlesOf(data).some((title) => titles.includes(title));
    const archived = paged(
      (skip, limit) => this.newest(['archived'], limit, skip),
      ({ no }) => no,
    );
    const alike = await Promise.all(titles.map((title) => this.like({ words: title }, MOST_ALIKE)));
    const found = [...alike.flat(), ...(await archived)].filter(isCalled);
    return [...new Map(found.map((one) => [one.no, one])).values()];
  }

  /** Those in these states, the newest first. */
  async newest(states: readonly FaultState[], limit: number, skip = 0): Promise<Fault[]> {
    const { model, team } = this.cases;
    const found = await model
      .find({ team, kind: 'fault', state: { $in: states } }, { history: 0 })
      .sort({ openedAt: -1, seq: -1 })
      .skip(skip)
      .limit(limit)
      .lean<CaseRecord[]>();
    return found.map(asFault);
  }

  /** Those of the shipped entries that are in these states: there are few. */
  async shippedIn(states: readonly FaultState[]): Promise<Fault[]> {
    const { model, team } = this.cases;
    const question = { team, kind: 'fault', state: { $in: states }, 'data.shipped': { $exists: true } };
    return (await model.find(question, { history: 0 }).sort({ openedAt: -1, seq: -1 }).limit(PAGE).lean<CaseRecord[]>()).map(asFault);
  }

  countIn(states: readonly FaultState[]): Promise<number> {
    const { model, team } = this.cases;
    return model.countDocuments({ team, kind: 'fault', state: { $in: states } });
  }

  /** The whole table, archived entries too, the newest first. */
  everyone(): Promise<Fault[]> {
    return paged(
      (skip, limit) => this.newest(FAULT_STATES, limit, skip),
      ({ no }) => no,
    );
  }
}
