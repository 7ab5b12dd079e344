import { z } from 'zod';
import type { KindSettings, Policy } from '../policy.js';
import { duration } from '../setting.js';

/** Under `operations`. */
export const PROBLEM_SETTINGS = {
  problem: z.strictObject({ remindAfter: duration.prefault('P7D') }).prefault({}),
};

declare module '../policy.js' {
  interface OperationsSettings extends z.output<z.ZodObject<typeof PROBLEM_SETTINGS>> {}
  interface Policy {
    /** A problem that has not moved for so long is brought back to mind. Rule G9. */
    readonly problem: { readonly remindAfter: number };
  }
}

export const problemPolicy = ({ operations: { problem } }: KindSettings): Pick<Policy, 'problem'> => ({ problem });
