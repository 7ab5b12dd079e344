import { type Connection, Schema } from 'mongoose';
import { type Customer, type CustomerData, LONGEST_NAME, likeness, namesOf, type Sought, soughtIn } from '../cases/customer/index.js';
import { nameKey } from '../cases/names.js';
import { compareNames } from '../cases/order.js';
import { parseRegisterNo } from '../cases/register.js';
import { mainOf, partOf } from '../cases/telephone.js';
import { wordsOf } from '../cases/words.js';
import type { CaseRecord, CaseStore } from './cases.js';
import { moveOut } from './histories.js';
import { paged } from './paged.js';
import { Register } from './register.js';

const { Mixed } = Schema.Types;
const LIST_LENGTH = 100;
/** So many are put into the order that people look for them in; a database knows only that of their codes. */
const MOST_ORDERED = 5_000;
/** So many that share a word are compared with a name. */
const MOST_COMPARED = 300;
const MOST_SIMILAR = 5;
/** So often does a customer turn out to be another one that is another again. */
const MOST_MERGES = 10;

/** As what cases name a customer: by its numbers, and those of before it had one by the names that it was written by. */
export interface WrittenAs {
  readonly numbers: readonly string[];
  readonly names: readonly string[];
}

type Found = Pick<Customer, 'no' | 'name' | 'seq' | 'nameKey' | 'alsoKeys'>;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** How well a customer answers what was typed: by its very name, by another of its names, by the beginning of one, or anyhow. */
function rankOf({ nameKey: own, alsoKeys }: Found, key: string): number {
  if (own === key) return 0;
  if (alsoKeys.includes(key)) return 1;
  return [own, ...alsoKeys].some((one) => one?.startsWith(key)) ? 2 : 3;
}

/** The customers of one team; a name is there once, however it is written. */
export class CustomerStore extends Register<CustomerData> {
  constructor(connection: Connection, cases: CaseStore) {
    super(connection, cases, {
      name: 'customer',
      collection: 'customerRegister',
      prefix: 'CU',
      fields: {
        name: String,
        shortNames: [String],
        formerNames: [String],
        products: [String],
        accountOwner: String,
        contractNo: String,
        contractFrom: String,
        contractTo: String,
        contractScope: String,
        contractFirst: Number,
        contractResolve: Number,
        sites: [Mixed],
        contacts: [Mixed],
        lastPart: Number,
        goneSites: [String],
        mergedInto: String,
        notSame: [Mixed],
        nameKey: String,
        alsoKeys: [String],
        found: [String],
        phoneKey: [String],
        words: [String],
      },
      indexes: [
        { fields: { nameKey: 1 }, options: { unique: true, partialFilterExpression: { nameKey: { $exists: true } } } },
        { fields: { alsoKeys: 1 } },
        { fields: { phoneKey: 1 } },
        { fields: { words: 1 } },
        { fields: { mergedInto: 1 } },
      ],
      uncounted: ['lastPart', 'goneSites', 'notSame', 'nameKey', 'alsoKeys', 'found', 'phoneKey', 'words'],
    });
  }

  /** All customers by name; merged ones are none any more. */
  async all(): Promise<Customer[]> {
    return (await this.list({ nameKey: { $gt: '' } }, { seq: 1 })).sort((a, b) => compareNames(String(a.name), String(b.name)));
  }

  /** Every entry, merged ones too. */
  everyone(): Promise<Customer[]> {
    return this.list({}, { seq: 1 });
  }

  /** An extension that nobody has is left out of what is asked for. */
  private async asked(typed: string): Promise<object> {
    const no = parseRegisterNo('CU', typed);
    if (no) return { nameKey: { $gt: '' }, no };
    const { mains, ...sought } = soughtIn(typed);
    const exact = this.holding(sought);
    if (mains.length === 0 || (await this.model.exists({ team: this.team, ...exact } as never))) return exact;
    return this.holding({ ...sought, phones: mains });
  }

  private holding({ words, phones }: Pick<Sought, 'words' | 'phones'>): object {
    const ways = [
      ...(words.length > 0 ? [{ $and: words.map((word) => ({ found: { $regex: escaped(word) } })) }] : []),
      ...phones.map((phone) => ({ phoneKey: { $regex: phone } })),
    ];
    return { nameKey: { $gt: '' }, ...(ways.length > 0 ? { $or: ways } : {}) };
  }

