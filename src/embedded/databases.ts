import { BSON } from 'bson';
import { documentCache } from './cache.js';
import { Collection } from './collection.js';
import { ServerError } from './errors.js';
import type { Storage } from './storage.js';

/** All collections of all databases, by `database.collection`. */
export class Databases {
  private readonly collections = new Map<string, Collection>();
  private readonly cache = documentCache();

  private constructor(private readonly storage: Storage) {}

  static async load(storage: Storage): Promise<Databases> {
    const databases = new Databases(storage);
    for await (const [key, bytes] of storage.entries('c\0')) {
      const collection = new Collection(key.slice(2), storage, databases.cache);
      await collection.load(BSON.deserialize(bytes).specs);
      databases.collections.set(collection.namespace, collection);
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
    return this.collections.get(`${database}.${name}`) ?? new Collection(`${database}.${name}`, this.storage, this.cache);
  }

  existing(database: string, name: string): Collection {
    const collection = this.collections.get(`${database}.${name}`);
    if (!collection) throw new ServerError(26, 'NamespaceNotFound', `ns does not exist: ${database}.${name}`);
    return collection;
  }

  /** For writing: created and recorded when it is not there yet. */
  async created(database: string, name: unknown): Promise<Collection> {
    const collection = this.collection(database, name);
    if (this.collections.has(collection.namespace)) return collection;
    this.collections.set(collection.namespace, collection);
    await collection.saveMeta();
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
    await collection.drop();
  }
}
