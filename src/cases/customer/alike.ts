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

/** Names that are compared: by what they share, and how many pairs were compared so far. */
class Names<One> {
  private readonly sharing = new Map<string, { readonly one: One; readonly names: readonly string[] }[]>();
  private compared = 0;

  add(one: One, names: readonly string[]): void {
    const entry = { one, names };
    for (const word of new Set(names.flatMap(sharedBy))) {
      const others = this.sharing.get(word);
      if (others) others.push(entry);
      else this.sharing.set(word, [entry]);
    }
  }

  /** Whose names are likest to this one; the first that was added of those as like. Nobody's once too many were compared. */
  likest(name: string): One | undefined {
    const groups = sharedBy(name)
      .map((word) => this.sharing.get(word) ?? [])
      .filter(({ length }) => length <= COMMON);
    const candidates = [...new Set(groups.flat())];
    this.compared += candidates.length;
    if (this.compared > MOST_COMPARED) return undefined;
    return candidates
      .map(({ one, names }) => ({ one, alike: Math.max(...names.map((known) => likeness(name, known))) }))
      .filter(({ alike }) => alike > 0)
      .toSorted((a, b) => b.alike - a.alike)[0]?.one;
  }
}

/**
 * Of names that are new, those that are like one of a known customer, with the likest; at most `most`. Words that many
 * have are left out, and no more pairs are compared than can be in a moment.
 */
export function likeKnown(
  fresh: readonly string[],
  known: readonly Customer[],
  most: number,
): { readonly name: string; readonly customer: Customer }[] {
  const names = new Names<Customer>();
  const live = known.filter(({ mergedInto }) => !mergedInto).toSorted((a, b) => a.seq - b.seq);
  for (const customer of live) names.add(customer, namesOf(customer));
  const found: { name: string; customer: Customer }[] = [];
  for (const name of fresh) {
    const customer = found.length < most ? names.likest(name) : undefined;
    if (customer) found.push({ name, customer });
  }
  return found;
}

/** Of names that are new, those that are like one before them, with the likest of these; at most `most`, as of known ones. */
export function likeEachOther(fresh: readonly string[], most: number): { readonly name: string; readonly other: string }[] {
  const names = new Names<string>();
  const found: { name: string; other: string }[] = [];
  for (const name of fresh) {
    const other = found.length < most ? names.likest(name) : undefined;
    if (other) found.push({ name, other });
    names.add(name, [name]);
  }
  return found;
}
