import { expect, test } from '@jest/globals';
import { documentCache } from '../../src/embedded/cache.js';
import { Collection } from '../../src/embedded/collection.js';
import type { Storage } from '../../src/embedded/storage.js';
import type { Doc } from '../../src/embedded/wire.js';

const CASES = 2_000;
/** As many cases as a run of the outbox takes at once. */
const NUMBERS = Array.from({ length: 300 }, (_, n) => `T-${n * 5}`);

async function cases(): Promise<Collection> {
  const storage = {
    mostDocuments: 10_000,
    log: { info() {}, warn() {} },
    write: async () => {},
    read: () => undefined,
  } as never as Storage;
  const collection = new Collection('db.cases', 1, storage, documentCache());
  await collection.createIndex({ name: 'no', key: { team: 1, no: 1 }, unique: true });
  await collection.createIndex({ name: 'next', key: { team: 1, nextNoticeAt: 1 } });
  for (let n = 0; n < CASES; n += 1) await collection.insert({ team: 'T', no: `T-${n}`, nextNoticeAt: new Date(n), claim: { id: n % 2 } });
  return collection;
}

test.each<[string, Doc, number]>([
  ['a claim', { team: 'T', nextNoticeAt: { $lte: new Date(CASES) }, no: { $in: NUMBERS }, claim: { $exists: true } }, 300],
  ['what was claimed', { team: 'T', no: { $in: NUMBERS }, 'claim.id': 1 }, 150],
  ['one of them', { team: 'T', no: 'T-7' }, 1],
])('%s looks at the cases that it names, not at all that wait', async (_, filter, matches) => {
  const collection = await cases();
  expect([...collection.matching(filter)]).toHaveLength(matches);
  expect(collection.examined).toBeLessThanOrEqual(NUMBERS.length);
});
