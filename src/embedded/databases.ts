import { documentCache } from './cache.js';
import { Collection } from './collection.js';
import { ServerError } from './errors.js';
import { decodeMeta, isNameless, placeOfKey } from './keys.js';
import type { Storage } from './storage.js';

/** All collections of all databases, by `database.collection`. */
export class Databases {
  private readonly collections = new Map<string, Collection>();
  private readonly cache = documentCache();

  private lastNumber = 0;

  private constructor(private readonly storage: Storage) {}

  /** Reads all that is on disk. Throws StoreDamagedError. */
  static load(storage: Storage): Databases {
    const databases = new Databases(storage);
    let current: Collection | undefined;
    for (const [key, bytes] of storage.entries()) {
      const { collection, id } = placeOfKey(key);
      if (id > 0 && collection === databases.lastNumber && current) {
        current.take(id, bytes);
        continue;
      }
      if (id > 0) throw storage.damaged(`document ${id} belongs to no collection`);
      const { namespace, specs } = decodeMeta(bytes);
      if (isNameless(namespace)) throw storage.nameless(namespace);
      databases.lastNumber = collection;
      current = new Collection(namespace, collection, storage, databases.cache);
      current.begin(specs);
      databases.collections.set(namespace, current);
    }
    return databases;
  }

  has(database: string, name: string): boolean {
    return this.collections.has(`${database}.${name}`);
  }

  /** For reading: a collection that does not exist is empty. */
  collection(database: string, name: unknown): Collection {
    if (typeof name !== 'string' || name === '' || name.includes('\0'))
      throw new ServerError(73, 'InvalidNamespace', `Invalid collection name: ${String(name)}`);
    return (
      this.collections.get(`${database}.${name}`) ?? new Collection(`${database}.${name}`, this.lastNumber + 1, this.storage, this.cache)
    );
  }

  existing(database: string, name: string): Collection {
    const collection = this.collections.get(`${database}.${name}`);
    if (!collection) throw new ServerError(26, 'NamespaceNotFound', `ns does not exist: ${database}.${name}`);
    return collection;
  }

  /** For writing: created when it is not there yet. It is recorded with the first that is written. */
  created(database: string, name: unknown): Collection {
    const collection = this.collection(database, name);
    if (this.collections.has(collection.namespace)) return collection;
    this.lastNumber += 1;
    this.collections.set(collection.namespace, collection);
    return collection;
  }

  names(database: string): string[] {
    return [...this.collections.keys()]
      .filter((namespace) => namespace.startsWith(`${database}.`))
      .map((namespace) => namespace.slice(database.length + 1));
  }

  async drop(database: string, name: string): Promise<void> {
    const collection = this.existing(database, name);
    this.collections.delete(collection.namespace);
    await collection.drop(() => this.collections.set(collection.namespace, collection));
  }

  /** Writes all files anew, without what was deleted or overwritten. */
  compact(): Promise<void> {
    return this.storage.compact();
  }
}
