import { allKinds } from '../cases/kinds.js';
import type { Connection } from './connection.js';
import { Register } from './register.js';
import { storesOf } from './stores.js';

/** The last number of a series, by its id among the counters. */
interface Counter {
  readonly _id: string;
  readonly last: number;
}

/**
 * No number is given out twice: each series goes on behind the highest number that stands in the store, and `beyond` further, for
 * those that are gone without a trace. Rule S2.
 */
export async function liftNumbers(connection: Connection, teams: readonly string[], beyond: number): Promise<void> {
  for (const team of teams) {
    const stores = storesOf(connection, team, () => {});
    const ofCases = await connection
      .collection('cases')
      .find({ team }, { projection: { kind: 1, no: 1 } })
      .toArray();
    const highest = new Map<string, number>();
    const saw = (series: string, no: unknown): void => {
      const seq = Number(/-(\d+)$/.exec(String(no))?.[1] ?? 0);
      highest.set(series, Math.max(highest.get(series) ?? 0, seq));
    };
    for (const { rules } of allKinds()) saw(rules.name, '');
    for (const { kind, no } of ofCases) saw(String(kind), no);
    for (const register of Object.values(stores).filter((store) => store instanceof Register)) {
      saw(register.name, '');
      const entries = await connection
        .collection(register.collection)
        .find({ team }, { projection: { no: 1 } })
        .toArray();
      for (const { no } of entries) saw(register.name, no);
    }
    for (const [series, most] of highest)
      await connection
        .collection<Counter>('counters')
        .updateOne({ _id: `${team}:${series}` }, { $max: { last: most + beyond } }, { upsert: true });
  }
}
