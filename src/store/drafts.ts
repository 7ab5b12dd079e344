import { type Connection, type Model, Schema } from 'mongoose';
import type { FormValues } from '../cases/form.js';
import type { Shown } from '../cases/merge.js';
import { modelOf } from './connection.js';
import { type IndexLog, prepareIndexes } from './prepare.js';

/** What was typed into fields of a modal, and what they had shown. */
export interface Typed {
  readonly values: FormValues;
  readonly shown: Shown;
}

interface Draft extends Partial<Typed> {
  readonly _id: string;
  readonly at: Date;
}

const draftSchema = new Schema(
  { _id: String, values: Schema.Types.Mixed, shown: Schema.Types.Mixed, at: Date },
  { collection: 'drafts', versionKey: false, minimize: false },
);
draftSchema.index({ at: 1 });

/** What somebody typed into fields that a modal does not show at the moment, so that it comes back when they do. */
export class DraftStore {
  private readonly model: Model<Draft>;

  constructor(connection: Connection) {
    this.model = modelOf(connection, 'Draft', draftSchema, 'passing');
  }

  async prepare(log?: IndexLog): Promise<void> {
    await prepareIndexes(this.model, log);
  }

  /** Adds to what is known of a modal; the newest value of a field wins. */
  async keep(key: string, values: FormValues, shown: Shown = {}): Promise<Typed> {
    const named = (of: 'values' | 'shown', fields: object): [string, unknown][] =>
      Object.entries(fields).map(([field, value]) => [`${of}.${field}`, value]);
    const kept = Object.fromEntries([...named('values', values), ...named('shown', shown)]);
    const draft = await this.model
      .findOneAndUpdate({ _id: key }, { $set: { ...kept, at: new Date() } }, { upsert: true, returnDocument: 'after' })
      .lean<Draft>();
    return { values: draft?.values ?? values, shown: draft?.shown ?? shown };
  }

  /** Forgets what was typed into these fields, since it was submitted; answers what is left of a modal. */
  async submitted(key: string, fields: readonly string[]): Promise<Typed> {
    const gone = Object.fromEntries(fields.flatMap((field) => [`values.${field}`, `shown.${field}`].map((name) => [name, ''])));
    const draft = await this.model.findOneAndUpdate({ _id: key }, { $unset: gone }, { returnDocument: 'after' }).lean<Draft>();
    return { values: draft?.values ?? {}, shown: draft?.shown ?? {} };
  }

  async tidy(): Promise<void> {
    await this.model.deleteMany({ at: { $lt: new Date(Date.now() - 24 * 3600_000) } });
  }
}
