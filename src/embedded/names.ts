import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type CollectionMeta, decodeMeta, placeOfKey } from './keys.js';

const textOf = (names: ReadonlyMap<number, CollectionMeta>): string => {
  const json = JSON.stringify([...names].toSorted(([a], [b]) => a - b));
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
};

/**
 * What the collections are called and how they are indexed, by their numbers, once more in a file apart from the database: documents
 * whose collection has lost its record there are nobody's otherwise. It is written before the database, and anew at a start that finds
 * it otherwise.
 */
export class Names {
  private readonly names = new Map<number, CollectionMeta>();

  constructor(private readonly file: string) {}

  /** What a file says; nothing when it is not there or does not read as it was written. */
  static read(file: string): ReadonlyMap<number, CollectionMeta> {
    if (!existsSync(file)) return new Map();
    const text = readFileSync(file, 'utf8');
    try {
      const names = new Map(JSON.parse(text.slice(9)) as [number, CollectionMeta][]);
      return text === textOf(names) ? names : new Map();
    } catch {
      return new Map();
    }
  }

  /** Takes over a collection's record among others; answers whether there was one. */
  note(key: number, bytes: Buffer | null): boolean {
    const { collection, id } = placeOfKey(key);
    if (id !== 0) return false;
    if (bytes) this.names.set(collection, decodeMeta(bytes));
    else this.names.delete(collection);
    return true;
  }

  /** What cannot be written leaves the older names: that is no reason to refuse what is on disk. */
  save(): void {
    const text = textOf(this.names);
    try {
      if (existsSync(this.file) && readFileSync(this.file, 'utf8') === text) return;
      writeFileSync(`${this.file}.new`, text, { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
    } catch {
      // The next start, or the next change of a name, tries again.
    }
  }
}
