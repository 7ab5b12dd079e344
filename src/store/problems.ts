import type { Problem } from '../cases/problem/problem.js';
import type { CaseRecord, CaseStore } from './cases.js';

const LIST_LENGTH = 1000;
const asProblems = (records: CaseRecord[]): Problem[] => records as (CaseRecord & Problem)[];

/** What people ask of the problem register. Rule G9. */
export class ProblemQueries {
  constructor(private readonly cases: CaseStore) {}

  /** Open problems, the oldest first. */
  async open(): Promise<Problem[]> {
    const { model, team } = this.cases;
    return asProblems(await model.find({ team, kind: 'problem', isOpen: true }).sort({ dueAt: 1, no: 1 }).lean<CaseRecord[]>());
  }

  /** The problems of a project, open or not, the newest first. */
  async ofProject(project: string): Promise<Problem[]> {
    const { model, team } = this.cases;
    return asProblems(
      await model
        .find({ team, 'data.project': project, kind: 'problem' } as never)
        .sort({ openedAt: -1, seq: -1 })
        .limit(LIST_LENGTH)
        .lean<CaseRecord[]>(),
    );
  }
}
