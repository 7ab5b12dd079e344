import { BSON, ObjectId } from 'bson';
import type { DocumentCache } from './cache.js';
import { ServerError } from './errors.js';
import { type IndexSpec, OrderedIndex } from './indexes.js';
import { encodeMeta, keyOf, placeOfKey } from './keys.js';
import { matcher } from './matcher.js';
import { type Plan, planFor } from './plan.js';
import type { Storage } from './storage.js';
import type { Doc } from './wire.js';

/** From this share of the most documents on, the log tells that it is time to move, again with each hundredth more. */
const NEARLY_FULL = 0.8;
const MAX_DOCUMENT = 16 * 1024 * 1024;
const ID_INDEX: IndexSpec = { name: '_id_', key: { _id: 1 }, unique: true };

/** One collection: its indexes in memory, its documents on disk with a cache before them. Documents are never mutated, but share their parts. */
export class Collection {
  private readonly indexes = new Map<string, OrderedIndex>([['_id_', new OrderedIndex(ID_INDEX)]]);
  private readonly ids = new Set<number>();
  private lastId = 0;
  /** Bytes that no document exceeds that was here since the start. */
  largest = 0;
  /** Documents looked at since the start: a test can see that a query does not scan. */
  examined = 0;

  /** Is it on disk that there is such a collection? Its first document brings it along. */
  private isRecorded = false;

  constructor(
    readonly namespace: string,
    private readonly number: number,
    private readonly storage: Storage,
    private readonly cache: DocumentCache,
  ) {}

  /** Takes over what is on disk: its indexes, then each document. */
  begin(specs: readonly IndexSpec[]): void {
    for (const spec of specs) this.indexes.set(spec.name, new OrderedIndex(spec));
    this.isRecorded = true;
  }

  take(id: number, bytes: Uint8Array): void {
    this.move(id, undefined, decode(bytes));
    this.largest = Math.max(this.largest, bytes.length);
    this.lastId = Math.max(this.lastId, id);
  }

  get size(): number {
    return this.ids.size;
  }

  get specs(): IndexSpec[] {
    return [...this.indexes.values()].map(({ spec }) => spec);
  }

  private move(id: number, before: Doc | undefined, after: Doc | undefined): void {
    if (!before) this.ids.add(id);
    if (!after) this.ids.delete(id);
    for (const index of this.indexes.values()) index.replace(before, after, id);
  }

  read(id: number): Doc {
    const key = keyOf(this.number, id);
    const cached = this.cache.get(key);
    if (cached) return cached;
    const bytes = this.bytesOf(key);
    const doc = decode(bytes);
    this.cache.set(key, doc, { size: bytes.length });
    return doc;
  }

  private bytesOf(key: number): Buffer {
    const bytes = this.storage.read(key);
    if (!bytes) throw new ServerError(8, 'UnknownError', `document ${placeOfKey(key).id} of ${this.namespace} is not on disk`);
    return bytes;
  }

  /** `isFit` names the indexes that will do; all do if it is left out. */
  plan(filter: Doc, sort: Readonly<Record<string, unknown>> = {}, isFit: (index: OrderedIndex) => boolean = () => true): Plan {
    return planFor(filter, sort, [...this.indexes.values()].filter(isFit), () => this.ids);
  }

  /** Numbers of matching documents; in the order asked for if the plan gives it. The caller changes nothing while it walks. */
  *matching(filter: Doc, plan: Plan = this.plan(filter)): Generator<number> {
    const isMatch = matcher(filter);
    for (const id of plan.candidates()) {
      if (!this.ids.has(id)) continue;
      this.examined += 1;
      if (isMatch(this.read(id))) yield id;
    }
  }

  /** Writes a new document; answers when it is on disk. Throws 11000 at once when a unique key is taken. */
  insert(doc: Doc): Promise<void> {
    this.assertRoom();
    const complete = doc._id === undefined ? { _id: new ObjectId(), ...doc } : doc;
    this.lastId += 1;
    return this.write(this.lastId, undefined, complete);
  }

