import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf } from './connection.js';

interface Lease {
  readonly _id: string;
  readonly by: string;
  readonly until: Date;
}

const leaseSchema = new Schema({ _id: String, by: String, until: Date }, { collection: 'leases', versionKey: false });

/** Which process may run a tick: node-cron's `runCoordinator` on the database. Leases run on the machine's clock. */
export class LeaseStore {
  private readonly model: Model<Lease>;

  constructor(
    connection: Connection,
    private readonly holder: string,
  ) {
    this.model = modelOf(connection, 'Lease', leaseSchema, 'passing');
  }

  /** Takes a lease if nobody holds it; false when somebody does. */
  async take(key: string, ttlMs: number): Promise<boolean> {
    const now = Date.now();
    try {
      const lease = await this.model
        .findOneAndUpdate(
          { _id: key, until: { $lte: new Date(now) } },
          { $set: { by: this.holder, until: new Date(now + ttlMs) } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean<Lease>();
      return lease?.by === this.holder;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 11000) return false;
      throw error;
    }
  }

  /** Holds a lease for longer; false when it is not ours any more. */
  async renew(key: string, ttlMs: number): Promise<boolean> {
    const { matchedCount } = await this.model.updateOne({ _id: key, by: this.holder }, { $set: { until: new Date(Date.now() + ttlMs) } });
    return matchedCount === 1;
  }

  /** Forgets what was taken under names that begin so: after the clock went back they would not end for as long. */
  async forget(prefix: string): Promise<void> {
    await this.model.deleteMany({ _id: { $gte: prefix, $lt: `${prefix}\uFFFF` } });
  }

  /** Forgets leases that ended long ago: each tick leaves one. */
  async tidy(): Promise<void> {
    await this.model.deleteMany({ until: { $lt: new Date(Date.now() - 24 * 3600_000) } });
  }
}
