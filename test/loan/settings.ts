import { z } from 'zod';
import type { KindSettings, Policy } from '../../src/cases/policy.js';
import { duration } from '../../src/cases/setting.js';

export const LOAN_SETTINGS = { loan: z.strictObject({ remindBefore: duration.prefault('PT2H') }).prefault({}) };

/** The rules of loans; durations are milliseconds. */
interface LoanPolicy {
  /** Whoever has a tool is reminded this long before it is due back. */
  readonly remindBefore: number;
}

declare module '../../src/cases/policy.js' {
  interface Policy {
    readonly loan: LoanPolicy;
  }
  interface KindSettings {
    readonly loan: LoanPolicy;
  }
}

export const loanPolicy = ({ loan }: KindSettings): Partial<Policy> => ({ loan });
