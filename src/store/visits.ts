import type { CaseNo } from '../cases/case.js';
import { type Arrived, countedOf, LONGEST_HOURS, type Solved, type Violation, type Visit, type VisitData } from '../cases/visit/index.js';
import type { CaseRecord, CaseStore } from './cases.js';

/** How many faults of one symptom are looked at, the newest first. */
const MOST_FAULTS = 500;
const asVisits = (records: CaseRecord[]): Visit[] => records as (CaseRecord & Visit)[];

/** A stretch of time, instants; `to` is not in it. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** What people ask of visits. Each question is served by an index (src/cases/visit/indexes.ts). */
export class VisitQueries {
  constructor(private readonly cases: CaseStore) {}

  private get scope() {
    return { team: this.cases.team, kind: 'visit' };
  }

  private async list(question: object, sort: Record<string, 1 | -1>): Promise<Visit[]> {
    return asVisits(await this.cases.model.find(question).sort(sort).lean<CaseRecord[]>());
  }

  /** Somebody's appointments that begin in a period, in order; cancelled ones are not appointments. */
  async diaryOf(user: string, { from, to }: Period): Promise<Visit[]> {
    const found = await this.list(
      { team: this.cases.team, 'data.crew': user, 'data.from': { $gte: from, $lt: to } },
      { 'data.from': 1, no: 1 },
    );
    return found.filter(({ state }) => state !== 'cancelled');
  }

  /** Open visits that began before a moment, in order: until its copy is archived a visit is somebody's work, whatever the day. */
  async unfinishedBefore(at: Date): Promise<Visit[]> {
    // A promise ends at most the longest window after it begins.
    const found = await this.list(
      { ...this.scope, isOpen: true, dueAt: { $lt: new Date(at.getTime() + LONGEST_HOURS * 3600_000) } },
      { dueAt: 1, no: 1 },
    );
    return found.filter(({ data }) => data.from < at).sort((a, b) => a.data.from.getTime() - b.data.from.getTime());
  }

  /** What somebody has to do in a period: his appointments, and before them every visit of his that is still open. */
  async agendaOf(user: string, period: Period): Promise<Visit[]> {
    const [open, diary] = await Promise.all([this.unfinishedBefore(period.from), this.diaryOf(user, period)]);
    return [...open.filter(({ data }) => data.crew.includes(user)), ...diary];
  }

  /** Every visit of a period that is or was somebody's, cancelled ones too: what his calendar may have. */
  async calendarOf(user: string, { from, to }: Period): Promise<Visit[]> {
    const within = { 'data.from': { $gte: from, $lt: to } };
    const [his, were] = await Promise.all([
      this.list({ team: this.cases.team, 'data.crew': user, ...within }, { 'data.from': 1, no: 1 }),
      this.list({ ...this.scope, ...within, 'copies.user': user }, { 'data.from': 1, no: 1 }),
    ]);
    return [...his, ...were.filter(({ no }) => !his.some((one) => one.no === no))];
  }

  /** Everybody's appointments that begin in a period, in order. */
  async between({ from, to }: Period): Promise<Visit[]> {
    const found = await this.list({ ...this.scope, 'data.from': { $gte: from, $lt: to } }, { 'data.from': 1, no: 1 });
    return found.filter(({ state }) => state !== 'cancelled');
  }

  /** Visits that are not archived yet, the earliest first. */
  async open(): Promise<Visit[]> {
    return this.list({ ...this.scope, isOpen: true }, { dueAt: 1, no: 1 });
  }

  /** Orders that no engineer was asked to take. */
  async pool(): Promise<Visit[]> {
    return (await this.open()).filter(({ state, data }) => state === 'ordered' && data.engineer === undefined);
  }

  /** The arrivals since a moment, and the promises that passed without one, by engineer. */
  async arrivalsSince(since: Date): Promise<Arrived[]> {
    const of = (list: 'arrivals' | 'misses'): Promise<Pick<VisitData, 'arrivals' | 'misses'>[]> =>
      this.cases.model
        .find({ ...this.scope, [`data.${list}.at`]: { $gte: since } } as never, { [`data.${list}`]: 1 })
        .lean<{ data: Partial<VisitData> }[]>()
        .then((found) => found.map(({ data }) => ({ arrivals: data.arrivals ?? [], misses: data.misses })));
    const found = await Promise.all([of('arrivals'), of('misses')]);
    return found
      .flat()
      .flatMap(countedOf)
      .filter(({ at }) => at >= since);
  }

  /** The don'ts that were reported in a period, each with its visit, the oldest first. Rule D14. */
  async violationsIn({ from, to }: Period): Promise<{ visit: Visit; violation: Violation }[]> {
    const isIn = ({ at }: Violation): boolean => at >= from && at < to;
    const visits = await this.list({ ...this.scope, 'data.violations.at': { $gte: from, $lt: to } }, { no: 1 });
    return visits
      .flatMap((visit) => visit.data.violations.filter(isIn).map((violation) => ({ visit, violation })))
      .sort((a, b) => a.violation.at.getTime() - b.violation.at.getTime());
  }

  /** The last visit at a customer's site, whichever of these names it had: its address and travel, and that we have been there. */
  async lastAt(names: readonly string[], site: string | undefined): Promise<Visit | undefined> {
    const [last] = asVisits(
      await this.cases.model
        .find({
          team: this.cases.team,
          'data.customer': { $in: names },
          kind: 'visit',
          state: { $ne: 'cancelled' },
          ...(site ? { 'data.site': site } : {}),
        })
        .sort({ openedAt: -1, seq: -1 })
        .limit(1)
        .lean<CaseRecord[]>(),
    );
    return last;
  }

  /** Has anybody of us been at this customer's site before? Rule D12. */
  async hasBeenAt(names: readonly string[], site: string | undefined): Promise<boolean> {
    const question = {
      team: this.cases.team,
      'data.customer': { $in: names },
      kind: 'visit',
      'data.arrivals.at': { $exists: true },
      ...(site ? { 'data.site': site } : {}),
    };
    return (await this.cases.model.exists(question as never)) !== null;
  }

  /** Who solved faults of a symptom, with his last one. Rules C3, D2. */
  async solvedOf(category: string, product: string | undefined, except: CaseNo): Promise<Solved[]> {
    const found = await this.cases.model
      .find(
        {
          team: this.cases.team,
          kind: 'ticket',
          'data.category': category,
          closedAt: { $exists: true },
          state: { $in: ['resolved', 'closed'] },
          no: { $ne: except },
          ...(product ? { 'data.product': product } : {}),
        } as never,
        { owner: 1, no: 1, 'data.steps': 1, 'data.resolvedBy': 1 },
      )
      .sort({ closedAt: -1, seq: -1 })
      .limit(MOST_FAULTS)
      .lean<{ owner: string; no: CaseNo; data: { steps?: string; resolvedBy?: string } }[]>();
    const owners = new Map<string, Solved>();
    for (const { owner, no, data } of found) {
      const solver = data.resolvedBy ?? owner;
      const known = owners.get(solver);
      owners.set(solver, known ? { ...known, n: known.n + 1 } : { owner: solver, n: 1, lastNo: no, lastSteps: data.steps ?? '' });
    }
    return [...owners.values()];
  }
}
