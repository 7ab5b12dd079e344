import { LRUCache } from 'lru-cache';
import type { Doc } from './wire.js';

/**
 * Bytes on disk of the documents that stay decoded in memory, of all collections together; decoded they take some four times as
 * much. A month of inspections of 500 projects has 20 MB and is asked for as a whole: with less it would be decoded each time.
 */
const MOST_BYTES = 32 * 1024 * 1024;

/** Decoded documents by their key on disk, those that were used last. */
export type DocumentCache = LRUCache<number, Doc, number>;

export const documentCache = (): DocumentCache => new LRUCache({ maxSize: MOST_BYTES });
