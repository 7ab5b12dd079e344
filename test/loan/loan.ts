import type { Case, CaseNo } from '../../src/cases/case.js';

/** Where a tool is: with whoever borrowed it, due back soon, back on its shelf, or lost. */
export type LoanState = 'lent' | 'due_back' | 'returned' | 'lost';

export interface LoanData {
  readonly tool: string;
  /** When it is to be back. */
  readonly backAt: Date;
  /** The ticket that it was taken along for. */
  readonly lentFor?: CaseNo | undefined;
  /** What became of it, if it is lost. */
  readonly lostHow?: string | undefined;
}

/** A tool that somebody of the desk took along. Its owner is whoever has it. */
export type Loan = Case<LoanData, LoanState>;
