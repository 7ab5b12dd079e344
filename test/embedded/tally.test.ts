import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Aggregator } from 'mingo';
import mongoose, { type Connection } from 'mongoose';
import { documentCache } from '../../src/embedded/cache.js';
import { Collection } from '../../src/embedded/collection.js';
import type { Storage } from '../../src/embedded/storage.js';
import { tallied } from '../../src/embedded/tally.js';
import type { Doc } from '../../src/embedded/wire.js';
import { aDatabase } from '../support/store.js';

const moment = fc.integer({ min: 0, max: 5 }).map((n) => new Date(1_000 * n));
const word = fc.constantFrom('a', 'b', 'c');
const aDocument = fc.record({
  team: word,
  at: fc.oneof(moment, fc.integer(), fc.constant(null)),
  data: fc.record({ who: word, is: fc.boolean() }),
});
const condition = fc.oneof(
  moment,
  fc.record({ $gte: moment, $lt: moment }, { requiredKeys: [], noNullPrototype: true }).filter((range) => Object.keys(range).length > 0),
  fc.record({ $gt: moment, $lte: moment }, { requiredKeys: ['$gt'], noNullPrototype: true }),
  fc.record({ $in: fc.array(moment, { minLength: 1, maxLength: 3 }) }, { noNullPrototype: true }),
  fc.constant(null),
);
const group = { $group: { _id: { who: '$data.who', is: '$data.is' }, n: { $sum: 1 } } };
const FIELDS = { team: 1, at: 1, 'data.who': 1, 'data.is': 1 } as const;

/** A collection in memory: only what is read and counted is asked of it here. */
async function collectionOf(docs: readonly Doc[]): Promise<Collection> {
  const storage = { mostDocuments: 1_000, log: { info() {}, warn() {} }, write: async () => {}, read: () => undefined } as never as Storage;
  const collection = new Collection('db.c', 1, storage, documentCache());
  await collection.createIndex({ name: 'all', key: FIELDS });
  for (const doc of docs) await collection.insert(doc);
  return collection;
}

const sorted = (rows: readonly Doc[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

test('counting by an index gives what counting the documents gives, and reads none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aDocument, { maxLength: 20 }), word, condition, async (docs, team, at) => {
      const collection = await collectionOf(docs);
      const pipeline = [{ $match: { team, at } }, group];
      const counted = tallied(collection, pipeline);
      expect(sorted(counted ?? [])).toEqual(sorted(new Aggregator(pipeline).run<Doc>([...docs])));
      expect(counted).toBeDefined();
      expect(collection.examined).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, Doc[]]>([
  ['a filter that an index cannot decide', [{ $match: { team: 'a', at: { $exists: true } } }, group]],
  ['an alternative', [{ $match: { team: 'a', $or: [{ at: 1 }] } }, group]],
  ['a negation beside a bound', [{ $match: { team: 'a', at: { $gt: 1, $ne: 3 } } }, group]],
  ['a field that no index holds', [{ $match: { team: 'a' } }, { $group: { _id: { x: '$x' }, n: { $sum: 1 } } }]],
  ['another sum', [{ $match: { team: 'a' } }, { $group: { _id: { who: '$data.who' }, n: { $sum: '$at' } } }]],
  ['a further stage', [{ $match: { team: 'a' } }, group, { $limit: 1 }]],
])('%s is left to the documents', async (_, pipeline) => {
  expect(tallied(await collectionOf([{ team: 'a', at: 1, data: {} }]), pipeline)).toBeUndefined();
});

test('an index that met an array, be it of one element, counts nothing', async () => {
  const collection = await collectionOf([{ team: 'a', at: 1, data: { who: ['x'] } }]);
  expect(tallied(collection, [{ $match: { team: 'a' } }, group])).toBeUndefined();
});

let database: Awaited<ReturnType<typeof aDatabase>>;
let connection: Connection;
beforeAll(async () => {
  database = await aDatabase();
  connection = await mongoose.createConnection(database.uri).asPromise();
});
afterAll(async () => {
  await connection.close();
  await database.close();
});

test('on the wire a database counts by an index as without one', async () => {
  const docs = connection.collection('docs');
  await docs.insertMany([1, 2, 2, 3].map((n) => ({ team: 'a', at: new Date(n), data: { who: 'x', is: n > 2 } })));
  const ask = async () => sorted((await docs.aggregate([{ $match: { team: 'a', at: { $gte: new Date(2) } } }, group]).toArray()) as Doc[]);
  const without = await ask();
  await docs.createIndex(FIELDS);
  expect(await ask()).toEqual(without);
  expect(without).toEqual(['{"_id":{"who":"x","is":false},"n":2}', '{"_id":{"who":"x","is":true},"n":1}']);
});
