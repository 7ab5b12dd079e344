import type { HistoryWords } from '../history.js';
import { sameName } from '../names.js';
import type { Registered } from '../register.js';

/** Where a customer is visited. `id` is its own within the customer. */
export interface Site {
  readonly id: number;
  readonly site: string;
  readonly address?: string | undefined;
  /** From the desk, one way. */
  readonly travelMinutes?: number | undefined;
  /** As people say it: `10:00–22:00, closed on Mondays`. */
  readonly hours?: string | undefined;
  /** Such as where the devices stand. */
  readonly note?: string | undefined;
}

/** Whom one speaks with. */
export interface Contact {
  readonly id: number;
  readonly callerName: string;
  readonly callerTitle?: string | undefined;
  /** One number or several, as they were typed. */
  readonly phone?: string | undefined;
  readonly role?: string | undefined;
  readonly site?: string | undefined;
}

/** What people enter of a customer, besides its sites and contacts. Days are local, ISO. Rule B2. */
export interface CustomerFields {
  readonly name: string;
  readonly shortNames: readonly string[];
  /** Under which it was known before: it is still found by them. */
  readonly formerNames: readonly string[];
  readonly products: readonly string[];
  /** Slack user who answers for it. */
  readonly accountOwner?: string | undefined;
  readonly contractNo?: string | undefined;
  readonly contractFrom?: string | undefined;
  /** The last day. */
  readonly contractTo?: string | undefined;
  readonly contractScope?: string | undefined;
  /** Minutes in which the contract promises the first contact, whatever the priority. */
  readonly contractFirst?: number | undefined;
  /** Hours in which it promises the solution, in the same way. */
  readonly contractResolve?: number | undefined;
}

/** By what a customer is found; made of the fields whenever they change (finding.ts). */
export interface CustomerKeys {
  /** By what its name is there once; absent once it was merged into another. */
  readonly nameKey?: string | undefined;
  /** Its short and former names, as names are compared. */
  readonly alsoKeys: readonly string[];
  /** In these a part of a name, of a site or of pinyin initials is looked for. */
  readonly found: readonly string[];
  readonly phoneKey: readonly string[];
  /** Words of its names, by which similar ones are found. */
  readonly words: readonly string[];
}

/** That somebody who leads has looked at two customers, and they are not one. */
export interface NotSame {
  /** The other one's number. */
  readonly no: string;
  readonly by: string;
  readonly at: Date;
}

export interface CustomerData extends CustomerFields, CustomerKeys {
  readonly sites: readonly Site[];
  readonly contacts: readonly Contact[];
  /** The largest id that a site or contact ever had. */
  readonly lastPart: number;
  /** Sites that were taken out: what calls said of them before offers them no more. */
  readonly goneSites?: readonly string[] | undefined;
  /** The customer that this one turned out to be. */
  readonly mergedInto?: string | undefined;
  /** What this one was taken for and is not. */
  readonly notSame?: readonly NotSame[] | undefined;
}

/** Was this site taken out, and is it not there again? */
export const isGoneSite = ({ sites, goneSites = [] }: Pick<CustomerData, 'sites' | 'goneSites'>, site: string): boolean =>
  sameName(site, goneSites) !== undefined &&
  sameName(
    site,
    sites.map((one) => one.site),
  ) === undefined;

/** A customer of the register. Disabled ones stay with all that hangs on them, and are offered nowhere. */
export type Customer = CustomerData & Registered;

/** How its history speaks of it. */
export const CUSTOMER_HISTORY: HistoryWords = { plain: ['callerName', 'site'] };

/** In how many milliseconds the contract that is in force on a local day promises more than the desk does; nothing where there is none. */
export function contractTargets(
  customer: Pick<CustomerFields, 'contractNo' | 'contractFrom' | 'contractTo' | 'contractFirst' | 'contractResolve'>,
  day: string,
): { readonly firstResponse?: number; readonly resolve?: number } | undefined {
  const { contractFirst, contractResolve } = customer;
  if (contractOn(customer, day) !== 'running' || (!contractFirst && !contractResolve)) return undefined;
  return {
    ...(contractFirst ? { firstResponse: contractFirst * 60_000 } : {}),
    ...(contractResolve ? { resolve: contractResolve * 3_600_000 } : {}),
  };
}

/** How a contract stands on a local day, ISO; undefined without one that says until when. */
export function contractOn(
  { contractNo, contractFrom, contractTo }: Pick<CustomerFields, 'contractNo' | 'contractFrom' | 'contractTo'>,
  day: string,
): 'running' | 'over' | 'ahead' | 'none' {
  if (!contractNo && !contractFrom && !contractTo) return 'none';
  if (contractFrom && day < contractFrom) return 'ahead';
  return contractTo && contractTo < day ? 'over' : 'running';
}
