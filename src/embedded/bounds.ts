import { compareValues, rankOf } from './order.js';
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
  const rank = rankOf(value);
  if ((low != null && rankOf(low) !== rank) || (high != null && rankOf(high) !== rank)) return false;
  const fromLow = low == null ? 1 : compareValues(value, low);
  const toHigh = high == null ? 1 : compareValues(high, value);
  return (isAbove ? fromLow > 0 : fromLow >= 0) && (isBelow ? toHigh > 0 : toHigh >= 0);
}

export const isOperators = (value: unknown): value is Doc =>
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

/** Do its bounds, if it has any, say all that a condition asks? */
function saysAll(condition: unknown): boolean {
  if (!isOperators(condition)) return true;
  const operators = Object.keys(condition);
  const isRange = operators.every((operator) => RANGE.some((pair) => pair.includes(operator)));
  return isRange ? RANGE.every((pair) => !pair.every((operator) => operators.includes(operator))) : operators.length === 1;
}

/** The bounds of a condition that asks nothing but them. */
export const plainBoundsOf = (condition: unknown): Bounds | undefined => (saysAll(condition) ? boundsOf(condition) : undefined);

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
