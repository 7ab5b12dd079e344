import type { Connection } from './connection.js';
import type { Given, Numbers } from './numbers.js';

/** Stands among the leases, which no copy takes along, while a desk is being written into a database. */
const MARK = 'incomplete';
const NEVER = new Date('9999-01-01T00:00:00Z');

interface Mark {
  readonly _id: string;
  readonly by: string;
  readonly until: Date;
  /** The numbers that the desk which stood here had given out. */
  readonly given?: readonly (readonly [string, number])[];
  /** Numbers of which nobody knows whether it had. */
  readonly skipped?: readonly Numbers[];
}

const leasesOf = (connection: Connection) => connection.collection<Mark>('leases');

/** A desk was being written here and is not whole. The message says what to do. */
export class IncompleteDataError extends Error {}

/** What is known of the numbers that a desk had given out. */
export interface KnownNumbers {
  readonly given: Given;
  /** Of these nobody knows whether they were. */
  readonly skipped: readonly Numbers[];
}

/** From now on, until `complete`, no bot starts on these data. `by`: the command that writes them. `known`: see `knownBefore`. */
export async function begin(connection: Connection, by: string, known?: KnownNumbers): Promise<void> {
  const kept = known ? { given: [...known.given], skipped: known.skipped } : {};
  await leasesOf(connection).updateOne({ _id: MARK }, { $set: { by, until: NEVER, ...kept } }, { upsert: true });
}

/** What is known of the desk which stood here before the command that did not end. */
export async function knownBefore(connection: Connection): Promise<KnownNumbers> {
  const { given, skipped = [] } = (await leasesOf(connection).findOne({ _id: MARK })) ?? {};
  return { given: new Map(given), skipped };
}

export async function complete(connection: Connection): Promise<void> {
  await leasesOf(connection).deleteOne({ _id: MARK });
}

/** The command that began to write a desk here and did not end. */
export async function begunBy(connection: Connection): Promise<string | undefined> {
  return (await leasesOf(connection).findOne({ _id: MARK }))?.by;
}

/** Throws IncompleteDataError when a desk is here in part. */
export async function assertComplete(connection: Connection): Promise<void> {
  const by = await begunBy(connection);
  if (by)
    throw new IncompleteDataError(
      `The data are here in part: npm run ${by} began to write them and did not finish. Run it again; it begins where that is safe.`,
    );
}
