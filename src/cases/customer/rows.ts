import { nameKey, tidyName } from '../names.js';
import { noCustomer } from '../nobody.js';
import { type LacksColumns, longestOf, type ReadSheet, type RowProblem, rowsByColumn } from '../sheet-rows.js';
import { saysSomething } from '../text.js';
import { type Cells, type CustomerState, numbered, type SheetContext, type SheetCustomer, valuesIn, type Wrong } from './cells.js';
import type { Contact, Customer, CustomerData, Site } from './customer.js';
import { keysOf } from './finding.js';
import { CUSTOMER_FORM, contactForm, siteForm } from './form.js';

/** The columns of a sheet of customers: a row for each site and contact; what is left blank stays as it is. */
export const CUSTOMER_COLUMNS = [
  ...['no', 'name', 'shortNames', 'formerNames', 'products', 'accountOwner', 'state'],
  ...['contractNo', 'contractFrom', 'contractTo', 'contractScope', 'contractFirst', 'contractResolve'],
  ...['site', 'address', 'travelMinutes', 'hours', 'note', 'callerName', 'callerTitle', 'role', 'phone'],
] as const;

/** Several names in one cell. */
const BETWEEN = '；';
const BETWEEN_ANY = /[;；、|\n]/;
const LISTS = ['shortNames', 'formerNames', 'products'] as const;
const LONGEST = longestOf(CUSTOMER_FORM, siteForm(false), contactForm({ sites: [] }, false));

/** What a sheet would do: new customers, changes of known ones, rows that cannot be taken; `same`: customers of which it says nothing new. */
export interface ImportPlan extends Pick<ReadSheet, 'unknown' | 'head'> {
  readonly fresh: readonly SheetCustomer[];
  readonly changed: readonly { readonly before: Customer; readonly change: Partial<SheetCustomer> }[];
  readonly same: number;
  readonly bad: readonly RowProblem[];
}

/**
 * A customer as rows of a sheet: each site with its contacts, then the contacts of no site. `words`: what a sheet calls its state, and
 * whom it belongs to.
 */
export function rowsOfCustomer(customer: Customer, words: { state(state: CustomerState): string; person(id: string): string }): Cells[] {
  const { no, name, sites, contacts, accountOwner, isEnabled, contractNo, contractFrom, contractTo, contractScope } = customer;
  const lists = Object.fromEntries(LISTS.map((field) => [field, customer[field].join(BETWEEN)]));
  const stands = { state: words.state(isEnabled ? 'inUse' : 'outOfUse'), accountOwner: accountOwner && words.person(accountOwner) };
  const targets = { contractFirst: customer.contractFirst?.toString(), contractResolve: customer.contractResolve?.toString() };
  const own = { no, name, ...lists, ...stands, contractNo, contractFrom, contractTo, contractScope, ...targets };
  const siteCells = ({ site, address, travelMinutes, hours, note }: Site): Cells => ({
    site,
    address,
    travelMinutes: travelMinutes?.toString(),
    hours,
    note,
  });
  const contactCells = ({ callerName, callerTitle, role, phone }: Contact): Cells => ({ callerName, callerTitle, role, phone });
  const rows = sites.flatMap((site): Cells[] => {
    const at = contacts.filter((contact) => contact.site === site.site);
    return at.length > 0 ? at.map((contact) => ({ ...siteCells(site), ...contactCells(contact) })) : [siteCells(site)];
  });
  const elsewhere = contacts.filter(({ site }) => !sites.some((one) => one.site === site)).map(contactCells);
  const parts = [...rows, ...elsewhere];
  return (parts.length > 0 ? parts : [{}]).map((part) => ({ ...own, ...part }));
}

const listIn = (cell: string): string[] => {
  const names = cell
    .split(BETWEEN_ANY)
    .map(tidyName)
    .filter((name) => nameKey(name) !== '');
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
};

/** The customers of the register as a sheet finds them; one that was merged is the one that it became. */
export class Known {
  private readonly byNo: ReadonlyMap<string, Customer>;
  private readonly byName = new Map<string, Customer | null>();

  constructor(all: readonly Customer[]) {
    this.byNo = new Map(all.map((customer) => [customer.no, customer]));
    const live = all.filter(({ mergedInto }) => !mergedInto);
    // A name that two have means neither of them, unless it is the very name of one.
    for (const customer of live) for (const key of customer.alsoKeys) this.byName.set(key, this.byName.has(key) ? null : customer);
    for (const customer of live) this.byName.set(nameKey(customer.name), customer);
  }

