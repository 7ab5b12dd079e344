import type { CaseNo } from '../cases/case.js';
import { type Inspection, type InspectionData, keyOf } from '../cases/inspection/inspection.js';
import type { Project } from '../cases/inspection/project.js';
import type { CaseRecord, CaseStore } from './cases.js';

const asInspections = (records: CaseRecord[]): Inspection[] => records as (CaseRecord & Inspection)[];

/** What one project was asked and answered in an inspection. */
export type ProjectPart = Pick<Inspection, 'no' | 'state'> & Pick<InspectionData, 'day' | 'projects' | 'results'>;

/** What people ask of inspections. Each question is served by an index (see CASE_INDEXES). */
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
        .sort({ 'data.day': 1 })
        .lean<CaseRecord[]>(),
    );
  }

  /** A project's part of the inspections of a period, days as in `between`, oldest first: the other projects stay in the database. */
  async ofProject({ no, lastItem }: Pick<Project, 'no' | 'lastItem'>, from: string, to: string): Promise<ProjectPart[]> {
    const keys = Array.from({ length: lastItem }, (_, n) => `data.results.${keyOf({ no }, { id: String(n + 1) })}`);
    const found = await this.cases.model.aggregate<Pick<Inspection, 'no' | 'state'> & { data: ProjectPart }>([
      { $match: { team: this.cases.team, 'data.projects.no': no, 'data.day': { $gte: from, $lte: to } } },
      {
        $project: {
          no: 1,
          state: 1,
          'data.day': 1,
          'data.projects': { $filter: { input: '$data.projects', cond: { $eq: ['$$this.no', no] } } },
          ...Object.fromEntries(keys.map((key) => [key, 1])),
        },
      },
      { $sort: { 'data.day': 1 } },
    ]);
    return found.map(({ no: number, state, data: { day, projects, results = {} } }) => ({ no: number, state, day, projects, results }));
  }

  /** Those that are to be done, the most urgent first. */
  async open(): Promise<Inspection[]> {
    return asInspections(
      await this.cases.model
        .find({ ...this.scope, isOpen: true })
        .sort({ dueAt: 1 })
        .lean<CaseRecord[]>(),
    );
  }

  /** Has this turn been opened? */
  async isOpened(turn: string): Promise<boolean> {
    return (await this.cases.model.exists({ team: this.cases.team, origin: turn })) !== null;
  }

  /** The open ticket that takes care of the same finding already. */
  async ticketOf(finding: string): Promise<CaseNo | undefined> {
    const record = await this.cases.model.findOne({ team: this.cases.team, 'data.finding': finding, isOpen: true }, { no: 1 }).lean();
    return record?.no;
  }
}
