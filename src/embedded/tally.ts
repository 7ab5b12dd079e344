import { conditionsOf, liesWithin } from './bounds.js';
import type { Collection } from './collection.js';
import type { OrderedIndex } from './indexes.js';
import { rankOf } from './order.js';
import type { Doc } from './wire.js';

/** A pipeline that only counts documents by the values of some of their fields. */
interface Tally {
  readonly filter: Doc;
  /** Names in `_id` with the paths they stand for. */
  readonly by: readonly (readonly [name: string, path: string])[];
  /** Names under which the number stands. */
  readonly counts: readonly string[];
}

const isPath = (value: unknown): value is string => typeof value === 'string' && /^\$[a-z_]\w*(\.\w+)*$/i.test(value);

/** The tally that a pipeline is: `[{ $match }, { $group: { _id: { a: '$path' }, n: { $sum: 1 } } }]`; undefined for any other. */
function tallyOf(pipeline: readonly Doc[]): Tally | undefined {
  const [match, group, ...more] = pipeline;
  const filter: unknown = match?.$match;
  const { _id: id, ...counts } = group?.$group ?? {};
  if (!filter || !id || more.length > 0 || Object.getPrototypeOf(id) !== Object.prototype) return undefined;
  const by = Object.entries(id).map(([name, path]) => [name, isPath(path) ? path.slice(1) : ''] as const);
  const isCount = (one: unknown): boolean => JSON.stringify(one) === '{"$sum":1}';
  if (by.some(([, path]) => path === '') || !Object.values(counts).every(isCount)) return undefined;
  return { filter, by, counts: Object.keys(counts) };
}

/** Values as a key: equal only if they are. */
const keyOf = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : `\u0001${rankOf(value)}${JSON.stringify(value)}`)).join('\u0000');

/**
 * Answers a pipeline that counts from the entries of one index that holds every field it asks for, as a covered query of MongoDB
 * does: no document is read. A missing field counts as null, as an index holds it. Undefined when it is no such pipeline, when no
 * index holds all of it, or when the filter asks what an index cannot tell.
 */
export function tallied(collection: Collection, pipeline: readonly Doc[]): Doc[] | undefined {
  const tally = tallyOf(pipeline);
  if (!tally) return undefined;
  const { fields, isComplete } = conditionsOf(tally.filter);
  if (!isComplete) return undefined;
  const needed = [...fields.keys(), ...tally.by.map(([, path]) => path)];
  const holdsAll = (index: OrderedIndex): boolean => !index.holdsArrays && needed.every((field) => index.fields.includes(field));
  const plan = collection.plan(tally.filter, {}, holdsAll);
  const { index } = plan;
  if (!index) return undefined;

  const conditions = [...fields].map(([field, bounds]) => [index.fields.indexOf(field), bounds] as const);
  const placesBy = tally.by.map(([, path]) => index.fields.indexOf(path));
  const groups = new Map<string, { values: unknown[]; count: number }>();
  for (const [held] of plan.entries()) {
    if (!conditions.every(([at, bounds]) => liesWithin(held[at], bounds))) continue;
    const values = placesBy.map((at) => held[at]);
    const key = keyOf(values);
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { values, count: 1 });
  }
  return [...groups.values()].map(({ values, count }) => ({
    _id: Object.fromEntries(tally.by.map(([name], n) => [name, values[n]])),
    ...Object.fromEntries(tally.counts.map((name) => [name, count])),
  }));
}