  private assertRoom(): void {
    const { size } = this;
    const { mostDocuments, log } = this.storage;
    const how = 'move to MongoDB: npm run data:copy -- --from <DATA_DIR> --to mongodb://…, then set MONGODB_URI';
    if (size >= mostDocuments)
      throw new ServerError(
        14031,
        'OutOfDiskSpace',
        `OutOfDiskSpace: ${this.namespace} has ${size} documents, the most that the embedded store takes; ${how}. Reading and changing go on`,
      );
    if (size >= mostDocuments * NEARLY_FULL && size % Math.ceil(mostDocuments / 100) === 0)
      log.warn(`${this.namespace} has ${size} of the ${mostDocuments} documents that the embedded store takes; ${how}`);
  }

  /** Puts another document in the place of one; undefined when it is the same. */
  replace(id: number, next: Doc): Promise<void> | undefined {
    const bytes = encode(next);
    const key = keyOf(this.number, id);
    const isAsLong = (this.cache.info(key)?.size ?? bytes.length) === bytes.length;
    return isAsLong && bytes.equals(this.bytesOf(key)) ? undefined : this.write(id, this.read(id), next, bytes);
  }

  delete(id: number): Promise<void> {
    return this.write(id, this.read(id), undefined);
  }

  private write(id: number, before: Doc | undefined, after: Doc | undefined, bytes = after && encode(after)): Promise<void> {
    if (bytes && bytes.length > MAX_DOCUMENT)
      throw new ServerError(
        10334,
        'BSONObjectTooLarge',
        `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT}`,
      );
    if (after) for (const index of this.indexes.values()) index.assertUnique(this.namespace, before, after, id);
    const key = keyOf(this.number, id);
    this.move(id, before, after);
    this.largest = Math.max(this.largest, bytes?.length ?? 0);
    if (after && bytes) this.cache.set(key, after, { size: bytes.length });
    else this.cache.delete(key);
    return this.put(new Map([[key, bytes ?? null]]), () => {
      this.move(id, after, before);
      this.cache.delete(key);
    });
  }

  private async put(puts: Map<number, Buffer | null>, undo: () => void): Promise<void> {
    if (!this.isRecorded) puts.set(keyOf(this.number, 0), this.meta);
    await this.storage.write(puts, undo);
    this.isRecorded = true;
  }

  private get meta(): Buffer {
    return encodeMeta({ namespace: this.namespace, specs: this.specs.filter(({ name }) => name !== '_id_') });
  }

  /** Builds an index; an equal one is left alone, another of the same name is the server's error. */
  async createIndex(spec: IndexSpec): Promise<boolean> {
    const existing = this.indexes.get(spec.name);
    if (existing) {
      if (JSON.stringify(existing.spec) === JSON.stringify(spec)) return false;
      throw new ServerError(86, 'IndexKeySpecsConflict', `An existing index has the same name as the requested index: ${spec.name}`);
    }
    const index = new OrderedIndex(spec);
    for (const id of this.ids) {
      const doc = this.read(id);
      index.assertUnique(this.namespace, undefined, doc, id);
      index.replace(undefined, doc, id);
    }
    this.indexes.set(spec.name, index);
    await this.saveMeta(() => this.indexes.delete(spec.name));
    return true;
  }

  async dropIndex(name: string): Promise<void> {
    if (name === '_id_') throw new ServerError(72, 'InvalidOptions', 'cannot drop _id index');
    if (name !== '*' && !this.indexes.has(name)) throw new ServerError(27, 'IndexNotFound', `index not found with name [${name}]`);
    const gone = [...this.indexes].filter(([known]) => known !== '_id_' && (name === '*' || known === name));
    for (const [known] of gone) this.indexes.delete(known);
    await this.saveMeta(() => {
      for (const [known, index] of gone) this.indexes.set(known, index);
    });
  }

  saveMeta(undo: () => void = () => {}): Promise<void> {
    return this.put(new Map([[keyOf(this.number, 0), this.meta]]), undo);
  }

  async drop(undo: () => void): Promise<void> {
    const puts = new Map<number, null>([[keyOf(this.number, 0), null]]);
    for (const id of this.ids) puts.set(keyOf(this.number, id), null);
    await this.storage.write(puts, undo);
  }
}

const encode = (doc: Doc): Buffer => Buffer.from(BSON.serialize(doc, { ignoreUndefined: true }));
const decode = (bytes: Uint8Array): Doc => BSON.deserialize(bytes, { promoteBuffers: false, bsonRegExp: false });
