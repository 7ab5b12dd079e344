import type { Connection } from './connection.js';
import { isDatabaseAway, isDatabaseFull } from './outage.js';

/** A document that could not be brought forward, and why. The others were. */
export interface LeftBehind {
  readonly what: string;
  readonly reason: string;
}

/** Does a step for one document; one that fails is named and stops no other. Only a database that does not answer ends it all. */
export type Alone = (what: string, step: () => Promise<unknown>) => Promise<void>;

/** Where what a migration left behind is written down, for `doctor`. */
const LEFT_ID = 'schema:left';
const MOST_LEFT = 500;

interface LeftRecord {
  readonly _id: string;
  readonly entries: readonly (LeftBehind & { readonly version: number })[];
}

const leftOf = (connection: Connection) => connection.collection<LeftRecord>('memory');

/** The documents that no migration could bring forward. */
export async function leftBehind(connection: Connection): Promise<readonly LeftBehind[]> {
  return (await leftOf(connection).findOne({ _id: LEFT_ID }))?.entries ?? [];
}

/** Does the steps of the migration to this version, each for itself; what fails is told and written down. */
export const aloneOf =
  (connection: Connection, version: number, tell: (one: LeftBehind) => void): Alone =>
  async (what, step) => {
    try {
      await step();
    } catch (error) {
      if (isDatabaseAway(error) || isDatabaseFull(error)) throw error;
      const one = { what: String(what), reason: error instanceof Error ? error.message : String(error) };
      tell(one);
      const { entries = [] } = (await leftOf(connection).findOne({ _id: LEFT_ID })) ?? {};
      if (entries.some((known) => known.what === one.what && known.version === version)) return;
      await leftOf(connection).updateOne(
        { _id: LEFT_ID },
        { $push: { entries: { $each: [{ ...one, version }], $slice: -MOST_LEFT } } } as never,
        { upsert: true },
      );
    }
  };