  of(
    no: string | undefined,
    name: string | undefined,
  ): { readonly customer?: Customer | undefined; readonly isRename: boolean; readonly isMissing: boolean } {
    let customer = no ? this.byNo.get(no) : undefined;
    if (no && !customer) return { isRename: false, isMissing: true };
    const isMerged = customer?.mergedInto !== undefined;
    for (let n = 0; n < this.byNo.size && customer?.mergedInto; n += 1) customer = this.byNo.get(customer.mergedInto);
    if (customer) return { customer, isRename: !isMerged, isMissing: false };
    return { customer: (name && this.byName.get(nameKey(name))) || undefined, isRename: false, isMissing: false };
  }

  /** Another customer that has this name. */
  holderOf(name: string, but: Customer | undefined): Customer | undefined {
    const holder = this.byName.get(nameKey(name)) ?? undefined;
    return holder?.no === but?.no ? undefined : holder;
  }
}

/** Only what a row says: blank cells are absent, and take nothing away. */
const said = <Part extends object>(part: Part): Partial<Part> =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Partial<Part>;

const numberOf = (cell: string | undefined): number | undefined => (cell === undefined ? undefined : Number(cell));

/** A customer with what a row says of it besides. */
function withRow(data: SheetCustomer, cells: Cells, days: Partial<SheetCustomer>): SheetCustomer {
  const { contractNo, contractScope, site, address, travelMinutes, hours, note, callerName, callerTitle, role, phone } = cells;
  const lists = Object.fromEntries(LISTS.flatMap((field) => (cells[field] ? [[field, listIn(cells[field])]] : [])));
  const targets = said({ contractFirst: numberOf(cells.contractFirst), contractResolve: numberOf(cells.contractResolve) });
  let next: SheetCustomer = { ...data, ...said({ contractNo, contractScope, ...targets }), ...days, ...lists };
  const siteName = site && (next.sites.find((one) => nameKey(one.site) === nameKey(site))?.site ?? tidyName(site));
  if (siteName) {
    const more = said({ address, travelMinutes: numberOf(travelMinutes), hours, note });
    const isKnown = next.sites.some((one) => one.site === siteName);
    const sites = isKnown
      ? next.sites.map((one) => (one.site === siteName ? { ...one, ...more } : one))
      : [...next.sites, { id: next.lastPart + 1, site: siteName, ...more }];
    next = { ...next, sites, lastPart: next.lastPart + (isKnown ? 0 : 1) };
  }
  if (callerName) {
    const more = said({ callerTitle, role, phone, site: siteName });
    const same = next.contacts.filter((one) => nameKey(one.callerName) === nameKey(callerName));
    const known = same.find((one) => one.site === siteName) ?? (same.length === 1 && !same[0]?.site ? same[0] : undefined);
    const contacts = known
      ? next.contacts.map((one) => (one.id === known.id ? { ...one, ...more } : one))
      : [...next.contacts, { id: next.lastPart + 1, callerName, ...more }];
    next = { ...next, contacts, lastPart: next.lastPart + (known ? 0 : 1) };
  }
  return next;
}

const NOBODY: Omit<CustomerData, 'name'> = {
  ...{
    shortNames: [],
    formerNames: [],
    products: [],
    sites: [],
    contacts: [],
    lastPart: 0,
    alsoKeys: [],
    found: [],
    phoneKey: [],
    words: [],
  },
};

/** Why a row is nobody's, or brings a name that cannot be taken. */
function misnamed(cells: Cells, known: Known): Wrong | undefined {
  const no = cells.no?.toUpperCase();
  const { customer, isRename, isMissing } = known.of(no, cells.name);
  if (isMissing) return { code: 'rowNoSuch', params: { no: no ?? '' } };
  // As the form refuses it: what nobody is called. One that is called so already stays.
  const isNamed = customer && nameKey(cells.name ?? '') === nameKey(customer.name);
  if ((!customer || cells.name) && !saysSomething(cells.name ?? '')) return { code: 'rowName', params: {} };
  const noName = cells.name && !isNamed ? noCustomer(cells.name) : undefined;
  if (noName) return { code: 'rowNoCustomer', params: { name: cells.name ?? '' } };
  const holder = isRename && cells.name ? known.holderOf(cells.name, customer) : undefined;
  if (holder) return { code: 'rowNameTaken', params: { name: cells.name ?? '', no: holder.no } };
  const former = (cells.formerNames ? listIn(cells.formerNames) : []).find((name) => known.holderOf(name, customer));
  return former ? { code: 'rowNameTaken', params: { name: former, no: known.holderOf(former, customer)?.no ?? '' } } : undefined;
}

/** What is of a site, and of a contact: without one it would be nobody's. */
const OF_SITE = ['address', 'travelMinutes', 'hours', 'note'] as const;
const OF_CONTACT = ['callerTitle', 'role', 'phone'] as const;