  /**
   * Customers by a part of a name, of a site, of pinyin initials or of a number, all without; the best first, then by pinyin. `inUse`:
   * those that are offered only.
   */
  async find(typed: string, { limit = LIST_LENGTH, inUse = false } = {}): Promise<Customer[]> {
    const key = nameKey(typed);
    const found = await this.model
      .find({ team: this.team, ...(await this.asked(typed)), ...(inUse ? { isEnabled: true } : {}) } as never, {
        ...{ no: 1, name: 1, seq: 1, nameKey: 1, alsoKeys: 1 },
      })
      .limit(MOST_ORDERED)
      .lean<Found[]>();
    const first = found
      .filter(({ alsoKeys }) => Array.isArray(alsoKeys))
      .map((one) => ({ ...one, rank: key ? rankOf(one, key) : 3 }))
      .sort((a, b) => a.rank - b.rank || compareNames(String(a.name), String(b.name)) || a.seq - b.seq)
      .slice(0, limit)
      .map(({ no }) => no);
    const place = new Map(first.map((no, n) => [no, n]));
    const whole = await this.list({ no: { $in: first } }, { seq: 1 });
    return whole.sort((a, b) => (place.get(a.no) ?? 0) - (place.get(b.no) ?? 0));
  }

  async countFound(typed: string): Promise<number> {
    return this.count(await this.asked(typed));
  }

  /** The customer that a name means, however it is written: its own name, or a short or former one that no other has; or its number. */
  async named(name: string): Promise<Customer | undefined> {
    const no = parseRegisterNo('CU', name);
    if (no) return this.current(no);
    const key = nameKey(name);
    if (key === '') return undefined;
    const [own] = await this.list({ nameKey: key }, { seq: 1 }, 1);
    if (own) return own;
    const also = await this.list({ alsoKeys: key, nameKey: { $gt: '' } }, { seq: 1 }, 2);
    return also.length === 1 ? also[0] : undefined;
  }

  /**
   * Another customer that has one of these names: as its own or a former one, or, of the first of them, which is to be the name of a
   * customer itself, as a short one.
   */
  async holderOf(names: readonly string[], except?: string): Promise<{ readonly name: string; readonly customer: Customer } | undefined> {
    for (const [n, name] of names.entries()) {
      const key = nameKey(name);
      const holders = await this.list({ nameKey: { $gt: '' }, $or: [{ nameKey: key }, { alsoKeys: key }] }, { seq: 1 });
      const holds = (one: Customer): boolean => n === 0 || one.nameKey === key || one.formerNames.some((former) => nameKey(former) === key);
      const customer = holders.find((one) => one.no !== except && holds(one));
      if (customer) return { name, customer };
    }
    return undefined;
  }

  /** Which of these keys are names of customers of the register, disabled ones too. */
  async taken(keys: readonly string[]): Promise<ReadonlySet<string>> {
    if (keys.length === 0) return new Set();
    const holders = await this.model
      .find({ team: this.team, $or: [{ nameKey: { $in: keys } }, { alsoKeys: { $in: keys } }] } as never, { nameKey: 1, alsoKeys: 1 })
      .lean<Found[]>();
    return new Set(holders.flatMap(({ nameKey: own, alsoKeys }) => [own ?? '', ...(Array.isArray(alsoKeys) ? alsoKeys : [])]));
  }

  /**
   * The customers that a number, as numbers are compared, is a contact's of; where nobody has its extension, those of the number. `isPart`:
   * of which it is a part (`partOf`).
   */
  async ofPhone(key: string, { isPart = false } = {}): Promise<Customer[]> {
    const having = (phoneKey: unknown): Promise<Customer[]> => this.list({ phoneKey, nameKey: { $gt: '' } }, { seq: 1 }, MOST_SIMILAR);
    const found = await having(isPart ? { $regex: partOf(key).source } : key);
    return found.length > 0 || isPart || mainOf(key) === key ? found : having(mainOf(key));
  }

  /** Of these names, as names are compared, those of customers that are offered no more. */
  async outOfUse(names: readonly string[]): Promise<ReadonlySet<string>> {
    const keys = names.map(nameKey);
    const found = await this.model
      .find({ team: this.team, nameKey: { $in: keys }, isEnabled: false } as never, { nameKey: 1 })
      .lean<Pick<Found, 'nameKey'>[]>();
    return new Set(found.flatMap(({ nameKey: key }) => key ?? []));
  }

  /** A customer under its number; one that was merged is the one that it was merged into. */
  async current(no: string): Promise<Customer | undefined> {
    let customer = await this.get(no);
    for (let n = 0; n < MOST_MERGES && customer?.mergedInto; n += 1) customer = await this.get(customer.mergedInto);
    return customer;
  }

