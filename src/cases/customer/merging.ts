import { nameKey } from '../names.js';
import { phoneKeys } from '../telephone.js';
import { type Contact, type CustomerData, contractOn, type Site } from './customer.js';
import { keysOf } from './finding.js';

/** Names that are not there yet, however they are written. */
function withNames(known: readonly string[], more: readonly string[], except: readonly string[]): string[] {
  const taken = new Set([...known, ...except].map(nameKey));
  const fresh = [...new Map(more.map((name) => [nameKey(name), name])).values()].filter((name) => !taken.has(nameKey(name)));
  return [...known, ...fresh];
}

/** One record with the blanks filled from another; what both say stays as the first has it. */
const filled = <Part extends object>(first: Part, second: Part): Part => ({
  ...second,
  ...(Object.fromEntries(Object.entries(first).filter(([, value]) => value !== undefined && value !== '')) as Part),
});

/** Whom two entries name is one person when nothing that both say differs in number and place. */
function isSamePerson(a: Contact, b: Contact): boolean {
  if (nameKey(a.callerName) !== nameKey(b.callerName)) return false;
  const [phones, others] = [phoneKeys(a.phone ?? ''), phoneKeys(b.phone ?? '')];
  const isSamePhone = phones.length === 0 || others.length === 0 || phones.some((one) => others.includes(one));
  const isSamePlace = !a.site || !b.site || nameKey(a.site) === nameKey(b.site);
  return isSamePhone && isSamePlace;
}

/** Two lists as one: what is the same in both is one, the rest of the second comes behind with new ids. */
function together<Part extends { readonly id: number }>(
  first: readonly Part[],
  second: readonly Part[],
  isSame: (a: Part, b: Part) => boolean,
  nextId: () => number,
): Part[] {
  const parts = [...first];
  for (const one of second) {
    const place = parts.findIndex((part) => isSame(part, one));
    const known = parts[place];
    if (known) parts[place] = filled(known, { ...one, id: known.id });
    else parts.push({ ...one, id: nextId() });
  }
  return parts;
}

/**
 * A customer with everything of another one that turned out to be the same: names, sites, contacts, products; its own contract and owner
 * stay where it has them. Done twice it adds nothing.
 */
export function absorbed(customer: CustomerData, other: CustomerData): Partial<CustomerData> {
  let lastPart = customer.lastPart;
  const nextId = (): number => {
    lastPart += 1;
    return lastPart;
  };
  const sites = together<Site>(customer.sites, other.sites, (a, b) => nameKey(a.site) === nameKey(b.site), nextId);
  const placed = other.contacts.map((contact) => ({
    ...contact,
    site: sites.find(({ site }) => contact.site && nameKey(site) === nameKey(contact.site))?.site ?? contact.site,
  }));
  const contacts = together<Contact>(customer.contacts, placed, isSamePerson, nextId);
  const shortNames = withNames(customer.shortNames, other.shortNames, [customer.name]);
  const formerNames = withNames(customer.formerNames, [other.name, ...other.formerNames], [customer.name, ...shortNames]);
  const hasContract = contractOn(customer, '') !== 'none';
  const { contractNo, contractFrom, contractTo, contractScope, contractFirst, contractResolve } = hasContract ? customer : other;
  const merged = {
    shortNames,
    formerNames,
    products: withNames(customer.products, other.products, []),
    accountOwner: customer.accountOwner ?? other.accountOwner,
    ...{ contractNo, contractFrom, contractTo, contractScope, contractFirst, contractResolve },
    ...{ sites, contacts, lastPart, goneSites: withNames(customer.goneSites ?? [], other.goneSites ?? [], []) },
  };
  return { ...merged, ...keysOf({ ...customer, ...merged }) };
}
