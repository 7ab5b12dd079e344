import { type Connection, type Model, Schema } from 'mongoose';
import type { FormValues } from '../cases/form.js';
import { modelOf } from './connection.js';
import { type IndexLog, prepareIndexes } from './prepare.js';

interface Draft {
  readonly _id: string;
  readonly values: FormValues;
  readonly at: Date;
}

const draftSchema = new Schema(
  { _id: String, values: Schema.Types.Mixed, at: Date },
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
  async keep(key: string, values: FormValues): Promise<FormValues> {
    const named = Object.fromEntries(Object.entries(values).map(([field, value]) => [`values.${field}`, value]));
    const draft = await this.model
      .findOneAndUpdate({ _id: key }, { $set: { ...named, at: new Date() } }, { upsert: true, returnDocument: 'after' })
      .lean<Draft>();
    return draft?.values ?? values;
  }

  /** Forgets what was typed into these fields, since it was submitted; answers what is left of a modal. */
  async submitted(key: string, fields: readonly string[]): Promise<FormValues> {
    const gone = Object.fromEntries(fields.map((field) => [`values.${field}`, '']));
    const draft = await this.model.findOneAndUpdate({ _id: key }, { $unset: gone }, { returnDocument: 'after' }).lean<Draft>();
    return draft?.values ?? {};
  }

  async tidy(): Promise<void> {
    await this.model.deleteMany({ at: { $lt: new Date(Date.now() - 24 * 3600_000) } });
  }
}
