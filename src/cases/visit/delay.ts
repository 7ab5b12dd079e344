import { withBreach } from './action.js';
import type { Delay, RuleBreach, VisitData } from './visit.js';

/** The breach of having told the customer too late, or not at all. Rule D6. */
export const tellBreach = (promisedAt: Date, by: string, at: Date): RuleBreach => ({ id: `D6:${promisedAt.toISOString()}`, at, by });

/**
 * A delay of which the customer has been told: what is recorded of it, and the breach if that was too late. What is entered only
 * after the last moment counts as too late until a supervisor confirms it. Rule D6.
 */
export function told(
  { delays, breaches }: Pick<VisitData, 'delays' | 'breaches'>,
  delay: Delay,
  { toldAt, enteredAt, agreedWith }: { readonly toldAt: Date; readonly enteredAt: Date; readonly agreedWith: string | undefined },
  by: string,
): Pick<VisitData, 'delays' | 'breaches'> {
  const wasInTime = enteredAt <= delay.tellBy;
  const isClaimed = !wasInTime && toldAt <= delay.tellBy;
  const after: Delay = { ...delay, toldAt, wasInTime, agreedWith, ...(isClaimed ? { isClaimed, enteredAt } : {}) };
  return {
    delays: delays.map((other) => (other.no === delay.no ? after : other)),
    breaches: wasInTime ? breaches : withBreach({ breaches }, tellBreach(delay.promisedAt, by, toldAt)),
  };
}
