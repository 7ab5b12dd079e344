import type { Command } from './command.js';
import { firstBatch } from './cursors.js';
import { notSupported, ServerError } from './errors.js';
import type { IndexSpec } from './indexes.js';
import { matcher } from './matcher.js';
import { type Doc, MOST_DOCUMENTS } from './wire.js';

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
  maxWriteBatchSize: MOST_DOCUMENTS,
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

/** Greetings, indexes and collections. */
export const ADMIN: Readonly<Record<string, Command>> = {
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
  createIndexes: {
    fields: ['indexes', 'commitQuorum'],
    async run(command, context) {
      const collection = context.databases.created(command.$db, command.createIndexes);
      const before = collection.specs.length;
      for (const raw of command.indexes) await collection.createIndex(indexSpecOf(raw));
      return { numIndexesBefore: before, numIndexesAfter: collection.specs.length, createdCollectionAutomatically: false, ok: 1 };
    },
  },
  listIndexes: {
    fields: ['cursor'],
    run(command, context) {
      const collection = context.databases.existing(command.$db, command.listIndexes);
      return firstBatch(context.cursors, {
        namespace: collection.namespace,
        documents: collection.specs.map((spec) => ({ v: 2, ...spec })),
      });
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
      await databases.created(command.$db, command.create).saveMeta();
      return { ok: 1 };
    },
  },
  listCollections: {
    fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
    run(command, context) {
      const all = context.databases
        .names(command.$db)
        .map((name) => ({ name, type: 'collection', options: {}, info: { readOnly: false } }));
      return firstBatch(context.cursors, {
        namespace: `${command.$db}.$cmd.listCollections`,
        documents: all.filter(matcher(command.filter ?? {})),
      });
    },
  },
  compact: {
    fields: ['force'],
    /** All collections lie in one file: whichever is named, all of it is written anew. */
    async run(_, { databases }) {
      await databases.compact();
      return { ok: 1 };
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
