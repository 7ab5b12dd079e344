import { type Connection, type Model, Schema } from 'mongoose';
import { isGoneSite, namesOf, type Typed } from '../cases/customer/index.js';
import { nameKey, sameName, tidyName } from '../cases/names.js';
import { compareNames } from '../cases/order.js';
import { modelOf } from './connection.js';
import type { CustomerStore } from './customers.js';
import { isDuplicate } from './outage.js';
import { type IndexLog, prepareIndexes } from './prepare.js';
import { typedOn } from './typed-customers.js';

/** A customer with its sites, as the call log offers them. */
interface Customer {
  readonly team: string;
  /** As it is written. */
  readonly name: string;
  /** By what names are the same: there once. */
  readonly nameKey: string;
  /** Every way in which it was written before. */
  readonly names: readonly string[];
  readonly sites: readonly string[];
}

/** A customer as calls name it: in the register, or only heard of. */
export interface KnownCustomer extends Pick<Customer, 'name' | 'names' | 'sites'> {
  readonly no?: string;
}

const customerSchema = new Schema(
  { team: String, name: String, nameKey: String, names: [String], sites: [String] },
  { collection: 'customers', versionKey: false },
);
customerSchema.index({ team: 1, nameKey: 1 }, { unique: true, partialFilterExpression: { nameKey: { $exists: true } } });

/** Indexes that others have replaced. */
const FORMER = ['team_1_name_1', 'team_1_words_1'];
const MOST_OPTIONS = 50;
/** Nobody looks for a longer name; a database takes no pattern of any length. */
const LONGEST_ASKED = 120;
/** So many names are put into the order that people look for them in; a database knows only that of their codes. */
const MOST_ORDERED = 5_000;
const MOST_REMEMBERED = 5_000;

/** What the customers of one team are called: those of the register, and what was heard in calls before they stood there. */
export class Directory {
  private readonly model: Model<Customer>;
  /** What this process wrote already: the same customer calls again and again. */
  private readonly remembered = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly team: string,
    private readonly register: CustomerStore,
  ) {
    this.model = modelOf(connection, 'Customer', customerSchema);
  }

  /** Every name of a customer that was typed so far, with the site that stood beside it; it looks through all that there is. */
  typed(): Promise<Typed[]> {
    return typedOn(this.connection, this.team);
  }

  async prepare(log?: IndexLog): Promise<void> {
    this.remembered.clear();
    await prepareIndexes(this.model, log, FORMER);
  }

  /** Remembers a customer and its site. */
  async remember(name: string, site: string | undefined): Promise<void> {
    const seen = `${name}\n${site ?? ''}`;
    const key = nameKey(name);
    if (key === '' || this.remembered.has(seen)) return;
    const isNew = site && !sameName(site, await this.sitesOf(name));
    const write = () =>
      this.model.updateOne(
        { team: this.team, nameKey: key },
        { $setOnInsert: { name: tidyName(name) }, $addToSet: { sites: { $each: isNew ? [tidyName(site)] : [] }, names: name } },
        { upsert: true },
      );
    // Of two that bring the same new customer the second one finds it there.
    await write().catch((error: unknown) => (isDuplicate(error) ? write() : Promise.reject(error)));
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.add(seen);
  }

  /**
   * The customer that a name means, however it is written: as the register has it, else as it was heard in calls. `no`: its number in
   * the register. `names`: under which it was written so far.
   */
  async named(name: string): Promise<KnownCustomer | undefined> {
    const [entry, heard] = await Promise.all([this.register.named(name), this.heard([name])]);
    if (!entry) {
      const [own] = heard;
      return own && { name: own.name, names: textsIn(own.names), sites: textsIn(own.sites) };
    }
    const names = namesOf(entry);
    const all = [...heard, ...(await this.heard(names.filter((one) => nameKey(one) !== nameKey(name))))];
    const sites = entry.sites.map(({ site }) => site);
    const more = all.flatMap((one) => textsIn(one.sites)).filter((site) => sameName(site, sites) === undefined && !isGoneSite(entry, site));
    return { no: entry.no, name: entry.name, names: [...names, ...all.flatMap((one) => textsIn(one.names))], sites: [...sites, ...more] };
  }

  /** What calls called these. */
  private async heard(names: readonly string[]): Promise<Customer[]> {
    const keys = names.map(nameKey).filter((key) => key !== '');
    if (keys.length === 0) return [];
    return this.model.find({ team: this.team, nameKey: { $in: keys } }).lean<Customer[]>();
  }

  /**
   * What a customer is called today that a case names by its number, or as it was called when the case began: one that was merged or renamed
   * since has another name. Whoever goes on with such a case asks here.
   */
  async calledNow({ customerNo, customer }: { readonly customerNo?: string | undefined; readonly customer: string }): Promise<string> {
    const entry = customerNo ? await this.register.current(customerNo) : await this.register.named(customer);
    return entry?.name ?? customer;
  }

  /** What these customers are called today, by what they were called then. */
  async allCalledNow(cases: readonly { readonly data: { readonly customer: string } }[]): Promise<ReadonlyMap<string, string>> {
    const names = [...new Set(cases.map(({ data: { customer } }) => customer))];
    return new Map(await Promise.all(names.map(async (customer) => [customer, await this.calledNow({ customer })] as const)));
  }

  /** A customer's name as we write it; a new one's as it was typed. */
  async nameOf(typed: string): Promise<string> {
    return (await this.named(typed))?.name ?? tidyName(typed);
  }

  /**
   * Customers of the register that are found by what was typed, and those known from calls alone whose name begins with it or contains
   * it; by pinyin; all when nothing was. Those that are offered no more come last, and only to whoever looks for them.
   */
  async customersLike(typed: string): Promise<string[]> {
    const [entries, heard] = await Promise.all([
      this.register.find(typed, { limit: MOST_OPTIONS, inUse: nameKey(typed) === '' }),
      this.heardLike(typed),
    ]);
    const taken = await this.register.taken(heard.map(nameKey));
    const named = (isEnabled: boolean) => entries.filter((one) => one.isEnabled === isEnabled).map(({ name }) => name);
    const ordered = (names: readonly string[]) => names.filter((name) => typeof name === 'string' && name !== '').toSorted(compareNames);
    const names = [...named(true), ...heard.filter((name) => !taken.has(nameKey(name)))];
    return [...ordered(names), ...ordered(named(false))].slice(0, MOST_OPTIONS);
  }

  private async heardLike(typed: string): Promise<string[]> {
    const key = nameKey(typed).slice(0, LONGEST_ASKED);
    const found = await this.model
      .find({ team: this.team, nameKey: { $gt: '', ...(key ? { $regex: escaped(key) } : {}) } }, { name: 1 })
      .sort({ nameKey: 1 })
      .limit(MOST_ORDERED)
      .lean<Customer[]>();
    // Which of them the register has is asked of these alone: more are never offered.
    return found
      .map(({ name }) => name)
      .filter((name) => typeof name === 'string')
      .sort(compareNames)
      .slice(0, MOST_OPTIONS * 4);
  }

  /** Was this site of a customer taken out of the register? */
  async isGone(name: string, site: string): Promise<boolean> {
    const entry = await this.register.named(name);
    return entry !== undefined && isGoneSite(entry, site);
  }

  async sitesOf(name: string): Promise<readonly string[]> {
    return (await this.named(name))?.sites ?? [];
  }
}

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
