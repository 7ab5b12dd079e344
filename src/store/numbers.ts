import { allKinds } from '../cases/kinds.js';
import type { Connection } from './connection.js';
import { Register } from './register.js';
import { storesOf } from './stores.js';

/** The last number of a series, by its id among the counters. */
interface Counter {
  readonly _id: string;
  readonly last: number;
}

/** A series of numbers, what its numbers begin with, and where what has them is kept. */
interface Series {
  readonly id: string;
  readonly prefix: string;
  readonly collection: string;
  readonly of: object;
}

/** Numbers of one series, by its counter's id; both ends are among them. */
export interface Numbers {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/** The last number that each series has given out, by the counter's id. */
export type Given = ReadonlyMap<string, number>;

const countersOf = (connection: Connection) => connection.collection<Counter>('counters');

/** Every series of a team. */
export function seriesOf(connection: Connection, team: string): Series[] {
  const registers = Object.values(storesOf(connection, team, () => {})).filter((store) => store instanceof Register);
  return [
    ...allKinds().map(({ rules: { name, prefix } }) => ({ id: `${team}:${name}`, prefix, collection: 'cases', of: { team, kind: name } })),
    ...registers.map(({ name, prefix, collection }) => ({ id: `${team}:${name}`, prefix, collection, of: { team } })),
  ];
}

/** What was given out here so far. */
export async function numbersGiven(connection: Connection): Promise<Given> {
  const counters = await countersOf(connection).find({}).toArray();
  return new Map(counters.map(({ _id, last }) => [_id, last]));
}

/** Of each series the higher one. */
export const highestOf = (all: readonly Given[]): Given => {
  const highest = new Map<string, number>();
  for (const given of all) for (const [id, last] of given) highest.set(id, Math.max(highest.get(id) ?? 0, last));
  return highest;
};

/** Each series goes on behind these numbers, or further where it was further already. */
export async function goOnBehind(connection: Connection, given: Given): Promise<void> {
  for (const [_id, last] of given) await countersOf(connection).updateOne({ _id }, { $max: { last } }, { upsert: true });
}

/** A number as people see it (`T-120`) as the last of its series, of each of these teams; undefined for one of no series. */
export function givenBy(connection: Connection, teams: readonly string[], typed: string): Given | undefined {
  const [, prefix, seq] = /^([A-Z]+)-?(\d{1,9})$/.exec(typed.normalize('NFKC').toUpperCase()) ?? [];
  const series = teams.flatMap((team) => seriesOf(connection, team)).filter((one) => one.prefix === prefix);
  return series.length > 0 ? new Map(series.map(({ id }) => [id, Number(seq)])) : undefined;
}

/** The number that each series of these teams gives out next, of those that have given one. */
export async function nextNumbers(connection: Connection, teams: readonly string[]): Promise<string[]> {
  const given = await numbersGiven(connection);
  return teams
    .flatMap((team) => seriesOf(connection, team))
    .flatMap(({ id, prefix }) => (given.has(id) ? [`${prefix}-${(given.get(id) ?? 0) + 1}`] : []));
}

/**
 * No number is given out twice: each series goes on behind the highest number that stands in the store, and `beyond` further, for
 * those that are gone without a trace. Rule S2.
 */
export async function liftNumbers(connection: Connection, teams: readonly string[], beyond: number): Promise<void> {
  for (const team of teams)
    for (const { id, collection, of } of seriesOf(connection, team)) {
      const found = await connection
        .collection(collection)
        .find(of, { projection: { no: 1 } })
        .toArray();
      const numbers = found.map(({ no }) => Number(/-(\d+)$/.exec(String(no))?.[1] ?? 0));
      await goOnBehind(connection, new Map([[id, numbers.reduce((most, n) => Math.max(most, n), 0) + beyond]]));
    }
}
