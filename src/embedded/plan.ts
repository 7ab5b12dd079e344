import { type Bounds, conditionsOf, isOperators } from './bounds.js';
import type { Entry, OrderedIndex } from './indexes.js';
import { HIGHEST, LOWEST } from './order.js';
import type { Doc } from './wire.js';

/** How a query finds its candidates. Whatever the plan, each candidate is tested against the whole filter. */
export interface Plan {
  readonly index: OrderedIndex | undefined;
  /** The candidates come in the order asked for. */
  readonly isSorted: boolean;
  candidates(): Iterable<number>;
  /** What the index holds of each candidate. */
  entries(): Iterable<Entry>;
}

/** Does the filter ask only for documents that a partial or sparse index holds? */
function isCovered(index: OrderedIndex, conditions: ReadonlyMap<string, Bounds>): boolean {
  const { sparse, partialFilterExpression } = index.spec;
  const isNonNull = (bounds: Bounds | undefined): boolean =>
    bounds !== undefined && (bounds.equals ? bounds.equals.every((value) => value != null) : true);
  if (sparse && !index.fields.some((field) => isNonNull(conditions.get(field)))) return false;
  return Object.entries(partialFilterExpression ?? {}).every(([field, wanted]) => {
    const bounds = conditions.get(field);
    if (isOperators(wanted))
      return Object.keys(wanted).every((operator) => operator === '$exists' && wanted.$exists === true) && isNonNull(bounds);
    return bounds?.equals?.length === 1 && bounds.equals[0] === wanted;
  });
}

/** The directions in which an index would have to be walked to give this order; undefined when it cannot. */
function walkFor(index: OrderedIndex, from: number, sort: Readonly<Record<string, unknown>>): 'forwards' | 'backwards' | undefined {
  if (index.isMultikey) return undefined;
  const wanted = Object.entries(sort);
  const given = Object.entries(index.spec.key).slice(from);
  if (wanted.length === 0 || wanted.length > given.length) return undefined;
  const turns = wanted.map(([field, direction], n) => (given[n]?.[0] === field ? Number(direction) * (given[n]?.[1] ?? 0) : 0));
  if (turns.every((turn) => turn === 1)) return 'forwards';
  return turns.every((turn) => turn === -1) ? 'backwards' : undefined;
}

/** More seeks than this are not worth it: the index is then walked. */
const MOST_RANGES = 2_000;
/** What a plan scores that finds one record at most; no other can be better. */
const ONE_RECORD = 100;

/** A bound on a field compares within one type only, as in MongoDB: `$lte: date` finds no numbers. */
function rangeOf({ low, high }: Bounds, direction: 1 | -1, isMultikey: boolean): { low: unknown; high: unknown } {
  const [lowest, highest] = isMultikey && low !== undefined && high !== undefined ? [low, HIGHEST] : [low ?? LOWEST, high ?? HIGHEST];
  return direction === 1 ? { low: lowest, high: highest } : { low: highest, high: lowest };
}

/** So many candidates are counted to tell plans apart that look equally good. */
const PROBE = 500;

function countUpTo(most: number, candidates: Iterable<number>): number {
  let count = 0;
  for (const _ of candidates) {
    count += 1;
    if (count === most) break;
  }
  return count;
}

interface Rated {
  readonly score: number;
  readonly plan: Plan;
}

/** How well an index serves a filter and an order; undefined when it does not hold all that is asked for. */
function rate(index: OrderedIndex, conditions: ReadonlyMap<string, Bounds>, sort: Readonly<Record<string, unknown>>): Rated | undefined {
  if (!isCovered(index, conditions)) return undefined;
  let ranges: unknown[][] = [[]];
  let depth = 0;
  for (; depth < index.fields.length; depth += 1) {
    const equals = conditions.get(index.fields[depth] ?? '')?.equals;
    if (!equals || ranges.length * equals.length > MOST_RANGES) break;
    const distinct = [...new Set(equals)];
    ranges = ranges.flatMap((range) => distinct.map((value) => [...range, value ?? null]));
  }
  const bounds = depth < index.fields.length ? conditions.get(index.fields[depth] ?? '') : undefined;
  const range = bounds && !bounds.equals ? rangeOf(bounds, Object.values(index.spec.key)[depth] ?? 1, index.isMultikey) : undefined;
  const walk = ranges.length === 1 ? walkFor(index, depth, sort) : undefined;
  const isSorted = Object.keys(sort).length === 0 || walk !== undefined;
  const isOneRecord = index.spec.unique && depth === index.fields.length;
  const score = depth * 10 + (range ? 5 : 0) + (walk ? 3 : 0) + (isOneRecord ? ONE_RECORD : 0);
  const entries = function* (): Generator<Entry> {
    const seen = ranges.length > 1 ? new Set<unknown>() : undefined;
    for (const prefix of ranges) {
      const [low, high] = range
        ? [
            [...prefix, range.low],
            [...prefix, range.high],
          ]
        : [prefix, prefix];
      for (const entry of index.between(low, high, walk === 'backwards')) {
        if (seen?.has(entry[1])) continue;
        seen?.add(entry[1]);
        yield entry;
      }
    }
  };
  const candidates = function* (): Generator<number> {
    for (const [, id] of entries()) yield id;
  };
  return { score, plan: { index, isSorted, candidates, entries } };
}

/** The best index for a filter and an order, or a scan of everything. Of equally good ones the one with the fewest candidates. */
export function planFor(
  filter: Doc,
  sort: Readonly<Record<string, unknown>>,
  indexes: readonly OrderedIndex[],
  everything: () => Iterable<number>,
): Plan {
  const { fields: conditions } = conditionsOf(filter);
  let best: Rated[] = [];
  for (const index of indexes) {
    const rated = rate(index, conditions, sort);
    const most = best[0]?.score ?? 0;
    if (!rated || rated.score === 0 || rated.score < most) continue;
    best = rated.score === most ? [...best, rated] : [rated];
    if (rated.score > ONE_RECORD) break;
  }
  const [only, ...others] = best.map(({ plan }) => plan);
  if (!only) return { index: undefined, isSorted: Object.keys(sort).length === 0, candidates: everything, entries: () => [] };
  if (others.length === 0) return only;
  const counted = [only, ...others].map((plan) => ({ plan, count: countUpTo(PROBE, plan.candidates()) }));
  return counted.reduce((fewest, one) => (one.count < fewest.count ? one : fewest)).plan;
}
