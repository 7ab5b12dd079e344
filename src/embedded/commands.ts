import { randomBytes } from 'node:crypto';
import { BSON, Long, ObjectId } from 'bson';
import { Aggregator, Query } from 'mingo';
import type { Collection } from './collection.js';
import type { Databases } from './databases.js';
import { badValue, failedToParse, notSupported, ServerError } from './errors.js';
import type { IndexSpec } from './indexes.js';
import { applyUpdate, copyOf, matcher, seedOf, type UpdateSpec } from './update.js';
import type { Doc } from './wire.js';

/** A command as a row: the fields it understands, and what it answers. Any other field is an error, never ignored. */
interface Command {
  readonly fields: readonly string[];
  run(command: Doc, context: CommandContext): Doc | Promise<Doc>;
}

export interface CommandContext {
  readonly databases: Databases;
  readonly cursors: Map<string, { readonly namespace: string; readonly documents: Doc[] }>;
  readonly connectionId: number;
}

/** Fields of every command that change nothing here: one server, every write synced. */
const COMMON = [
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'hint',
];
const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 12 * 1024 * 1024;

const collectionOf = (command: Doc, { databases }: CommandContext, name: string): Collection =>
  databases.collection(command.$db, command[name]);

async function takeBatch(
  context: CommandContext,
  namespace: string,
  documents: Doc[],
  size: number,
  key: 'firstBatch' | 'nextBatch',
  known?: string,
): Promise<Doc> {
  const fits =
    documents.length > FIRST_BATCH ? Math.max(1, Math.floor(MAX_BATCH_BYTES / BSON.calculateObjectSize(documents[0] ?? {}))) : FIRST_BATCH;
  const batch = documents.splice(0, Math.min(size, fits));
  if (documents.length === 0) {
    if (known) context.cursors.delete(known);
    return { cursor: { [key]: batch, id: Long.ZERO, ns: namespace }, ok: 1 };
  }
  const id = known ?? String(randomBytes(6).readUIntBE(0, 6) + 1);
  context.cursors.set(id, { namespace, documents });
  return { cursor: { [key]: batch, id: Long.fromString(id), ns: namespace }, ok: 1 };
}

function found(collection: Collection, command: Doc): Doc[] {
  const { filter = {}, sort = {}, skip = 0, projection } = command;
  const limit = Math.abs(command.limit ?? 0) || Number.POSITIVE_INFINITY;
  const plan = collection.plan(filter, sort);
  const documents: Doc[] = [];
  for (const id of collection.matching(filter, plan)) {
    documents.push(collection.read(id));
    if (plan.isSorted && documents.length >= skip + limit) break;
  }
  const wantsFields = projection && Object.keys(projection).length > 0;
  if (plan.isSorted && !wantsFields) return documents.slice(skip, Number.isFinite(limit) ? skip + limit : undefined);
  try {
    const cursor = new Query<Doc>({}).find<Doc>(documents, wantsFields ? projection : undefined);
    const sorted = plan.isSorted ? cursor : cursor.sort(sort);
    const skipped = skip > 0 ? sorted.skip(skip) : sorted;
    return (Number.isFinite(limit) ? skipped.limit(limit) : skipped).all();
  } catch (error) {
    throw badValue(error instanceof Error ? error.message : String(error));
  }
}

/** Stages after which a document is another one: they must work on copies. */
const CHANGING = ['$set', '$addFields', '$unset', '$project', '$unwind', '$replaceRoot', '$replaceWith', '$lookup'];

function aggregated(context: CommandContext, command: Doc): Doc[] {
  const { aggregate: name, pipeline = [] } = command;
  if (typeof name !== 'string') throw notSupported('database-level aggregation');
  const stages = pipeline.flatMap((stage: Doc) => Object.keys(stage));
  for (const stage of stages)
    if (['$out', '$merge', '$changeStream', '$indexStats', '$collStats', '$graphLookup', '$geoNear'].includes(stage))
      throw notSupported(`the stage ${stage}`);
  const collection = collectionOf(command, context, 'aggregate');
  const filter: Doc = pipeline[0]?.$match ?? {};
  const documents = [...collection.matching(filter)].map((id) => collection.read(id));
  const isChanging = stages.some((stage: string) => CHANGING.includes(stage));
  try {
    const resolver = (from: string): Doc[] => found(context.databases.collection(command.$db, from), {}).map(copyOf);
    return new Aggregator(pipeline, { scriptEnabled: false, collectionResolver: resolver }).run(
      isChanging ? documents.map(copyOf) : documents,
    );
  } catch (error) {
    throw badValue(error instanceof Error ? error.message : String(error));
  }
}

interface Updated {
  readonly n: number;
  readonly changed: number;
  readonly upserted?: unknown;
  readonly written: Promise<unknown>;
}

