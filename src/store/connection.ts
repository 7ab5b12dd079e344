import mongoose, { type Connection, type Model, type Schema } from 'mongoose';

export type { Connection } from 'mongoose';

mongoose.set('strictQuery', 'throw');

/** How long a call waits for a database that does not answer before it fails with a sentence. */
const PATIENCE_MS = 2_000;

/** Connects to a MongoDB or to the embedded store; both speak the same protocol. */
export async function connect(uri: string): Promise<Connection> {
  return mongoose
    .createConnection(uri, {
      serverSelectionTimeoutMS: PATIENCE_MS,
      socketTimeoutMS: 20_000,
      ignoreUndefined: true,
      autoIndex: false,
      maxPoolSize: 20,
      bufferTimeoutMS: PATIENCE_MS,
    } as mongoose.ConnectOptions)
    .asPromise();
}

/** Does the error mean that the database cannot be reached, rather than that we asked something wrong? */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^(MongoServerSelectionError|MongoNetworkError|MongoNetworkTimeoutError|MongoTopologyClosedError|MongoNotConnectedError|MongooseServerSelectionError|MongoPoolClearedError|MongoWaitQueueTimeoutError|PoolClearedOnNetworkError)$/.test(
      error.name,
    ) || /buffering timed out/.test(error.message)
  );
}

/** Does the error mean that the database has no room for more? */
export const isDatabaseFull = (error: unknown): boolean =>
  error instanceof Error && (('codeName' in error && error.codeName === 'OutOfDiskSpace') || /OutOfDiskSpace/.test(error.message));

/**
 * How a collection is treated where a desk is taken elsewhere: `kept` with the desk; `last` too, but read after all others, since what
 * it counts is in them; `passing` is of the moment and stays where it is.
 */
export type Keeping = 'kept' | 'last' | 'passing';

const KEEPINGS = new WeakMap<object, Keeping>();

/** The model of a collection on this connection, made once: every store says so what it keeps. Mongoose's own types of a schema say less than `Stored`. */
export function modelOf<Stored>(connection: Connection, name: string, schema: Schema, keeping: Keeping = 'kept'): Model<Stored> {
  const model = connection.models[name] ?? connection.model(name, schema);
  KEEPINGS.set(model, keeping);
  return model as Model<Stored>;
}

/** A collection that the stores of a connection said they keep. */
export interface DeclaredCollection {
  readonly name: string;
  readonly keeping: Keeping;
}

/** What the stores on this connection keep: only of those that were made. */
export const declaredOn = (connection: Connection): DeclaredCollection[] =>
  Object.values(connection.models).map((model) => ({
    name: model.collection.collectionName,
    keeping: KEEPINGS.get(model) ?? 'kept',
  }));

/** Answers when the database does. */
export async function ping(connection: Connection): Promise<void> {
  await connection.db?.admin().ping();
}
