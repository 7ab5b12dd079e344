import type { CaseNo } from '../cases/case.js';
import { type Checked, type Inspection, type InspectionData, keyOf, type SubjectCount } from '../cases/inspection/index.js';
import type { CaseRecord, CaseStore } from './cases.js';

const asInspections = (records: CaseRecord[]): Inspection[] => records as (CaseRecord & Inspection)[];

/** What one project or device was asked and answered in an inspection. */
export type SubjectPart = Pick<Inspection, 'no' | 'state'> & Pick<InspectionData, 'day' | 'cycle' | 'subjects' | 'results' | 'excused'>;

/** How far the subjects of one turn were. */
export interface TurnCounts extends Pick<InspectionData, 'day' | 'cycle' | 'group'> {
  readonly isOpen: boolean;
  readonly counts: Readonly<Record<string, SubjectCount>>;
}

/** What people ask of inspections. Each question is served by an index (src/cases/inspection/indexes.ts). */
export class InspectionQueries {
  constructor(private readonly cases: CaseStore) {}

  private get scope() {
    return { team: this.cases.team, kind: 'inspection' };
  }

  /** Those whose day lies between two local days, both included, oldest first. */
  async between(from: string, to: string): Promise<Inspection[]> {
    return asInspections(
      await this.cases.model
        .find({ ...this.scope, 'data.day': { $gte: from, $lte: to } })
        .sort({ 'data.day': 1, seq: 1 })
        .lean<CaseRecord[]>(),
    );
  }

  /** The numbers of the projects and devices that inspections of this cycle and local day look at: nothing else of them is read. */
  async subjectsOf(cycle: InspectionData['cycle'], day: string): Promise<ReadonlySet<string>> {
    const found = await this.cases.model
      .find({ ...this.scope, 'data.day': day, 'data.cycle': cycle } as never, { 'data.subjects.no': 1 })
      .lean<{ data?: { subjects?: { no: string }[] } }[]>();
    return new Set(found.flatMap(({ data }) => (data?.subjects ?? []).map(({ no }) => no)));
  }

  /** A project's or device's part of the inspections of a period, days as in `between`, oldest first: the others stay in the database. */
  async ofSubject({ no, lastItem }: { readonly no: string } & Pick<Checked, 'lastItem'>, from: string, to: string): Promise<SubjectPart[]> {
    const keys = Array.from({ length: lastItem }, (_, n) => `data.results.${keyOf({ no }, { id: String(n + 1) })}`);
    const found = await this.cases.model.aggregate<Pick<Inspection, 'no' | 'state'> & { data: SubjectPart }>([
      { $match: { team: this.cases.team, 'data.subjects.no': no, 'data.day': { $gte: from, $lte: to } } },
      {
        $project: {
          no: 1,
          seq: 1,
          state: 1,
          'data.day': 1,
          'data.cycle': 1,
          'data.excused': 1,
          'data.subjects': { $filter: { input: '$data.subjects', cond: { $eq: ['$$this.no', no] } } },
          ...Object.fromEntries(keys.map((key) => [key, 1])),
        },
      },
      { $sort: { 'data.day': 1, seq: 1 } },
    ]);
    return found.map(({ no: number, state, data: { day, cycle, subjects, excused, results = {} } }) => ({
      no: number,
      state,
      day,
      cycle,
      subjects,
      results,
      excused,
    }));
  }

  /** How far each project and device was on each day of a period, without a single answer: the month at a glance. Rule G8. */
  async counts(from: string, to: string): Promise<TurnCounts[]> {
    const found = await this.cases.model
      .find({ ...this.scope, 'data.day': { $gte: from, $lte: to } } as never, {
        isOpen: 1,
        'data.day': 1,
        'data.cycle': 1,
        'data.group': 1,
        summary: 1,
      })
      .sort({ 'data.day': 1, seq: 1 })
      .lean<{ isOpen: boolean; data: Pick<InspectionData, 'day' | 'cycle' | 'group'>; summary?: TurnCounts['counts'] }[]>();
    return found.map(({ isOpen, data: { day, cycle, group }, summary = {} }) => ({ isOpen, day, cycle, group, counts: summary }));
  }

  /** Those that something is still planned for: all that are open, and those that are over with findings that nobody takes care of. */
  async planned(): Promise<Inspection[]> {
    return asInspections(
      await this.cases.model
        .find({ team: this.cases.team, nextDueAt: { $gt: new Date(0) }, kind: 'inspection' } as never)
        .sort({ nextDueAt: 1, no: 1 })
        .lean<CaseRecord[]>(),
    );
  }

  /** Those that ended at this moment or later, oldest first. */
  async endedSince(from: Date): Promise<Inspection[]> {
    return asInspections(
      await this.cases.model
        .find({ ...this.scope, closedAt: { $gte: from } } as never)
        .sort({ closedAt: 1, no: 1 })
        .lean<CaseRecord[]>(),
    );
  }

  /** Those of a period, days as in `between`, that were missed: only whose they were. */
  async missedIn(from: string, to: string): Promise<(Pick<Inspection, 'no'> & { data: Pick<InspectionData, 'group'> })[]> {
    return this.cases.model
      .find({ ...this.scope, 'data.day': { $gte: from, $lte: to }, state: 'missed' } as never, { no: 1, 'data.group': 1 })
      .lean<(Pick<Inspection, 'no'> & { data: Pick<InspectionData, 'group'> })[]>();
  }

  /** Those that are to be done, the most urgent first. */
  async open(): Promise<Inspection[]> {
    return asInspections(
      await this.cases.model
        .find({ ...this.scope, isOpen: true })
        .sort({ dueAt: 1, no: 1 })
        .lean<CaseRecord[]>(),
    );
  }

  /** The open ticket that takes care of a finding already, and how many there ever were for it. */
  async ticketsOf(finding: string): Promise<{ open: CaseNo | undefined; count: number }> {
    const all = await this.cases.model.find({ team: this.cases.team, 'data.finding': finding }, { no: 1, isOpen: 1 }).lean();
    return { open: all.find(({ isOpen }) => isOpen)?.no, count: all.length };
  }
}