/** One update statement: what it matched, changed and inserted. Throws before anything is written. */
function runUpdate(collection: Collection, { q, u, sort, multi = false, upsert = false, arrayFilters }: Doc): Updated {
  const ids = [...firstMatching(collection, q, sort, multi)];
  if (ids.length === 0) {
    if (!upsert) return { n: 0, changed: 0, written: Promise.resolve() };
    const { doc, written } = insertUpserted(collection, q, u, arrayFilters);
    return { n: 1, changed: 0, upserted: doc._id, written };
  }
  const writes = ids.flatMap((id) => {
    const before = collection.read(id);
    const after = applyUpdate(before, u, q, arrayFilters, false);
    return isUnchanged(before, after) ? [] : [collection.replace(id, after)];
  });
  return { n: ids.length, changed: writes.length, written: Promise.all(writes) };
}

const isUnchanged = (before: Doc, after: Doc): boolean => Buffer.from(BSON.serialize(before)).equals(BSON.serialize(after));

function* firstMatching(collection: Collection, filter: Doc, sort: Doc | undefined, isMany: boolean): Generator<number> {
  if (isMany) return yield* collection.matching(filter);
  const plan = collection.plan(filter, sort ?? {});
  if (plan.isSorted) {
    for (const id of collection.matching(filter, plan)) return yield id;
    return;
  }
  const byDoc = new Map([...collection.matching(filter, plan)].map((id) => [collection.read(id), id]));
  const first = new Query<Doc>({})
    .find<Doc>([...byDoc.keys()])
    .sort(sort ?? {})
    .limit(1)
    .all()[0];
  const id = first && byDoc.get(first);
  if (id !== undefined) yield id;
}

function insertUpserted(
  collection: Collection,
  filter: Doc,
  update: UpdateSpec,
  arrayFilters: Doc[] | undefined,
): { doc: Doc; written: Promise<void> } {
  const seed = seedOf(filter);
  const after = applyUpdate(seed, update, {}, arrayFilters, true);
  const doc = after._id === undefined ? { _id: new ObjectId(), ...after } : after;
  return { doc, written: collection.insert(doc) };
}

async function findAndModify(command: Doc, context: CommandContext): Promise<Doc> {
  const { databases } = context;
  const collection = command.upsert
    ? await databases.created(command.$db, command.findAndModify)
    : databases.collection(command.$db, command.findAndModify);
  const { query = {}, sort, remove = false, update, new: isNew = false, upsert = false, fields, arrayFilters } = command;
  if (!remove && update === undefined) throw failedToParse('Either an update or remove=true must be specified');
  const project = (doc: Doc | null): Doc | null => (doc && fields ? (new Query<Doc>({}).find<Doc>([doc], fields).all()[0] ?? null) : doc);
  const [id] = [...firstMatching(collection, query, sort, false)];
  if (id === undefined) {
    if (!upsert || remove) return { lastErrorObject: { n: 0, ...(remove ? {} : { updatedExisting: false }) }, value: null, ok: 1 };
    const { doc, written } = insertUpserted(collection, query, update, arrayFilters);
    await written;
    return { lastErrorObject: { n: 1, updatedExisting: false, upserted: doc._id }, value: isNew ? project(doc) : null, ok: 1 };
  }
  const before = collection.read(id);
  if (remove) {
    await collection.delete(id);
    return { lastErrorObject: { n: 1 }, value: project(before), ok: 1 };
  }
  const after = applyUpdate(before, update, query, arrayFilters, false);
  if (!isUnchanged(before, after)) await collection.replace(id, after);
  return { lastErrorObject: { n: 1, updatedExisting: true }, value: project(isNew ? after : before), ok: 1 };
}

/** Runs the statements of a bulk write at once and waits for the disk once; an ordered one stops at its first error. */
async function bulk(statements: Doc[], isOrdered: boolean, run: (statement: Doc, n: number) => Promise<unknown>): Promise<Doc[]> {
  const errors: Doc[] = [];
  const writes: Promise<unknown>[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      writes.push(run(statement, index));
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      errors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (isOrdered) break;
    }
  }
  await Promise.all(writes);
  return errors;
}

const withErrors = (reply: Doc, writeErrors: Doc[]): Doc => ({ ...reply, ...(writeErrors.length > 0 ? { writeErrors } : {}), ok: 1 });

function indexSpecOf(raw: Doc): IndexSpec {
  const { key, name, unique, sparse, partialFilterExpression, background: _, v: __, ...others } = raw;
  const unknown = Object.keys(others)[0];
  if (unknown) throw notSupported(`the index option ${unknown}`);
  for (const [field, direction] of Object.entries(key))
    if ((direction !== 1 && direction !== -1) || field.includes('$'))
      throw notSupported(`an index of kind "${String(direction)}" on ${field}`);
  if (partialFilterExpression) matcher(partialFilterExpression);
  return {
    name,
    key,
    ...(unique ? { unique } : {}),
    ...(sparse ? { sparse } : {}),
    ...(partialFilterExpression ? { partialFilterExpression } : {}),
  };
}

