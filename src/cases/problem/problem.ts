import type { Case, CaseNo } from '../case.js';

export const PROBLEM_STATES = ['found', 'analysed', 'fixed', 'verified', 'withdrawn'] as const;
export type ProblemState = (typeof PROBLEM_STATES)[number];
export const OPEN_PROBLEM_STATES = ['found', 'analysed', 'fixed'] as const satisfies readonly ProblemState[];

export const SEVERITIES = ['critical', 'major', 'minor'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The problem was seen once more. */
export interface Recurrence {
  readonly at: Date;
  readonly by: string;
  readonly note: string;
}

/** What is wrong with a project or device beyond one ticket. Rule G9. */
export interface ProblemData {
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** The project, `P-1`, with its name as it was when it was reported. */
  readonly project: string;
  readonly projectName: string;
  readonly group: string;
  readonly device?: string | undefined;
  readonly finder: string;
  readonly cause?: string | undefined;
  readonly fix?: string | undefined;
  readonly verification?: string | undefined;
  readonly fixedBy?: string | undefined;
  readonly tickets: readonly CaseNo[];
  readonly recurrences: readonly Recurrence[];
  /** When it came into its state: what does not move is chased. */
  readonly movedAt: Date;
  /** Grows with each move; a new one starts new reminders. */
  readonly moves: number;
}

export type Problem = Case<ProblemData, ProblemState>;
