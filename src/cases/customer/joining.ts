import { nameKey, tidyName } from '../names.js';
import { wordsOf } from '../words.js';
import type { Contact, Customer, CustomerData, Site } from './customer.js';
import { keysOf } from './finding.js';
import { likeness } from './similar.js';

/** A customer as somebody typed it once, with the site that stood beside it. */
export interface Typed {
  readonly name: string;
  readonly site?: string | undefined;
}

/** A customer of whom not more is known than a name, where it is, and whom one speaks with. */
export function newCustomer(name: string, sites: readonly string[], contacts: readonly Omit<Contact, 'id'>[] = []): CustomerData {
  const data = {
    ...{ name: tidyName(name), shortNames: [], formerNames: [], products: [], lastPart: sites.length + contacts.length },
    sites: sites.map((site, n): Site => ({ id: n + 1, site: tidyName(site) })),
    contacts: contacts.map((contact, n): Contact => ({ ...contact, id: sites.length + n + 1 })),
  };
  return { ...data, ...keysOf(data) };
}

/** What becomes of the names that were typed so far. Nothing is joined but what is the same however it is written. */
export interface Joining {
  /** New entries, each with the ways in which it was written. */
  readonly fresh: readonly { readonly data: CustomerData; readonly spellings: readonly string[] }[];
  /** Names that the register has already. */
  readonly known: number;
  /** Names that could be one customer: they stay two until somebody says so. */
  readonly doubtful: readonly (readonly [string, string])[];
}

/** A word in more names than this tells nothing: all of them are compared by their rarer ones. */
const COMMON = 200;

/** Pairs of names that could be one, compared where they share a word or begin alike. */
function alike(names: readonly string[]): (readonly [string, string])[] {
  const sharing = new Map<string, string[]>();
  for (const name of names) {
    const [first = '', second = ''] = [...nameKey(name)];
    const words = [...wordsOf(name).filter((word) => [...word].length > 1), `^${first}`, `^^${second}`];
    for (const word of new Set(words)) sharing.set(word, [...(sharing.get(word) ?? []), name]);
  }
  const pairs = new Map<string, readonly [string, string]>();
  for (const group of sharing.values()) {
    if (group.length > COMMON) continue;
    for (const [n, one] of group.entries())
      for (const other of group.slice(n + 1)) if (likeness(one, other) > 0) pairs.set(`${one}\n${other}`, [one, other]);
  }
  return [...pairs.values()];
}

/** Makes entries of the names that were typed so far: what is the same after normalisation is one, with all its sites. */
export function joinTyped(typed: readonly Typed[], register: readonly Customer[]): Joining {
  const live = register.filter(({ mergedInto }) => !mergedInto);
  const taken = new Set(live.flatMap((customer) => [nameKey(customer.name), ...customer.alsoKeys]));
  const groups = new Map<string, { spellings: Map<string, number>; sites: Map<string, string> }>();
  for (const { name, site } of typed) {
    const key = nameKey(name);
    if (key === '') continue;
    const group = groups.get(key) ?? { spellings: new Map<string, number>(), sites: new Map<string, string>() };
    groups.set(key, group);
    group.spellings.set(tidyName(name), (group.spellings.get(tidyName(name)) ?? 0) + 1);
    const siteKey = nameKey(site ?? '');
    if (site && siteKey !== '' && !group.sites.has(siteKey)) group.sites.set(siteKey, tidyName(site));
  }
  const fresh = [...groups]
    .filter(([key]) => !taken.has(key))
    .map(([, { spellings, sites }]) => {
      const all = [...spellings].sort(([, a], [, b]) => b - a).map(([name]) => name);
      return { data: newCustomer(all[0] ?? '', [...sites.values()]), spellings: all };
    });
  const names = [...live.map(({ name }) => name), ...fresh.map(({ data }) => data.name)];
  return { fresh, known: groups.size - fresh.length, doubtful: alike(names) };
}