const hello: Command['run'] = (_, { connectionId }) => ({
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
});
const HELLO_FIELDS = [
  'helloOk',
  'client',
  'compression',
  'saslSupportedMechs',
  'speculativeAuthenticate',
  'loadBalanced',
  'topologyVersion',
  'maxAwaitTimeMS',
  'backpressure',
];

export const COMMANDS: Readonly<Record<string, Command>> = {
  hello: { fields: HELLO_FIELDS, run: hello },
  ismaster: { fields: HELLO_FIELDS, run: hello },
  isMaster: { fields: HELLO_FIELDS, run: hello },
  ping: { fields: [], run: () => ({ ok: 1 }) },
  buildInfo: {
    fields: [],
    run: () => ({
      version: '7.0.0',
      versionArray: [7, 0, 0, 0],
      modules: ['fieldbell-embedded'],
      maxBsonObjectSize: 16 * 1024 * 1024,
      ok: 1,
    }),
  },
  endSessions: { fields: [], run: () => ({ ok: 1 }) },
  insert: {
    fields: ['documents', 'ordered', 'bypassDocumentValidation'],
    async run(command, context) {
      const collection = await context.databases.created(command.$db, command.insert);
      const errors = await bulk(command.documents, command.ordered ?? true, (doc) => collection.insert(doc));
      return withErrors(
        { n: command.ordered === false || errors.length === 0 ? command.documents.length - errors.length : (errors[0]?.index ?? 0) },
        errors,
      );
    },
  },
  find: {
    fields: ['filter', 'sort', 'projection', 'skip', 'limit', 'batchSize', 'singleBatch', 'noCursorTimeout', 'allowDiskUse'],
    run(command, context) {
      const collection = collectionOf(command, context, 'find');
      const documents = found(collection, command);
      const isSingle = command.singleBatch || (command.limit ?? 0) < 0;
      return takeBatch(
        context,
        collection.namespace,
        documents,
        isSingle ? Number.POSITIVE_INFINITY : (command.batchSize ?? FIRST_BATCH),
        'firstBatch',
      );
    },
  },
  getMore: {
    fields: ['collection', 'batchSize'],
    run(command, context) {
      const id = String(command.getMore);
      const cursor = context.cursors.get(id);
      if (!cursor) throw new ServerError(43, 'CursorNotFound', `cursor id ${id} not found`);
      return takeBatch(context, cursor.namespace, cursor.documents, command.batchSize ?? Number.POSITIVE_INFINITY, 'nextBatch', id);
    },
  },
  killCursors: {
    fields: ['cursors'],
    run(command, { cursors }) {
      const cursorsKilled = command.cursors.filter((id: unknown) => cursors.delete(String(id)));
      return {
        cursorsKilled,
        cursorsNotFound: command.cursors.filter((id: unknown) => !cursorsKilled.includes(id)),
        cursorsAlive: [],
        cursorsUnknown: [],
        ok: 1,
      };
    },
  },
  update: {
    fields: ['updates', 'ordered', 'bypassDocumentValidation'],
    async run(command, context) {
      const collection = await context.databases.created(command.$db, command.update);
      let [n, nModified] = [0, 0];
      const upserted: Doc[] = [];
      const errors = await bulk(command.updates, command.ordered ?? true, (statement, index) => {
        assertFields('update.updates', statement, ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'sort']);
        const result = runUpdate(collection, statement);
        n += result.n;
        nModified += result.changed;
        if (result.upserted !== undefined) upserted.push({ index, _id: result.upserted });
        return result.written;
      });
      return withErrors({ n, nModified, ...(upserted.length > 0 ? { upserted } : {}) }, errors);
    },
  },
  findAndModify: {
    fields: ['query', 'sort', 'remove', 'update', 'new', 'upsert', 'fields', 'arrayFilters', 'bypassDocumentValidation'],
    run: findAndModify,
  },
  delete: {
    fields: ['deletes', 'ordered'],
    async run(command, context) {
      const collection = collectionOf(command, context, 'delete');
      let n = 0;
      const errors = await bulk(command.deletes, command.ordered ?? true, (statement) => {
        assertFields('delete.deletes', statement, ['q', 'limit', 'hint']);
        const ids = [...firstMatching(collection, statement.q, undefined, statement.limit !== 1)];
        n += ids.length;
        return Promise.all(ids.map((id) => collection.delete(id)));
      });
      return withErrors({ n }, errors);
    },
  },
  aggregate: {
    fields: ['pipeline', 'cursor', 'allowDiskUse', 'bypassDocumentValidation'],
    run: (command, context) =>
      takeBatch(
        context,
        `${command.$db}.${command.aggregate}`,
        aggregated(context, command),
        command.cursor?.batchSize ?? FIRST_BATCH,
        'firstBatch',
      ),
  },
  distinct: {
    fields: ['key', 'query'],
    run(command, context) {
      const collection = collectionOf(command, context, 'distinct');
      const documents = [...collection.matching(command.query ?? {})].map((id) => collection.read(id));
      const pipeline = [{ $unwind: { path: `$${command.key}` } }, { $group: { _id: `$${command.key}` } }];
      return { values: new Aggregator(pipeline).run<Doc>(documents.map(copyOf)).map(({ _id }) => _id), ok: 1 };
    },
  },
  count: {
    fields: ['query', 'limit', 'skip'],
    run(command, context) {
      const collection = collectionOf(command, context, 'count');
      const all = Object.keys(command.query ?? {}).length === 0 ? collection.size : [...collection.matching(command.query)].length;
      return { n: Math.min(Math.max(0, all - (command.skip ?? 0)), command.limit || Number.POSITIVE_INFINITY), ok: 1 };
    },
  },
  explain: {
    fields: ['verbosity'],
    run({ explain, $db }, context) {
      const { index } = context.databases.collection($db, explain.find).plan(explain.filter ?? {}, explain.sort ?? {});
      if (explain.find === undefined) throw notSupported('explain of anything but find');
      return {
        queryPlanner: {
          winningPlan: index ? { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: index.spec.name } } : { stage: 'COLLSCAN' },
        },
        ok: 1,
      };
    },
  },
  createIndexes: {
    fields: ['indexes', 'commitQuorum'],
    async run(command, context) {
      const collection = await context.databases.created(command.$db, command.createIndexes);
      const before = collection.specs.length;
      for (const raw of command.indexes) await collection.createIndex(indexSpecOf(raw));
      return { numIndexesBefore: before, numIndexesAfter: collection.specs.length, createdCollectionAutomatically: false, ok: 1 };
    },
  },
  listIndexes: {
    fields: ['cursor'],
    run(command, context) {
      const collection = context.databases.existing(command.$db, command.listIndexes);
      return takeBatch(
        context,
        collection.namespace,
        collection.specs.map((spec) => ({ v: 2, ...spec })),
        FIRST_BATCH,
        'firstBatch',
      );
    },
  },
  dropIndexes: {
    fields: ['index'],
    async run(command, context) {
      const collection = context.databases.existing(command.$db, command.dropIndexes);
      const before = collection.specs.length;
      for (const name of [command.index].flat())
        await collection.dropIndex(typeof name === 'string' ? name : Object.entries(name).flat().join('_'));
      return { nIndexesWas: before, ok: 1 };
    },
  },
  create: {
    fields: ['autoIndexId'],
    async run(command, { databases }) {
      if (databases.has(command.$db, command.create))
        throw new ServerError(48, 'NamespaceExists', `Collection ${command.$db}.${command.create} already exists.`);
      await databases.created(command.$db, command.create);
      return { ok: 1 };
    },
  },
  listCollections: {
    fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
    run(command, context) {
      const all = context.databases
        .names(command.$db)
        .map((name) => ({ name, type: 'collection', options: {}, info: { readOnly: false } }));
      return takeBatch(
        context,
        `${command.$db}.$cmd.listCollections`,
        all.filter(matcher(command.filter ?? {})),
        FIRST_BATCH,
        'firstBatch',
      );
    },
  },
  drop: {
    fields: [],
    async run(command, { databases }) {
      if (!databases.has(command.$db, command.drop)) return { ok: 1 };
      await databases.drop(command.$db, command.drop);
      return { ok: 1 };
    },
  },
  dropDatabase: {
    fields: [],
    async run({ $db }, { databases }) {
      for (const name of databases.names($db)) await databases.drop($db, name);
      return { dropped: $db, ok: 1 };
    },
  },
};

function assertFields(where: string, given: Doc, known: readonly string[]): void {
  for (const field of Object.keys(given)) {
    if (known.includes(field)) continue;
    if (field === 'collation' || field === 'let' || field === 'c') throw notSupported(`${where}.${field}`);
    throw new ServerError(40415, 'Location40415', `BSON field '${where}.${field}' is an unknown field.`);
  }
}

/** Runs one command of a driver. Expected failures are ServerErrors. */
export async function runCommand(command: Doc, context: CommandContext): Promise<Doc> {
  const name = Object.keys(command)[0] ?? '';
  const known = COMMANDS[name];
  if ('txnNumber' in command || 'startTransaction' in command || 'autocommit' in command) {
    throw new ServerError(20, 'IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  if (!known) throw new ServerError(59, 'CommandNotFound', `no such command: '${name}'`);
  assertFields(name, command, [name, ...COMMON, ...known.fields]);
  return known.run(command, context);
}
