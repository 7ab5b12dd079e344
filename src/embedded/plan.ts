import type { Entry, OrderedIndex } from './indexes.js';
import { compareValues, HIGHEST, LOWEST, rankOf } from './order.js';
import type { Doc } from './wire.js';

/** What a filter says of one field, as far as an index can use it. */
export interface Bounds {
  equals?: readonly unknown[];
  low?: unknown;
  high?: unknown;
  /** The bounds themselves do not match. */
  isAbove?: boolean;
  isBelow?: boolean;
}

/** Does a value that stands alone, in no array, lie within bounds? A bound compares within its own type only. */
export function liesWithin(value: unknown, { equals, low, high, isAbove, isBelow }: Bounds): boolean {
  if (equals) return equals.some((one) => compareValues(value, one) === 0);
  if (rankOf(value) !== rankOf(low ?? high)) return false;
  const fromLow = low == null ? 1 : compareValues(value, low);
  const toHigh = high == null ? 1 : compareValues(high, value);
  return (isAbove ? fromLow > 0 : fromLow >= 0) && (isBelow ? toHigh > 0 : toHigh >= 0);
}

/** How a query finds its candidates. Whatever the plan, each candidate is tested against the whole filter. */
export interface Plan {
  readonly index: OrderedIndex | undefined;
  /** The candidates come in the order asked for. */
  readonly isSorted: boolean;
  candidates(): Iterable<number>;
  /** What the index holds of each candidate. */
  entries(): Iterable<Entry>;
}

const isOperators = (value: unknown): value is Doc =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  Object.keys(value).some((key) => key.startsWith('$'));
const RANGE = [
  ['$gt', '$gte'],
  ['$lt', '$lte'],
];
const isScalar = (value: unknown): boolean =>
  !(value instanceof RegExp) && (typeof value !== 'object' || value === null || rankOf(value) >= 6);

function boundsOf(condition: unknown): Bounds | undefined {
  if (!isOperators(condition)) return isScalar(condition) ? { equals: [condition] } : undefined;
  const { $eq, $in, $gt, $gte, $lt, $lte } = condition;
  if ('$eq' in condition && isScalar($eq)) return { equals: [$eq] };
  if (Array.isArray($in) && $in.every(isScalar)) return { equals: $in };
  const low = $gte ?? $gt;
  const high = $lte ?? $lt;
  return isScalar(low ?? high) && (low ?? high) != null
    ? { low, high, isAbove: $gte === undefined, isBelow: $lte === undefined }
    : undefined;
}

/** Do its bounds say all that a condition asks? */
function saysAll(condition: unknown): boolean {
  if (!isOperators(condition)) return true;
  const operators = Object.keys(condition);
  const isRange = operators.every((operator) => RANGE.some((pair) => pair.includes(operator)));
  return isRange ? RANGE.every((pair) => !pair.every((operator) => operators.includes(operator))) : operators.length === 1;
}

/** The conditions of a filter that all must hold, field by field. `isComplete`: it asks nothing else. */
export function conditionsOf(filter: Doc): { readonly fields: ReadonlyMap<string, Bounds>; readonly isComplete: boolean } {
  const fields = new Map<string, Bounds>();
  let isComplete = true;
  const take = (part: Doc): void => {
    for (const [field, condition] of Object.entries(part)) {
      if (field === '$and' && Array.isArray(condition)) {
        condition.forEach(take);
        continue;
      }
      const bounds = field.startsWith('$') ? undefined : boundsOf(condition);
      isComplete &&= bounds !== undefined && !fields.has(field) && saysAll(condition);
      if (bounds && !fields.get(field)?.equals) fields.set(field, bounds);
    }
  };
  take(filter);
  return { fields, isComplete };
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

const MOST_RANGES = 200;
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

/** The best index for a filter and an order, or a scan of everything. Of equally good ones the one with the fewest candidates. */
export function planFor(
  filter: Doc,
  sort: Readonly<Record<string, unknown>>,
  indexes: readonly OrderedIndex[],
  everything: () => Iterable<number>,
): Plan {
  const { fields: conditions } = conditionsOf(filter);
  let best: { score: number; plan: Plan } = {
    score: 0,
    plan: { index: undefined, isSorted: Object.keys(sort).length === 0, candidates: everything, entries: () => [] },
  };
  for (const index of indexes) {
    if (!isCovered(index, conditions)) continue;
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
    const score = depth * 10 + (range ? 5 : 0) + (walk ? 3 : 0) + (index.spec.unique && depth === index.fields.length ? ONE_RECORD : 0);
    if (score < best.score) continue;
    const last = index.fields.length;
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
          if (seen?.has(entry[last])) continue;
          seen?.add(entry[last]);
          yield entry;
        }
      }
    };
    const candidates = function* (): Generator<number> {
      for (const entry of entries()) yield entry[last] as number;
    };
    const isWorse = score === best.score && countUpTo(PROBE, best.plan.candidates()) <= countUpTo(PROBE, candidates());
    if (isWorse) continue;
    best = { score, plan: { index, isSorted, candidates, entries } };
    if (score > ONE_RECORD) break;
  }
  return best.plan;
}
