import { type Connection, type Model, Schema } from 'mongoose';
import { compareNames } from '../cases/order.js';
import { wordsOf } from '../cases/words.js';
import { modelOf } from './connection.js';
import { type IndexLog, prepareIndexes } from './prepare.js';

/** A customer with its sites, as the call log offers them. */
export interface Customer {
  readonly team: string;
  readonly name: string;
  readonly sites: readonly string[];
  readonly words: readonly string[];
}

const customerSchema = new Schema(
  { team: String, name: String, sites: [String], words: [String] },
  { collection: 'customers', versionKey: false },
);
customerSchema.index({ team: 1, name: 1 }, { unique: true });
customerSchema.index({ team: 1, words: 1 });

const MOST_OPTIONS = 50;
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
    await prepareIndexes(this.model, log);
  }

  /** Remembers a customer and its site. */
  async remember(name: string, site: string | undefined): Promise<void> {
    const key = `${name}\n${site ?? ''}`;
    if (this.remembered.has(key)) return;
    await this.model.updateOne(
      { team: this.team, name },
      { $addToSet: { sites: { $each: site ? [site] : [] }, words: { $each: wordsOf(name) } } },
      { upsert: true },
    );
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.add(key);
  }

  /** Customers whose name begins with, or contains, what was typed; by pinyin; all when nothing was. */
  async customersLike(typed: string): Promise<string[]> {
    const pattern = new RegExp(escaped(typed.trim()), 'i');
    const found = await this.model
      .find({ team: this.team, ...(typed.trim() ? { name: pattern } : {}) }, { name: 1 })
      .sort({ name: 1 })
      .limit(MOST_ORDERED)
      .lean<Customer[]>();
    return found
      .map(({ name }) => name)
      .filter((name) => typeof name === 'string' && name !== '')
      .sort(compareNames)
      .slice(0, MOST_OPTIONS);
  }

  async sitesOf(name: string): Promise<readonly string[]> {
    const sites: unknown = (await this.model.findOne({ team: this.team, name }).lean<Customer>())?.sites;
    return Array.isArray(sites) ? sites.filter((site) => typeof site === 'string') : [];
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
