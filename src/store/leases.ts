import { randomUUID } from 'node:crypto';
import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf } from './connection.js';
import { isDuplicate } from './outage.js';

interface Lease {
  readonly _id: string;
  readonly by: string;
  readonly until: Date;
  /** The taking that it is held by: of one process too, the second taking is refused. */
  readonly grant?: string;
}

const leaseSchema = new Schema({ _id: String, by: String, until: Date, grant: String }, { collection: 'leases', versionKey: false });

/** Which process may run a tick: node-cron's `runCoordinator` on the database. Leases run on the database's clock, which is one for all. */
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
    const grant = randomUUID();
    const isFree = { $lte: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] };
    const taken = { by: { $literal: this.holder }, grant: { $literal: grant }, until: { $add: ['$$NOW', ttlMs] } };
    const fields = Object.entries(taken).map(([field, value]) => [field, { $cond: [isFree, value, `$${field}`] }]);
    try {
      const lease = await this.model
        .findOneAndUpdate(
          { _id: key },
          [{ $set: Object.fromEntries(fields) }] as never,
          {
            upsert: true,
            returnDocument: 'after',
            updatePipeline: true,
          } as never,
        )
        .lean<Lease>();
      return lease?.grant === grant;
    } catch (error) {
      // Two took it for the first time at once: the other one has it.
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Holds a lease for longer; false when it is not ours any more. */
  async renew(key: string, ttlMs: number): Promise<boolean> {
    const longer = [{ $set: { until: { $add: ['$$NOW', ttlMs] } } }];
    const { matchedCount } = await this.model.updateOne({ _id: key, by: this.holder }, longer as never, { updatePipeline: true } as never);
    return matchedCount === 1;
  }

  /** Forgets what was taken under names that begin so: after the clock went back they would not end for as long. */
  async forget(prefix: string): Promise<void> {
    await this.model.deleteMany({ _id: { $gte: prefix, $lt: `${prefix}\uFFFF` } });
  }

  /** Forgets those under names that begin so, but these. */
  async forgetOthers(prefix: string, kept: readonly string[]): Promise<void> {
    await this.model.deleteMany({ _id: { $gte: prefix, $lt: `${prefix}\uFFFF`, $nin: kept } });
  }

  /** Under which names that begin so something was taken and not forgotten since, whoever took it. */
  async under(prefix: string): Promise<string[]> {
    const taken = await this.model.find({ _id: { $gte: prefix, $lt: `${prefix}\uFFFF` } }, { _id: 1 }).lean<Pick<Lease, '_id'>[]>();
    return taken.map(({ _id }) => _id);
  }

  /** Forgets what was taken under this very name; true for the one of several who did it. */
  async giveUp(key: string): Promise<boolean> {
    return (await this.model.deleteOne({ _id: key })).deletedCount === 1;
  }

  /** Forgets leases that ended long ago: each tick leaves one. */
  async tidy(): Promise<void> {
    await this.model.deleteMany({ $expr: { $lt: ['$until', { $subtract: ['$$NOW', 24 * 3600_000] }] } } as never);
  }
}
