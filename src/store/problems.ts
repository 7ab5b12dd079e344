import type { Problem } from '../cases/problem/index.js';
import type { CaseRecord, CaseStore } from './cases.js';
import { paged } from './paged.js';

const asProblems = (records: CaseRecord[]): Problem[] => records as (CaseRecord & Problem)[];

/** What people ask of the problem register. Rule G9. */
export class ProblemQueries {
  constructor(private readonly cases: CaseStore) {}

  /** Open problems, the oldest first. */
  open(): Promise<Problem[]> {
    return this.list({ isOpen: true }, { dueAt: 1, no: 1 });
  }

  /** The problems of a project, open or not, the newest first. */
  ofProject(project: string): Promise<Problem[]> {
    return this.list({ 'data.project': project }, { openedAt: -1, seq: -1 });
  }

  /** All that a question finds, however many there are. */
  private list(question: object, sort: Record<string, 1 | -1>): Promise<Problem[]> {
    const { model, team } = this.cases;
    const asked = { team, kind: 'problem', ...question };
    return paged(
      async (skip, limit) => asProblems(await model.find(asked).sort(sort).skip(skip).limit(limit).lean<CaseRecord[]>()),
      ({ no }) => no,
    );
  }
}
