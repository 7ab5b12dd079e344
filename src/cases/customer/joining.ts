import { nameKey, tidyName } from '../names.js';
import { noCustomer } from '../nobody.js';
import { wordsOf } from '../words.js';
import { type Contact, type Customer, type CustomerData, isGoneSite, type Site } from './customer.js';
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

/** A customer of the register, the other ways in which it was written, and the sites that it gets. */
export interface Joined {
  readonly customer: Customer;
  readonly spellings: readonly string[];
  readonly sites: readonly string[];
}

/** A customer's fields with these sites besides its own. */
export function withSites(customer: CustomerData, names: readonly string[]): Partial<CustomerData> {
  const added = names.map((site, n): Site => ({ id: customer.lastPart + n + 1, site }));
  const data = { ...customer, sites: [...customer.sites, ...added], lastPart: customer.lastPart + added.length };
  return { sites: data.sites, lastPart: data.lastPart, ...keysOf(data) };
}

/** What becomes of the names that were typed so far. Nothing is joined but what is the same however it is written. */
export interface Joining {
  /** New entries, each with the ways in which it was written. */
  readonly fresh: readonly { readonly data: CustomerData; readonly spellings: readonly string[] }[];
  /** Names that the register has already. */
  readonly known: number;
  /** Of those the customers who were also written otherwise, or at sites that the register does not have. */
  readonly joined: readonly Joined[];
  /** What was typed and names no customer: it is left out. */
  readonly nobody: readonly string[];
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
  const taken = new Map(live.flatMap((customer) => [nameKey(customer.name), ...customer.alsoKeys].map((key) => [key, customer] as const)));
  const groups = groupsOf(typed);
  const unknown = [...groups].filter(([key]) => !taken.has(key));
  const isNobody = ([key]: readonly [string, Group]): boolean => noCustomer(key) !== undefined;
  const nobody = unknown.filter(isNobody).flatMap(([, { spellings }]) => mostFirst(spellings).slice(0, 1));
  const fresh = unknown
    .filter((one) => !isNobody(one))
    .map(([, { spellings, sites }]) => {
      const all = mostFirst(spellings);
      return { data: newCustomer(all[0] ?? '', [...sites.values()]), spellings: all };
    });
  const names = [...live.map(({ name }) => name), ...fresh.map(({ data }) => data.name)];
  return { fresh, nobody, known: groups.size - unknown.length, joined: joinedIn(groups, taken), doubtful: alike(names) };
}

/** A name as it was typed: in which ways and how often, at which sites. */
interface Group {
  readonly spellings: Map<string, number>;
  readonly sites: Map<string, string>;
}

/** What was typed most often first; of as many the shorter one, without a stray blank. */
const mostFirst = (spellings: ReadonlyMap<string, number>): string[] =>
  [...spellings].sort(([one, a], [other, b]) => b - a || one.length - other.length).map(([name]) => name);

function joinedIn(groups: ReadonlyMap<string, Group>, taken: ReadonlyMap<string, Customer>): Joined[] {
  const joined = new Map<string, Joined>();
  for (const [key, group] of groups) {
    const customer = taken.get(key);
    if (!customer) continue;
    const known = [customer.name, ...customer.shortNames, ...customer.formerNames];
    const before = joined.get(customer.no) ?? { customer, spellings: [], sites: [] };
    const sites = new Set([...customer.sites.map(({ site }) => site), ...before.sites].map(nameKey));
    joined.set(customer.no, {
      customer,
      spellings: [...before.spellings, ...mostFirst(group.spellings).filter((one) => !known.includes(one))],
      sites: [
        ...before.sites,
        ...[...group.sites].filter(([siteKey, site]) => !sites.has(siteKey) && !isGoneSite(customer, site)).map(([, site]) => site),
      ],
    });
  }
  return [...joined.values()].filter(({ spellings, sites }) => spellings.length + sites.length > 0);
}

function groupsOf(typed: readonly Typed[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const { name, site } of typed) {
    const key = nameKey(name);
    if (key === '') continue;
    const group = groups.get(key) ?? { spellings: new Map<string, number>(), sites: new Map<string, string>() };
    groups.set(key, group);
    group.spellings.set(tidyName(name), (group.spellings.get(tidyName(name)) ?? 0) + 1);
    const siteKey = nameKey(site ?? '');
    if (site && siteKey !== '' && !group.sites.has(siteKey)) group.sites.set(siteKey, tidyName(site));
  }
  return groups;
}
