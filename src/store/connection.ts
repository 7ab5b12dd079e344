import mongoose, { type Connection, type Model, type Schema } from 'mongoose';

export type { Connection } from 'mongoose';

mongoose.set('strictQuery', 'throw');

/**
 * How long a call waits for a database that does not answer before it fails with a sentence: an election, which takes up to 12 s, ends
 * before. Whoever waits hears after two seconds that it takes longer.
 */
const PATIENCE_MS = 15_000;
/**
 * A server that takes no connection is tried again, at growing distances, until the monitor has seen that it is gone: from then on it
 * is waited for. The driver's two tries in half a second are over before its monitor's next look, ten seconds apart, has seen anything.
 */
const LOOK_EVERY_MS = 1_000;
const TRIES_UNTIL_SEEN = 6;
/** How long a command that was sent may be without an answer. */
const SILENCE_MS = 20_000;

/**
 * What is right only so, whatever the address says: what was acknowledged survives the loss of a machine, and what is read is what was
 * acknowledged.
 */
const CORRECTNESS = {
  w: 'majority',
  journal: true,
  wtimeoutMS: 0,
  readConcernLevel: 'majority',
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
} as const;

/** Connects to a MongoDB or to the embedded store; both speak the same protocol. `isPatient`: its commands may take as long as they take. */
export async function connect(uri: string, { isPatient = false } = {}): Promise<Connection> {
  return mongoose
    .createConnection(uri, {
      ...CORRECTNESS,
      serverSelectionTimeoutMS: PATIENCE_MS,
      heartbeatFrequencyMS: LOOK_EVERY_MS,
      maxAdaptiveRetries: TRIES_UNTIL_SEEN,
      socketTimeoutMS: isPatient ? 0 : SILENCE_MS,
      ignoreUndefined: true,
      autoIndex: false,
      maxPoolSize: isPatient ? 4 : 20,
      bufferTimeoutMS: PATIENCE_MS,
    } as mongoose.ConnectOptions)
    .asPromise();
}

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
