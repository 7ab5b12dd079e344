import type { CaseNo } from '../cases/case.js';
import type { Inspection } from '../cases/inspection/inspection.js';
import type { CaseRecord, CaseStore } from './cases.js';

const asInspections = (records: CaseRecord[]): Inspection[] => records as (CaseRecord & Inspection)[];

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
