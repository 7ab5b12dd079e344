import type { FieldChange } from './case.js';

const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a) ?? null) === JSON.stringify(plain(b) ?? null);

/** A record with the entries of these fields, by `field.key`, in the place of the fields. */
export const spread = (record: object, fields: readonly string[]): object =>
  Object.fromEntries(
    Object.entries(record).flatMap(([field, value]) =>
      fields.includes(field) ? Object.entries(value as object).map(([key, entry]) => [`${field}.${key}`, entry]) : [[field, value]],
    ),
  );

/** What differs between two records, field by field. Rule J4. */
export function changesBetween(before: object, after: object): FieldChange[] {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((field) => !isSame(was.get(field), is.get(field)))
    .map((field) => ({ field, from: was.get(field) ?? null, to: is.get(field) ?? null }));
}
