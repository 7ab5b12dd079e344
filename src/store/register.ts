import { isDeepStrictEqual } from 'node:util';
import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { FieldChange, HistoryEntry } from '../cases/case.js';
import { changesBetween } from '../cases/history.js';
import type { Registered, RegisterName } from '../cases/register.js';
import type { CaseStore } from './cases.js';
import { modelOf } from './connection.js';
import { moveOut } from './histories.js';
import { isDuplicate, surely } from './outage.js';
import { type IndexLog, prepareIndexes } from './prepare.js';

type Stored<Entry> = Entry & { readonly team: string };

/** Why a change was not written. */
export type NotWritten = 'taken' | 'changedMeanwhile' | 'hasHistory' | 'gone';
export type Written<Entry> = { readonly ok: true; readonly entry: Entry } | { readonly ok: false; readonly why: NotWritten };

/** How a register is kept: its collection, the prefix of its numbers, its own fields and indexes. */
export interface RegisterPlan<Fields> {
  readonly name: RegisterName;
  readonly collection: string;
  readonly prefix: string;
  readonly fields: Readonly<Record<keyof Fields, SchemaDefinition[string]>>;
  readonly indexes: readonly { readonly fields: Record<string, 1 | -1>; readonly options?: object }[];
  /** Indexes that those above have replaced: dropped where they still stand. */
  readonly former?: readonly string[];
  /** Fields whose change is no change: counters of our own. */
  readonly uncounted?: readonly (keyof Fields)[];
  /** Lists that only grow: so many of their newest members stay in the entry, the others in its history. */
  readonly newest?: Readonly<Partial<Record<keyof Fields, number>>>;
}

const { Mixed } = Schema.Types;

/** One register of one team. Every change says who, when, from what to what. Rule J4. */
export class Register<Fields extends object> {
  protected readonly model: Model<Stored<Fields & Registered>>;
  protected readonly team: string;
  readonly prefix: string;
  readonly name: RegisterName;
  readonly collection: string;
  /** Are its entries an operations group's? */
  readonly isGrouped: boolean;
  private readonly visible: readonly string[];
  private readonly former: readonly string[];
  private readonly newest: ReadonlyMap<string, number>;

  constructor(
    connection: Connection,
    protected readonly cases: CaseStore,
    { name, collection, prefix, fields, indexes, former = [], uncounted = [], newest }: RegisterPlan<Fields>,
  ) {
    const schema = new Schema(
      {
        team: { type: String, required: true },
        no: { type: String, required: true },
        seq: Number,
        version: Number,
        isEnabled: Boolean,
        history: [Mixed],
        historyFrom: Number,
        ...fields,
      } as SchemaDefinition,
      { collection, versionKey: false, minimize: false },
    );
    schema.index({ team: 1, no: 1 }, { unique: true });
    for (const index of indexes) schema.index({ team: 1, ...index.fields }, index.options);
    this.model = modelOf(connection, `Register_${name}`, schema);
    this.team = cases.team;
    this.prefix = prefix;
    this.name = name;
    this.collection = collection;
    this.isGrouped = 'group' in fields;
    this.former = former;
    this.newest = new Map(Object.entries<number | undefined>(newest ?? {}).map(([field, most]) => [field, most ?? 0]));
    this.visible = ['isEnabled', ...Object.keys(fields).filter((field) => !uncounted.some((own) => own === field))];
  }

  async prepare(log?: IndexLog): Promise<void> {
    await prepareIndexes(this.model, log, this.former);
  }

  async get(no: string): Promise<(Fields & Registered) | undefined> {
    return (await this.model.findOne({ team: this.team, no } as never).lean<Fields & Registered>()) ?? undefined;
  }

  /** Entries that match, in an order of the caller's; all by number without. */
  protected async list(question: object, sort: Record<string, 1 | -1>, limit = 0): Promise<(Fields & Registered)[]> {
    return this.model
      .find({ team: this.team, ...question } as never)
      .sort(sort)
      .limit(limit)
      .lean<(Fields & Registered)[]>();
  }

  /** The entries of an operations group; none where entries are no group's. */
  async ofGroup(group: string): Promise<(Fields & Registered)[]> {
    return this.isGrouped ? this.list({ group }, { seq: 1 }) : [];
  }

  /** Gives an entry to another group. */
  moveTo(group: string, entry: Fields & Registered, by: string, at: Date): Promise<Written<Fields & Registered>> {
    return this.change(entry, { group } as object as Partial<Fields>, 'moveGroup', by, at);
  }

