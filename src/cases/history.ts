import type { FieldChange } from './case.js';

/**
 * How a history says what the fields of a kind or of a register hold. A field is called `<kind>.field.<field>`, a fixed value
 * `<kind>.<field>.<value>`: what has neither is bookkeeping, which nobody reads as a change.
 */
export interface HistoryWords {
  /** Where these words stand under another name than the field's: by field, or by `<field>.<part>` for a part of the records in it. */
  readonly words?: Readonly<Record<string, string>>;
  /** Parts of records that speak for themselves, besides who, when and what was said. */
  readonly plain?: readonly string[];
  /** Parts of records that repeat others. */
  readonly unsaid?: readonly string[];
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a) ?? null) === JSON.stringify(plain(b) ?? null);

/** A record with the entries of these fields, by `field.key`, in the place of the fields. */
export const spread = (record: object, fields: readonly string[]): object =>
  Object.fromEntries(
    Object.entries(record).flatMap(([field, value]) =>
      fields.includes(field) ? Object.entries(value as object).map(([key, entry]) => [`${field}.${key}`, entry]) : [[field, value]],
    ),
  );

/** So many characters of a change's list are kept in one entry. */
const MOST_OF_LIST = 20_000;

function bounded(list: readonly unknown[]): readonly unknown[] {
  let characters = 0;
  const end = list.findIndex((one) => {
    characters += JSON.stringify(one)?.length ?? 0;
    return characters > MOST_OF_LIST;
  });
  return end < 0 ? list : [...list.slice(0, end), { more: list.length - end }];
}

/** What left a list and what came: a history that kept whole lists would grow with each change of them. */
export function listChange(field: string, from: readonly unknown[], to: readonly unknown[]): FieldChange {
  const names = (list: readonly unknown[]): Set<string> => new Set(list.map((one) => JSON.stringify(plain(one))));
  const [was, is] = [names(from), names(to)];
  const left = from.filter((one) => !is.has(JSON.stringify(plain(one))));
  const came = to.filter((one) => !was.has(JSON.stringify(plain(one))));
  const isMoved = left.length === 0 && came.length === 0;
  return { field, from: bounded(isMoved ? from : left), to: bounded(isMoved ? to : came), isList: true };
}

/** What differs between two records, field by field. Rule J4. */
export function changesBetween(before: object, after: object): FieldChange[] {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((field) => !isSame(was.get(field), is.get(field)))
    .map((field) => {
      const [from, to] = [was.get(field) ?? null, is.get(field) ?? null];
      return Array.isArray(from) && Array.isArray(to) ? listChange(field, from, to) : { field, from, to };
    });
}
