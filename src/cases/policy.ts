import type { WorkCalendar } from '../time/calendar.js';
import type { QuietHours } from '../time/quiet.js';

/** The rules of the desk as numbers that are of no one kind. Durations are milliseconds. */
export interface CommonPolicy {
  readonly calendar: WorkCalendar;
  /** Slack sounds a promise this long after the bot itself would have. */
  readonly fallback: { readonly after: number };
  /** When what cannot be acted on waits for the morning. */
  readonly quiet: QuietHours;
  /** So long before work ends for days off is told what falls due on them, in milliseconds. */
  readonly beforeOff: number;
  /** Slack ids, user groups already resolved to their members. */
  readonly people: {
    readonly supervisors: readonly string[];
    readonly heads: readonly string[];
    /** Those whom the settings name as engineers, and nobody who is not there today; empty when every agent is one. */
    readonly engineers: readonly string[];
    /** The members of each operations group; the first one answers for it. */
    readonly groups: Readonly<Record<string, readonly string[]>>;
    /** Those who hear everything at once, also at night. */
    readonly onDuty: readonly string[];
    /** Those whose quiet hours are others than the desk's. */
    readonly quiet: Readonly<Record<string, QuietHours>>;
  };
}

/**
 * The rules of the desk as numbers: defaults come from the handbook, values from the settings. Durations are milliseconds. Each kind of
 * case declares its slice where it reads it from the settings (`settings.ts` of its folder).
 */
export interface Policy extends CommonPolicy {}

/** What the settings say to the kinds of cases, read and with defaults; each kind declares its keys as it does those of the policy. */
export interface KindSettings {
  readonly operations: OperationsSettings;
}

/** What the settings say under `operations`: the groups, and what the kinds that are theirs declare. */
export interface OperationsSettings {
  readonly groups: Readonly<Record<string, GroupSettings>>;
}

/** What the settings say of an operations group; kinds declare what is theirs. */
export interface GroupSettings {
  readonly id?: string | undefined;
  readonly members: readonly string[];
  /** Where its cards stand; in the desk's channel without. */
  readonly channel?: string | undefined;
}

/** The policy of a desk, from what is common and the slice of each kind: together they are the whole. Throws where a slice holds what is common. */
export function policyFrom(common: CommonPolicy, slices: readonly Partial<Policy>[]): Policy {
  let policy: Partial<Policy> = common;
  for (const slice of slices) {
    const taken = Object.keys(slice).find((key) => Object.hasOwn(common, key));
    if (taken) throw new Error(`a kind of case brings ${taken} to the rules, which is of all`);
    policy = { ...policy, ...slice };
  }
  return policy as Policy;
}
