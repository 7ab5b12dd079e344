import { Binary, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { compare as compareAny } from 'mingo/util';

/** Bounds of index ranges: below and above every value. */
export const LOWEST = new MinKey();
export const HIGHEST = new MaxKey();

const RANKS = {
  lowest: 0,
  nothing: 1,
  number: 2,
  string: 3,
  object: 4,
  array: 5,
  binary: 6,
  objectId: 7,
  boolean: 8,
  date: 9,
  timestamp: 10,
  regex: 11,
  highest: 12,
} as const;

/** The place of a value's type in MongoDB's order of types. */
export function rankOf(value: unknown): number {
  if (typeof value === 'string') return RANKS.string;
  if (value === null || value === undefined) return RANKS.nothing;
  if (typeof value === 'number' || typeof value === 'bigint') return RANKS.number;
  if (value === HIGHEST) return RANKS.highest;
  if (value === LOWEST) return RANKS.lowest;
  if (typeof value === 'boolean') return RANKS.boolean;
  if (value instanceof Date) return RANKS.date;
  if (value instanceof ObjectId) return RANKS.objectId;
  if (Array.isArray(value)) return RANKS.array;
  if (value instanceof Timestamp) return RANKS.timestamp;
  if (value instanceof Long || value instanceof Decimal128) return RANKS.number;
  if (value instanceof RegExp) return RANKS.regex;
  if (value instanceof Binary) return RANKS.binary;
  if (value instanceof MinKey) return RANKS.lowest;
  if (value instanceof MaxKey) return RANKS.highest;
  return RANKS.object;
}

const simple = (a: string | number | bigint, b: string | number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const numeric = (value: unknown): number | bigint =>
  typeof value === 'number' || typeof value === 'bigint' ? value : Number(String(value));

/** Compares two values as MongoDB orders them: first by type, then by value. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : 1;
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case RANKS.nothing:
    case RANKS.lowest:
    case RANKS.highest:
      return 0;
    case RANKS.number:
      return simple(numeric(a), numeric(b));
    case RANKS.string:
      return simple(a as string, b as string);
    case RANKS.date:
      return (a as Date).getTime() - (b as Date).getTime();
    case RANKS.objectId:
      return simple((a as ObjectId).toHexString(), (b as ObjectId).toHexString());
    case RANKS.boolean:
      return Number(a) - Number(b);
    default:
      return compareAny(a, b);
  }
}
