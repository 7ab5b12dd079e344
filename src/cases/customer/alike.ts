import { nameKey } from '../names.js';
import { wordsOf } from '../words.js';
import type { Customer } from './customer.js';
import { namesOf } from './finding.js';
import { likeness } from './similar.js';

/** A word in more customers than this tells nothing. */
const COMMON = 50;
/** So many pairs are compared at once; nobody waits longer for what is only a hint. */
const MOST_COMPARED = 20_000;

/** Pairs of characters, words, and the beginning: what two names that could be one share. */
const sharedBy = (name: string): string[] => [
  ...wordsOf(name).filter((word) => [...word].length > 1),
  `^${[...nameKey(name)].slice(0, 1).join('')}`,
];

/**
 * Of names that are new, those that are like one of a known customer, with the likest; at most `most`. Words that many
 * have are left out, and no more pairs are compared than can be in a moment.
 */
export function likeKnown(
  fresh: readonly string[],
  known: readonly Customer[],
  most: number,
): { readonly name: string; readonly customer: Customer }[] {
  const sharing = new Map<string, Customer[]>();
  for (const customer of known.filter(({ mergedInto }) => !mergedInto)) {
    for (const word of new Set(namesOf(customer).flatMap(sharedBy))) {
      const others = sharing.get(word);
      if (others) others.push(customer);
      else sharing.set(word, [customer]);
    }
  }
  let compared = 0;
  const found: { name: string; customer: Customer }[] = [];
  for (const name of fresh) {
    const groups = sharedBy(name)
      .map((word) => sharing.get(word) ?? [])
      .filter(({ length }) => length <= COMMON);
    const candidates = [...new Set(groups.flat())];
    compared += candidates.length;
    if (found.length >= most || compared > MOST_COMPARED) break;
    const [likest] = candidates
      .map((customer) => ({ customer, alike: Math.max(...namesOf(customer).map((one) => likeness(name, one))) }))
      .filter(({ alike }) => alike > 0)
      .sort((a, b) => b.alike - a.alike || a.customer.seq - b.customer.seq);
    if (likest) found.push({ name, customer: likest.customer });
  }
  return found;
}