  protected count(question: object): Promise<number> {
    return this.model.countDocuments({ team: this.team, ...question } as never);
  }

  /** Adds an entry under the next number of the register. */
  async add(fields: Fields, by: string, at: Date): Promise<Written<Fields & Registered>> {
    const seq = await this.cases.nextSeq(this.name);
    const history = [this.changed({}, fields, 'add', by, at)];
    const entry = { ...fields, no: `${this.prefix}-${seq}`, seq, version: 1, isEnabled: true, history };
    const create = async (): Promise<Fields & Registered> => {
      await this.model.create({ ...entry, team: this.team } as never);
      return entry;
    };
    try {
      // Its number is given to nobody else: what stands under it is this one.
      return { ok: true, entry: await surely(create, () => this.get(entry.no)) };
    } catch (error) {
      if (isDuplicate(error)) return { ok: false, why: 'taken' };
      throw error;
    }
  }

  /** Changes an entry if it is still as `before`: of two people the later one is told. */
  async change(
    before: Fields & Registered,
    change: Partial<Fields> & { readonly isEnabled?: boolean },
    action: string,
    by: string,
    at: Date,
    note?: string,
  ): Promise<Written<Fields & Registered>> {
    const history = { ...this.changed(before, { ...before, ...change }, action, by, at), ...(note ? { note } : {}) };
    if (history.changes.length === 0) return { ok: true, entry: before };
    const fields = Object.entries(change).map(([field, value]): [string, unknown] => [
      field,
      Array.isArray(value) ? value.slice(-(this.newest.get(field) ?? value.length)) : value,
    ]);
    const present = fields.filter(([, value]) => value !== undefined);
    const absent = fields.filter(([, value]) => value === undefined);
    // One that was stored wrongly is mended with the entry.
    const isHistory = Array.isArray(before.history);
    const write = async () =>
      this.model
        .findOneAndUpdate(
          { team: this.team, no: before.no, version: before.version } as never,
          {
            $set: { ...Object.fromEntries(present), ...(isHistory ? {} : { history: [history] }) },
            ...(absent.length > 0 ? { $unset: Object.fromEntries(absent.map(([field]) => [field, ''])) } : {}),
            $inc: { version: 1 },
            ...(isHistory ? { $push: { history } } : {}),
          } as never,
          { returnDocument: 'after' },
        )
        .lean<Fields & Registered>();
    const written = async () => {
      const now = await this.get(before.no);
      const isOurs =
        now?.version === before.version + 1 && fields.every(([field, value]) => isDeepStrictEqual(Reflect.get(now, field), value));
      return isOurs ? now : undefined;
    };
    try {
      const entry = await surely(write, written);
      // The change is written: what fails here is done by the next one.
      if (entry) await moveOut(this.model as never, this.cases.histories, this.team, entry).catch(() => undefined);
      return entry ? { ok: true, entry } : { ok: false, why: (await this.get(before.no)) ? 'changedMeanwhile' : 'gone' };
    } catch (error) {
      if (isDuplicate(error)) return { ok: false, why: 'taken' };
      throw error;
    }
  }

  /** May it be taken away for good, because nothing hangs on it? */
  async isRemovable(entry: Fields & Registered): Promise<boolean> {
    return !(await this.isUsed(entry));
  }

  /** Takes an entry away for good; refused while something hangs on it. */
  async remove(entry: Fields & Registered): Promise<Written<Fields & Registered>> {
    if (await this.isUsed(entry)) return { ok: false, why: 'hasHistory' };
    const { deletedCount } = await this.model.deleteOne({ team: this.team, no: entry.no, version: entry.version } as never);
    if (deletedCount === 1) await this.cases.histories.remove(entry.no);
    return deletedCount === 1 ? { ok: true, entry } : { ok: false, why: 'changedMeanwhile' };
  }

  /** Does something hang on it that its number must go on meaning? */
  protected async isUsed(_entry: Fields & Registered): Promise<boolean> {
    return false;
  }

  private changed(before: object, after: object, action: string, by: string, at: Date): HistoryEntry {
    const seen = (entry: object): object => Object.fromEntries(Object.entries(entry).filter(([field]) => this.visible.includes(field)));
    const changes: FieldChange[] = changesBetween(seen(before), seen(after));
    return { at, by, action, changes };
  }
}
