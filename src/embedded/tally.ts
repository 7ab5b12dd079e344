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

/** How often some values came together: a branch for each value, a count at the end. */
class Branch {
  readonly branches = new Map<unknown, Branch>();
  count = 0;

  constructor(readonly values: readonly unknown[]) {}

  of(value: unknown): Branch {
    // Objects are equal by what they hold.
    const key = typeof value === 'object' && value !== null ? `\u0001${rankOf(value)}${JSON.stringify(value)}` : value;
    const known = this.branches.get(key);
    if (known) return known;
    const fresh = new Branch([...this.values, value]);
    this.branches.set(key, fresh);
    return fresh;
  }

  *ends(): Generator<Branch> {
    if (this.count > 0) yield this;
    for (const branch of this.branches.values()) yield* branch.ends();
  }
}

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

  // What the leading fields must equal is true of all that is walked.
  const isOneValue = (field: string): boolean => fields.get(field)?.equals?.length === 1;
  const walked = index.fields.findIndex((field) => !isOneValue(field));
  const conditions = [...fields]
    .map(([field, bounds]) => [index.fields.indexOf(field), bounds] as const)
    .filter(([at]) => walked !== -1 && at >= walked);
  const placesBy = tally.by.map(([, path]) => index.fields.indexOf(path));
  const root = new Branch([]);
  for (const [held] of plan.entries()) {
    if (!conditions.every(([at, bounds]) => liesWithin(held[at], bounds))) continue;
    let branch = root;
    for (const at of placesBy) branch = branch.of(held[at]);
    branch.count += 1;
  }
  return [...root.ends()].map(({ values, count }) => ({
    _id: Object.fromEntries(tally.by.map(([name], n) => [name, values[n]])),
    ...Object.fromEntries(tally.counts.map((name) => [name, count])),
  }));
}