  /** The numbers that mean this customer: its own, and those of the customers that turned out to be it. */
  async numbersOf({ no }: Pick<Customer, 'no'>): Promise<string[]> {
    const numbers = [no];
    let last = [no];
    for (let n = 0; n < MOST_MERGES && last.length > 0; n += 1) {
      const merged = await this.model.find({ team: this.team, mergedInto: { $in: last } } as never, { no: 1 }).lean<{ no: string }[]>();
      last = merged.map((one) => one.no).filter((one) => !numbers.includes(one));
      numbers.push(...last);
    }
    return numbers;
  }

  private questionsOf({ numbers, names }: WrittenAs, which: object): object[] {
    const { team } = this.cases;
    return [{ 'data.customerNo': { $in: numbers } }, { 'data.customer': { $in: names }, 'data.customerNo': null }].map((question) => ({
      team,
      ...question,
      ...which,
    }));
  }

  /** Cases of a customer, the newest first: all, or so many at most. */
  async casesOf(customer: WrittenAs, which: object = {}, most = Number.POSITIVE_INFINITY): Promise<CaseRecord[]> {
    const { model } = this.cases;
    const found = await Promise.all(
      this.questionsOf(customer, which).map((question) =>
        paged(
          async (skip, limit) =>
            skip >= most
              ? []
              : model
                  .find(question)
                  .sort({ openedAt: -1, seq: -1 })
                  .skip(skip)
                  .limit(Math.min(limit, most - skip))
                  .lean<CaseRecord[]>(),
          ({ no }) => no,
        ),
      ),
    );
    return found
      .flat()
      .sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime() || b.seq - a.seq)
      .slice(0, most);
  }

  /** How many cases a customer has. */
  async countCasesOf(customer: WrittenAs, which: object = {}): Promise<number> {
    const counts = await Promise.all(this.questionsOf(customer, which).map((question) => this.cases.model.countDocuments(question)));
    return counts.reduce((sum, n) => sum + n, 0);
  }

  /** Customers in use whose names are not this one and yet so like it that it could be meant, the likest first; none is like a whole story. */
  async similarTo(name: string): Promise<Customer[]> {
    if ([...name].length > LONGEST_NAME) return [];
    const pairs = wordsOf(name).filter((word) => [...word].length > 1);
    const initial = [...nameKey(name)].slice(0, 2);
    const begun = pairs.filter((word) => /^\p{Script=Latin}{4}/u.test(word)).map((word) => ({ words: { $regex: `^${word.slice(0, 2)}` } }));
    const asked = [...[...pairs, ...initial].map((word) => ({ words: word })), ...begun];
    if (asked.length === 0) return [];
    const found = await this.list({ nameKey: { $gt: '' }, isEnabled: true, $or: asked }, { seq: 1 }, MOST_COMPARED);
    return found
      .map((customer) => ({ customer, alike: Math.max(...namesOf(customer).map((known) => likeness(name, known))) }))
      .filter(({ alike }) => alike > 0)
      .sort((a, b) => b.alike - a.alike || a.customer.seq - b.customer.seq)
      .slice(0, MOST_SIMILAR)
      .map(({ customer }) => customer);
  }

  /** Writes down something that changes no field of a customer. */
  private async noted({ no }: Pick<Customer, 'no'>, entry: object, besides: object = {}): Promise<void> {
    const written = await this.model
      .findOneAndUpdate(
        { team: this.team, no } as never,
        { $push: { history: { changes: [], ...entry }, ...besides }, $inc: { version: 1 } } as never,
        { returnDocument: 'after' },
      )
      .lean<Customer>();
    if (written) await moveOut(this.model as never, this.cases.histories, this.team, written);
  }

  /** Writes down that somebody looked at the numbers of a customer's contacts. */
  async looked(customer: Pick<Customer, 'no'>, by: string, at: Date): Promise<void> {
    await this.noted(customer, { at, by, action: 'showPhone' });
  }

  /** Writes down with two customers that they are not one. */
  async apart(one: Pick<Customer, 'no'>, other: Pick<Customer, 'no'>, by: string, at: Date): Promise<void> {
    const entry = { at, by, action: 'notSame' };
    await this.noted(one, { ...entry, note: other.no }, { notSame: { no: other.no, by, at } });
    await this.noted(other, { ...entry, note: one.no }, { notSame: { no: one.no, by, at } });
  }

  /** Tickets, visits and merged customers name a customer by its number. */
  protected override async isUsed({ no }: Customer): Promise<boolean> {
    const { model, team } = this.cases;
    const named = await Promise.all([
      model.exists({ team, 'data.customerNo': no } as never),
      this.model.exists({ team: this.team, mergedInto: no } as never),
    ]);
    return named.some((one) => one !== null);
  }
}
