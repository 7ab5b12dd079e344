import type { Reader } from './card.js';
import { type Case, COLLEAGUE, type FieldChange, type HistoryEntry } from './case.js';
import type { CaseKind } from './rules.js';

/** A value in which this person is a colleague without a name, however deep he stands in it. */
function without(user: string, value: unknown): unknown {
  if (value === user) return COLLEAGUE;
  if (Array.isArray(value)) return value.map((one) => without(user, one));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, without(user, one)]));
}

/** An entry of a history as somebody may read it: of what was confided in those who lead, others than they read by no name who did it. */
export function asRead<D extends object, S extends string>(
  { actions }: Pick<CaseKind<D, S>, 'actions'>,
  c: Case<D, S>,
  entry: HistoryEntry,
  { user, roles = [] }: Pick<Reader, 'user' | 'roles'>,
): HistoryEntry {
  const knows = Object.hasOwn(actions, entry.action) ? actions[entry.action]?.isKnownTo : undefined;
  if (!knows || user === entry.by || (user !== undefined && knows(c, { id: user, roles }))) return entry;
  const changes = entry.changes.map(
    ({ field, from, to, isList }): FieldChange => ({ field, from: without(entry.by, from), to: without(entry.by, to), isList }),
  );
  return { ...entry, by: COLLEAGUE, changes };
}
