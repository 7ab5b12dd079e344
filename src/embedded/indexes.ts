import { Query } from 'mingo';
import BTreeModule from 'sorted-btree';
import { duplicateKey } from './errors.js';
import { compareValues, HIGHEST, LOWEST } from './order.js';
import { HOLDS_ARRAY, plainValueAt, valuesAt } from './paths.js';
import type { Doc } from './wire.js';

const { default: BTree } = BTreeModule;

export interface IndexSpec {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: Doc;
}

/** Values of the indexed fields. */
type Key = readonly unknown[];
/** What an index holds of a record: the values, and its number. */
export type Entry = readonly [values: Key, id: number];
/** The numbers of the records of one key, ascending; most keys have one. */
type Posting = number | number[];

const idsOf = (posting: Posting): readonly number[] => (typeof posting === 'number' ? [posting] : posting);

/** Where a number stands in an ascending list, or would stand. */
function placeOf(ids: readonly number[], id: number): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The document's own fields that decide about its keys; undefined when a partial filter asks for more than fields. */
function rootsOf({ key, partialFilterExpression = {} }: IndexSpec): readonly string[] | undefined {
  const fields = [...Object.keys(key), ...Object.keys(partialFilterExpression)];
  return fields.some((field) => field.startsWith('$')) ? undefined : [...new Set(fields.map((field) => field.split('.')[0] ?? ''))];
}

/** The field that a partial filter asks to exist, if that is all it asks. */
function existingOf(partial: Doc | undefined): readonly string[] | undefined {
  const [[field, wanted] = [''], ...more] = Object.entries(partial ?? {});
  return more.length === 0 && JSON.stringify(wanted) === '{"$exists":true}' ? field.split('.') : undefined;
}

/** An ordered index in memory. A key stands there once with the records that have it: common words cost a number each. */
export class OrderedIndex {
  readonly fields: readonly string[];
  /** True once a document had an array in an indexed field: such an index narrows, but cannot order. */
  isMultikey = false;
  /** True once a document had an array on the way to an indexed field, be it of one element: its values are not the document's. */
  holdsArrays = false;
  private readonly tree;
  private readonly directions: readonly (1 | -1)[];
  private readonly paths: readonly (readonly string[])[];
  private readonly roots: readonly string[] | undefined;
  private readonly partial: Query | undefined;
  private readonly existing: readonly string[] | undefined;

  constructor(readonly spec: IndexSpec) {
    this.fields = Object.keys(spec.key);
    this.directions = Object.values(spec.key);
    this.paths = this.fields.map((field) => field.split('.'));
    this.roots = rootsOf(spec);
    this.partial = spec.partialFilterExpression && new Query(spec.partialFilterExpression);
    this.existing = existingOf(spec.partialFilterExpression);
    this.tree = new BTree<Key, Posting>(undefined, (a, b) => this.compare(a, b));
  }

  private compare(a: Key, b: Key): number {
    for (let n = 0; n < this.directions.length; n += 1) {
      const order = compareValues(a[n], b[n]);
      if (order !== 0) return order * (this.directions[n] ?? 1);
    }
    return 0;
  }

  private holds(doc: Doc): boolean {
    if (!this.isWanted(doc)) return false;
    return !this.spec.sparse || this.paths.some((path) => valuesAt(doc, path).some((value) => value !== undefined));
  }

  /** Does the partial filter want it? That a field exists, the commonest, needs no query engine. */
  private isWanted(doc: Doc): boolean {
    const value = this.existing ? plainValueAt(doc, this.existing) : HOLDS_ARRAY;
    return value === HOLDS_ARRAY ? (this.partial?.test(doc) ?? true) : value !== undefined;
  }

  private keysOf(doc: Doc): unknown[][] {
    if (!this.holds(doc)) return [];
    let keys: unknown[][] = [[]];
    for (const path of this.paths) {
      const plain = plainValueAt(doc, path);
      if (plain !== HOLDS_ARRAY) {
        for (const key of keys) key.push(plain ?? null);
        continue;
      }
      this.holdsArrays = true;
      const values = valuesAt(doc, path);
      if (values.length > 1) this.isMultikey = true;
      keys = keys.flatMap((key) => values.map((value) => [...key, value ?? null]));
    }
    return keys;
  }

  /** Do both have the very same values where this index looks? Changed documents share what did not change. */
  private isUntouched(before: Doc | undefined, after: Doc): boolean {
    return before !== undefined && (this.roots?.every((root) => before[root] === after[root]) ?? false);
  }

  /** Throws the server's error 11000 when another record holds the same key. */
  assertUnique(namespace: string, before: Doc | undefined, after: Doc, id: number): void {
    if (!this.spec.unique || this.isUntouched(before, after)) return;
    for (const key of this.keysOf(after)) {
      if (idsOf(this.tree.get(key) ?? id).some((other) => other !== id))
        throw duplicateKey(namespace, this.spec.name, this.spec.key, Object.fromEntries(this.fields.map((field, n) => [field, key[n]])));
    }
  }

  /** Puts a record's keys in the place of those that it had; undefined before it is there and after it is gone. Keys that stay are left alone. */
  replace(before: Doc | undefined, after: Doc | undefined, id: number): void {
    if (after && this.isUntouched(before, after)) return;
    const [was, is] = [before ? this.keysOf(before) : [], after ? this.keysOf(after) : []];
    const isSame = was.length === is.length && was.every((key, n) => key.every((value, m) => compareValues(value, is[n]?.[m]) === 0));
    if (isSame) return;
    for (const key of was) this.remove(key, id);
    for (const key of is) this.add(key, id);
  }

  private add(key: Key, id: number): void {
    if (this.tree.set(key, id, false)) return;
    const posting = this.tree.get(key) ?? [];
    if (typeof posting === 'number') {
      if (posting !== id) this.tree.set(key, posting < id ? [posting, id] : [id, posting]);
      return;
    }
    const place = placeOf(posting, id);
    if (posting[place] !== id) posting.splice(place, 0, id);
  }

  private remove(key: Key, id: number): void {
    const posting = this.tree.get(key);
    if (posting === id) this.tree.delete(key);
    if (posting === undefined || typeof posting === 'number') return;
    const place = placeOf(posting, id);
    if (posting[place] === id) posting.splice(place, 1);
    const [only] = posting;
    if (posting.length === 1 && only !== undefined) this.tree.set(key, only);
  }

  /** Entries between two bounds on the leading fields, in index order or backwards, each record once. */
  *between(low: Key, high: Key, isBackwards: boolean): Generator<Entry> {
    const [first, last] = [this.bound(low, true), this.bound(high, false)];
    const seen = this.isMultikey ? new Set<number>() : undefined;
    const entries = isBackwards ? this.tree.entriesReversed(last) : this.tree.entries(first);
    for (const [key, posting] of entries) {
      if (isBackwards ? this.compare(key, first) < 0 : this.compare(key, last) > 0) return;
      const ids = idsOf(posting);
      for (let n = 0; n < ids.length; n += 1) {
        const id = ids[isBackwards ? ids.length - 1 - n : n] ?? 0;
        if (seen?.has(id)) continue;
        seen?.add(id);
        yield [key, id];
      }
    }
  }

  /** Fills a bound up with the lowest or highest values; a descending field turns them round. */
  private bound(values: Key, isLow: boolean): Key {
    return this.directions.map((direction, n) => (n < values.length ? values[n] : isLow === (direction === 1) ? LOWEST : HIGHEST));
  }
}
