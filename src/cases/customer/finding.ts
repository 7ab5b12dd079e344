import { nameKey } from '../names.js';
import { initialsOf } from '../pinyin.js';
import { extensionIn, findingKeys, mainOf, phoneKeys } from '../telephone.js';
import { cleanText, plainNumber } from '../text.js';
import { wordsOf } from '../words.js';
import type { Contact, CustomerFields, CustomerKeys, Site } from './customer.js';

/** Nobody looks for more; a database takes no pattern of any length. */
const LONGEST_ASKED = 120;
const MOST_ASKED = 8;
/** Fewer digits are no part of a number. */
const LEAST_DIGITS = 3;
const ONLY_DIGITS = /^[+\d\s().\-–/]+$/;

const unique = (keys: readonly string[]): string[] => [...new Set(keys.filter((key) => key !== ''))];

/** Every name of a customer, the present one first. */
export const namesOf = ({ name, shortNames, formerNames }: Pick<CustomerFields, 'name' | 'shortNames' | 'formerNames'>): string[] => [
  name,
  ...shortNames,
  ...formerNames,
];

/** A caller says his own name first, and how he is called: 王 with 经理 is looked for as 王经理. */
const calledKeys = ({ callerName, callerTitle = '' }: Contact): string[] => [nameKey(callerName), nameKey(`${callerName}${callerTitle}`)];

/** By what a customer is found: names, sites, their pinyin initials, whom one speaks with there, numbers. A merged one has no name of its own any more. */
export function keysOf(
  customer: Pick<CustomerFields, 'name' | 'shortNames' | 'formerNames'> & {
    readonly sites: readonly Site[];
    readonly contacts: readonly Contact[];
    readonly mergedInto?: string | undefined;
  },
): CustomerKeys {
  const names = namesOf(customer);
  const shown = [...names, ...customer.sites.map(({ site }) => site)];
  return {
    nameKey: customer.mergedInto ? undefined : nameKey(customer.name),
    alsoKeys: unique([...customer.shortNames, ...customer.formerNames].map(nameKey)),
    found: unique([...shown.map(nameKey), ...shown.flatMap(initialsOf), ...customer.contacts.flatMap(calledKeys)]),
    phoneKey: unique(customer.contacts.flatMap(({ phone }) => (phone ? findingKeys(phone) : []))),
    words: wordsOf(...names),
  };
}

/** What somebody looks for: words that all stand in names, sites or initials, or digits of a number. Lower case, as keys are. */
export interface Sought {
  readonly words: readonly string[];
  /** Any of these, whole or in part; an extension stands behind an `x`. */
  readonly phones: readonly string[];
  /** The same without their extensions, for where nothing has one of those. */
  readonly mains: readonly string[];
}

/** Reads what was typed to find a customer: a number however it is written, part of one, an extension, or words. */
export function soughtIn(typed: string): Sought {
  const plain = cleanText(plainNumber(typed)).slice(0, LONGEST_ASKED);
  const words = unique(plain.split(/\s+/).map(nameKey)).slice(0, MOST_ASKED);
  const extension = extensionIn(plain);
  if (extension) return { words, phones: [`x${extension}`], mains: [] };
  const digits = plain.replace(/\D/g, '');
  if (digits.length < LEAST_DIGITS) return { words, phones: [], mains: [] };
  const isPart = ONLY_DIGITS.test(plain);
  const keys = phoneKeys(plain).filter((key) => /^\d+(?:x\d+)?$/.test(key) && key.length >= LEAST_DIGITS);
  const whole = isPart || /\d{7}/.test(digits) ? keys : [];
  const mains = whole.filter((key) => mainOf(key) !== key).map(mainOf);
  return { words, phones: unique([...(isPart ? [digits] : []), ...whole]), mains: unique(mains) };
}
