import { type Connection, type Model, Schema } from 'mongoose';
import { nameKey, sameName, tidyName } from '../cases/names.js';
import { compareNames } from '../cases/order.js';
import { modelOf } from './connection.js';
import { isDuplicate } from './outage.js';
import { type IndexLog, prepareIndexes } from './prepare.js';

/** A customer with its sites, as the call log offers them. */
export interface Customer {
  readonly team: string;
  /** As it is written. */
  readonly name: string;
  /** By what names are the same: there once. */
  readonly nameKey: string;
  /** Every way in which it was written before. */
  readonly names: readonly string[];
  readonly sites: readonly string[];
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

/** The customers of one team; new ones come in with the first call about them. */
export class Directory {
  private readonly model: Model<Customer>;
  /** What this process wrote already: the same customer calls again and again. */
  private readonly remembered = new Set<string>();

  constructor(
    connection: Connection,
    private readonly team: string,
  ) {
    this.model = modelOf(connection, 'Customer', customerSchema);
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

  /** The customer that a name means, however it is written. */
  async named(name: string): Promise<Customer | undefined> {
    return (await this.model.findOne({ team: this.team, nameKey: nameKey(name) }).lean<Customer>()) ?? undefined;
  }

  /** A customer's name as we write it; a new one's as it was typed. */
  async nameOf(typed: string): Promise<string> {
    return (await this.named(typed))?.name ?? tidyName(typed);
  }

  /** Customers whose name begins with, or contains, what was typed; by pinyin; all when nothing was. */
  async customersLike(typed: string): Promise<string[]> {
    const key = nameKey(typed).slice(0, LONGEST_ASKED);
    const found = await this.model
      .find({ team: this.team, nameKey: { $gt: '', ...(key ? { $regex: escaped(key) } : {}) } }, { name: 1 })
      .sort({ nameKey: 1 })
      .limit(MOST_ORDERED)
      .lean<Customer[]>();
    return found
      .map(({ name }) => name)
      .filter((name) => typeof name === 'string' && name !== '')
      .sort(compareNames)
      .slice(0, MOST_OPTIONS);
  }

  async sitesOf(name: string): Promise<readonly string[]> {
    const sites: unknown = (await this.named(name))?.sites;
    return Array.isArray(sites) ? sites.filter((site) => typeof site === 'string') : [];
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
