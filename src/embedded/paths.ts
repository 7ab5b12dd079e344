import type { Doc } from './wire.js';

export const HOLDS_ARRAY = Symbol('an array on the way');

/** What stands at a path, unless there is an array on the way. */
export function plainValueAt(doc: Doc, path: readonly string[]): unknown {
  let at: unknown = doc;
  for (const field of path) {
    if (Array.isArray(at)) return HOLDS_ARRAY;
    at = typeof at === 'object' && at !== null ? (at as Doc)[field] : undefined;
  }
  return Array.isArray(at) ? HOLDS_ARRAY : at;
}

/** What stands at a path; through arrays, everything that stands there (a multikey index has one entry each). */
export function valuesAt(doc: unknown, path: readonly string[], from = 0): unknown[] {
  const head = path[from];
  if (head === undefined) return Array.isArray(doc) && doc.length > 0 ? doc : Array.isArray(doc) ? [undefined] : [doc];
  if (Array.isArray(doc)) return doc.flatMap((item) => valuesAt(item, path, from));
  return valuesAt(typeof doc === 'object' && doc !== null ? (doc as Doc)[head] : undefined, path, from + 1);
}
