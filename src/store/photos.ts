import { type Connection, type Model, Schema } from 'mongoose';
import type { CaseNo } from '../cases/case.js';
import { modelOf } from './connection.js';
import { type IndexLog, prepareIndexes } from './prepare.js';

interface Photo {
  readonly team: string;
  readonly file: string;
  readonly no: CaseNo;
  readonly name: string;
  readonly bytes: Buffer;
  readonly at: Date;
}

const photoSchema = new Schema(
  { team: String, file: String, no: String, name: String, bytes: Buffer, at: Date },
  { collection: 'photos', versionKey: false },
);
photoSchema.index({ team: 1, file: 1 }, { unique: true });

/** Photos of signed forms, kept beside Slack where the settings ask for it. Rule D9. */
export class PhotoStore {
  private readonly model: Model<Photo>;

  constructor(
    connection: Connection,
    private readonly team: string,
  ) {
    this.model = modelOf(connection, 'Photo', photoSchema);
  }

  async prepare(log?: IndexLog): Promise<void> {
    await prepareIndexes(this.model, log);
  }

  async has(file: string): Promise<boolean> {
    return (await this.model.exists({ team: this.team, file })) !== null;
  }

  /** Keeps a photo; the same one twice is kept once. */
  async keep(photo: Omit<Photo, 'team'>): Promise<void> {
    await this.model.updateOne({ team: this.team, file: photo.file }, { $setOnInsert: { ...photo, team: this.team } }, { upsert: true });
  }
}