/** A row with the site that it means: the one that it names, else the customer's only one; or why what it says is nobody's. */
function placed(cells: Cells, { name, sites }: SheetCustomer): { readonly cells: Cells } | Wrong {
  const isSaid = (column: string): boolean => cells[column] !== undefined;
  if (!cells.callerName && OF_CONTACT.some(isSaid)) return { code: 'rowNoContact', params: {} };
  if (cells.site || !OF_SITE.some(isSaid)) return { cells };
  const [only, other] = sites;
  if (!only) return { code: 'rowNoSite', params: { name } };
  if (other) return { code: 'rowWhichSite', params: { name, sites: sites.map(({ site }) => site).join(' · ') } };
  return { cells: { ...cells, site: only.site } };
}

/** A customer as the rows so far made it; `renamedIn`: the one that gave it another name. */
interface Made {
  readonly before: Customer | undefined;
  readonly data: SheetCustomer;
  readonly renamedIn?: number | undefined;
}

/** The customers that a sheet brings, row by row: each under its number, or under its name if it is new. */
class Making {
  readonly made = new Map<string, Made>();
  /** Names that rows gave to customers which had them not: whose, and in which row. */
  private readonly names = new Map<string, { readonly key: string; readonly row: number }>();

  /** Takes a row; or answers why not, in words about the row with which it cannot stand. */
  take(row: number, cells: Cells, { customer, isRename }: ReturnType<Known['of']>, read: Partial<SheetCustomer>): Wrong | undefined {
    const { name = '' } = cells;
    const named = nameKey(name);
    const given = this.names.get(named);
    const key = customer?.no ?? `new ${named}`;
    if (given && given.key !== key) return { code: 'rowNameTwice', params: { name, twin: given.row } };
    const so = this.made.get(key);
    const data = so?.data ?? customer ?? { ...NOBODY, name: tidyName(name) };
    // The other rows of a renamed customer may still call it as the register does.
    const isNewName = isRename && named !== '' && named !== nameKey(data.name) && named !== nameKey(customer?.name ?? '');
    if (isNewName && so?.renamedIn !== undefined) return { code: 'rowTwoNames', params: { name, other: data.name, twin: so.renamedIn } };
    const meant = placed(cells, data);
    if ('code' in meant) return meant;
    const called = isNewName ? { ...data, name: tidyName(name), formerNames: [data.name, ...data.formerNames] } : data;
    if (isNewName || !customer) this.names.set(named, { key, row: given?.row ?? row });
    const renamedIn = isNewName ? row : so?.renamedIn;
    // The former name that the sheet does not know yet stays beside those that it does.
    const next = withRow(called, renamedIn === undefined ? meant.cells : { ...meant.cells, formerNames: undefined }, read);
    this.made.set(key, { before: customer, data: next, renamedIn });
    return undefined;
  }
}

/**
 * What a sheet would do to the register. Rows of the same number, else of the same name however it is written, are one customer; a
 * merged customer is the one that it became, under its number and its name. Nothing is taken away by a sheet.
 */
export function planImport(sheet: readonly (readonly string[])[], context: SheetContext): ImportPlan | LacksColumns {
  const sheetRead = rowsByColumn(sheet, context.columns, ['name'], {}, LONGEST);
  if ('missing' in sheetRead) return sheetRead;
  const known = new Known(context.all);
  const bad: RowProblem[] = [];
  const making = new Making();
  for (const { row, cells: typed, unfit } of sheetRead.rows) {
    bad.push(...unfit);
    if (unfit.length > 0) continue;
    const { cells, wrong: noNumbers } = numbered(typed);
    const meant = known.of(cells.no?.toUpperCase(), cells.name);
    const { read, wrong: others } = valuesIn(cells, meant.customer, context);
    // All that is wrong with a row is said at once.
    const wrong = [misnamed(cells, known) ?? [], noNumbers, others].flat();
    const clash = wrong.length > 0 ? undefined : making.take(row, cells, meant, read);
    bad.push(...[...wrong, ...(clash ? [clash] : [])].map((one) => ({ row, ...one })));
  }
  const fresh: SheetCustomer[] = [];
  const changed: { before: Customer; change: Partial<SheetCustomer> }[] = [];
  let same = 0;
  for (const { before, data } of making.made.values()) {
    if (!before) fresh.push({ ...data, ...keysOf(data) });
    else if (isSame(before, data)) same += 1;
    else changed.push({ before, change: { ...changesOf(before, data), ...keysOf(data) } });
  }
  return { fresh, changed, same, bad, unknown: sheetRead.unknown, head: sheetRead.head };
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);
const changesOf = (before: object, after: object): object =>
  Object.fromEntries(Object.entries(after).filter(([field, value]) => differs(Reflect.get(before, field), value)));
const isSame = (before: object, after: object): boolean => Object.keys(changesOf(before, after)).length === 0;
