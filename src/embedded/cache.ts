import { LRUCache } from 'lru-cache';
import type { Doc } from './wire.js';

/**
 * What the documents may cost that stay decoded in memory, of all collections together, in bytes on disk. A month of inspections
 * of 500 projects has 20 MB and is asked for as a whole: with less it would be decoded each time.
 */
const MOST_BYTES = 32 * 1024 * 1024;
/** A small document costs as much as this: it is decoded in no time, and takes some four times its bytes until then. So 2,048 stay. */
const LEAST_BYTES = 16 * 1024;

/** A document as it is used, and how long it is on disk. */
export interface Decoded {
  readonly doc: Doc;
  readonly length: number;
}

/** Decoded documents by their key on disk, those that were used last. */
export type DocumentCache = LRUCache<string, Decoded>;

export const documentCache = (): DocumentCache =>
  new LRUCache({ maxSize: MOST_BYTES, sizeCalculation: ({ length }) => Math.max(length, LEAST_BYTES) });
