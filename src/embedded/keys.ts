import { BSON } from 'bson';
import type { IndexSpec } from './indexes.js';

/** Keys on disk of one collection lie together: its number, then the document's; under 0 stands the collection itself. */
const KEYS = 2 ** 32;
export const keyOf = (collection: number, id: number): number => collection * KEYS + id;
export const placeOfKey = (key: number): { collection: number; id: number } => ({ collection: Math.floor(key / KEYS), id: key % KEYS });

/** A collection as it stands on disk beside its documents. */
export interface CollectionMeta {
  readonly namespace: string;
  readonly specs: readonly IndexSpec[];
}
/** What a repair calls documents whose collection has lost its name for good; no bot starts on them. */
export const namelessCalled = (collection: number): string => `fieldbell.saved${collection}`;
export const isNameless = (namespace: string): boolean => /^fieldbell\.saved\d+$/.test(namespace);

export const encodeMeta = (meta: CollectionMeta): Buffer => Buffer.from(BSON.serialize(meta));
export const decodeMeta = (bytes: Uint8Array): CollectionMeta => BSON.deserialize(bytes) as CollectionMeta;
