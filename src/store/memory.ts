import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf } from './connection.js';

interface Remembered {
  readonly _id: string;
  readonly value: string;
}

const memorySchema = new Schema({ _id: String, value: String }, { collection: 'memory', versionKey: false });

/** Small things the desk remembers over a restart, by name. */
export class Memory {
  private readonly model: Model<Remembered>;

  constructor(
    connection: Connection,
    private readonly team: string,
  ) {
    this.model = modelOf(connection, 'Memory', memorySchema);
  }

  async recall(name: string): Promise<string | undefined> {
    return (await this.model.findById(`${this.team}:${name}`).lean<Remembered>())?.value;
  }

  async remember(name: string, value: string): Promise<void> {
    await this.model.updateOne({ _id: `${this.team}:${name}` }, { $set: { value } }, { upsert: true });
  }
}
