import type { DateTime } from 'luxon';
import { type Actor, leads, type Refusal, refuse } from './case.js';
import type { Policy } from './policy.js';
import { LEAST_TOLD, tellsSomething } from './text.js';
import { othersWhoLead } from './who-leads.js';

/** How one promise stands: when it is to be kept, and when it was broken if it was. No `dueAt`: it is withdrawn, cleared, or its clock stands still. */
export interface Standing {
  readonly dueAt?: Date | undefined;
  readonly brokenAt?: Date | undefined;
  /** Whose it is, by work or by wish: who leads decides of others' promises, not of his own while somebody else leads. */
  readonly of?: readonly string[] | undefined;
}

/** What a change does to a promise that somebody was given: it is due later, not any more, or what was broken would look kept. */
export type Loosening = 'later' | 'dropped' | 'forgiven';

/** By what right a promise is loosened: whoever it was given to consented, or who answers for the desk wants it; why, in either case. */
export interface Grounds {
  readonly consentedBy?: string | undefined;
  readonly reason?: string | undefined;
}

/** May this person let a promise of these people move by his own word? Whoever leads may; of his own only where nobody else leads. */
export const decidesOn = (of: readonly string[], actor: Actor, policy: Pick<Policy, 'people'>): boolean =>
  leads(actor) && (!of.includes(actor.id) || othersWhoLead(policy, ...of).length === 0);

const isBroken = ({ dueAt, brokenAt }: Standing, now: Date): boolean => brokenAt !== undefined || (dueAt !== undefined && dueAt <= now);

/** Does this change loosen the promise? Tightening it does not. `now` tells whether it was broken already, also when nobody has said so yet. */
export function looseningOf(before: Standing, after: Standing, now: Date): Loosening | undefined {
  if (isBroken(before, now)) return isBroken(after, now) ? undefined : 'forgiven';
  if (!before.dueAt) return undefined;
  if (!after.dueAt) return 'dropped';
  return after.dueAt > before.dueAt ? 'later' : undefined;
}

/**
 * The one door through which a promise moves: undefined when the change may be, else what stands against it. What was broken stays
 * broken for everybody; anything else needs a reason, and the customer's consent or the word of who answers for the desk. Consent
 * alone moves it by `policy.consent.upTo` at most, counted from `firstDueAt`, the time that was promised first. Rule A3.
 */
export function mayLoosen(
  before: Standing,
  after: Standing,
  { consentedBy, reason }: Grounds,
  { actor, now, policy }: { readonly actor: Actor; readonly now: DateTime; readonly policy: Pick<Policy, 'consent' | 'people'> },
  firstDueAt: Date | undefined = before.dueAt,
): Refusal | undefined {
  const at = now.toJSDate();
  const loosening = looseningOf(before, after, at);
  if (!loosening) return undefined;
  if (loosening === 'forgiven') return refuse('promiseBroken', { at: before.brokenAt ?? before.dueAt ?? at });
  if (!tellsSomething(reason)) return refuse('promiseNeedsReason', { n: LEAST_TOLD });
  if (decidesOn(before.of ?? [], actor, policy)) return undefined;
  if (!consentedBy) return refuse(leads(actor) ? 'promiseIsYours' : 'promiseStands', { at: before.dueAt ?? at });
  const until = new Date((firstDueAt ?? before.dueAt ?? at).getTime() + policy.consent.upTo);
  return after.dueAt && after.dueAt > until ? refuse('promiseTooFar', { until }) : undefined;
}
