import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Connection, connect } from '../../src/store/connection.js';
import { collectionsOf } from '../../src/store/stores.js';
import { aDatabase } from '../support/store.js';

let database: Awaited<ReturnType<typeof aDatabase>>;
let connection: Connection;
beforeAll(async () => {
  database = await aDatabase();
  connection = await connect(database.uri);
});
afterAll(async () => {
  await connection.close();
  await database.close();
});

/** A shard key must be the beginning of every unique index, and some index must begin with it; `_id` alone is exempt. */
test('M7: the shard key that the guide advises is one that MongoDB accepts for every collection that has a team', () => {
  const kept = collectionsOf(connection).filter(({ keeping }) => keeping === 'kept');
  const models = Object.values(connection.models).filter(({ collection }) => kept.some(({ name }) => name === collection.collectionName));
  const withTeam = models.filter(({ schema }) => schema.path('team'));
  expect(withTeam.map(({ collection }) => collection.collectionName)).toEqual(
    expect.arrayContaining(['cases', 'photos', 'customers', 'devices']),
  );
  for (const { collection, schema } of withTeam) {
    const fields = schema.indexes().map(([key, options]) => ({ first: Object.keys(key)[0], isUnique: options?.unique ?? false }));
    expect([collection.collectionName, fields.filter(({ isUnique, first }) => isUnique && first !== 'team')]).toEqual([
      collection.collectionName,
      [],
    ]);
    expect(fields.some(({ first }) => first === 'team')).toBe(true);
  }
});
