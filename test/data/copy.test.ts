import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { copyData } from '../../src/data/copy.js';
import { MOST_BYTES } from '../../src/data/documents.js';
import { openDatabase } from '../../src/data/open.js';
import { begin } from '../../src/store/incomplete.js';
import { goOnBehind, nextNumbers, numbersGiven, seriesOf } from '../../src/store/numbers.js';
import { PutBackStore } from '../../src/store/put-back.js';
import { collectionsOf } from '../../src/store/stores.js';
import { aCall, TestDesk } from '../support/desk.js';
import { addEverything, countsOf, photoOf } from '../support/everything.js';
import { aDatabase, telling } from '../support/store.js';

describe('copying a desk with one of everything to another database', () => {
  let desk: TestDesk;
  let from: Connection;
  let to: Connection;
  let target: { uri: string; close(): Promise<void> };
  beforeAll(async () => {
    desk = await TestDesk.open({ isSeeded: true });
    await addEverything(desk);
    from = await mongoose.createConnection(desk.app.storeUri).asPromise();
    target = await aDatabase();
    to = await mongoose.createConnection(target.uri).asPromise();
  });
  afterAll(async () => {
    await Promise.all([from.close(), to.close()]);
    await target.close();
    await desk.close();
  });

  test('S8: every collection that a desk has is declared by its stores, and none of them is empty here', async () => {
    const counts = await countsOf(desk);
    const stored = (await from.db?.listCollections({}, { nameOnly: true }).toArray())?.map(({ name }) => name) ?? [];
    expect(Object.keys(counts).toSorted()).toEqual(stored.toSorted());
    for (const [name, n] of Object.entries(counts)) expect([name, n > 0]).toEqual([name, true]);
  });

  test('S8: all of it arrives, devices, duties, documents and lights too, and the sums are of all', async () => {
    const seen: string[] = [];
    const first = await copyData(from, to, { progress: (name) => void seen.push(name) });
    const kept = collectionsOf(from).filter(({ keeping }) => keeping !== 'passing');
    expect(first.map(({ collection }) => collection)).toEqual(kept.map(({ name }) => name));
    expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(['devices', 'duties', 'documents', 'lights', 'photos']));
    expect(first.filter(({ isAlike, written }) => !isAlike || written === 0)).toEqual([]);
    expect(new Set(seen)).toEqual(new Set(kept.map(({ name }) => name)));
    for (const { name } of kept) expect(await to.collection(name).countDocuments({})).toBe(await from.collection(name).countDocuments({}));
  });

  test('M1: a target that holds something is left alone unless it is to be replaced', async () => {
    await expect(copyData(from, to)).rejects.toThrow(/The target is not empty: it holds \d+ documents.*--replace/);
    const second = await copyData(from, to, { isReplacing: true });
    expect(second.map(({ written, removed }) => written + removed)).toEqual(second.map(() => 0));
  });

  test('M1: what differs is mended, and what was removed in the source goes from the target as well', async () => {
    await to.collection('cases').deleteOne({ no: 'T-3' });
    await to.collection('cases').updateOne({ no: 'T-4' }, { $set: { state: 'changed' } });
    const team = desk.app.desk.team.id;
    await to.collection('devices').insertOne({ team, no: 'D-999', name: 'removed long ago' });
    const again = await copyData(from, to, { isReplacing: true });
    expect(again.find(({ collection }) => collection === 'cases')).toMatchObject({ written: 2, isAlike: true });
    expect(again.find(({ collection }) => collection === 'devices')).toMatchObject({ removed: 1, isAlike: true });
    expect(await to.collection('devices').findOne({ no: 'D-999' })).toBeNull();
  });

  test('a desk that gave out more numbers than the one that takes its place gives none of them out again, and knows which are gone', async () => {
    const team = desk.app.desk.team.id;
    const [tickets] = seriesOf(to, team).filter(({ prefix }) => prefix === 'T');
    const last = (await numbersGiven(from)).get(tickets?.id ?? '') ?? 0;
    await goOnBehind(to, new Map([[tickets?.id ?? '', last + 5]]));
    const now = new Date('2026-03-02T10:00:00Z');
    await copyData(from, to, { isReplacing: true, now });
    expect(await nextNumbers(to, [team])).toContain(`T-${last + 6}`);
    const gone = [{ prefix: 'T', from: last + 1, to: last + 5, copiedAt: now, isSkipped: false }];
    expect(await new PutBackStore(to, team).last()).toMatchObject({ isTold: false, gone });
  });
});

describe('where copying is refused, in a sentence and before anything is written', () => {
  let databases: { uri: string; close(): Promise<void> }[];
  let from: Connection;
  let to: Connection;
  beforeEach(async () => {
    databases = [await aDatabase(), await aDatabase()];
    [from, to] = (await Promise.all(databases.map(({ uri }) => mongoose.createConnection(telling(uri)).asPromise()))) as [
      Connection,
      Connection,
    ];
    await from.collection('cases').insertOne({ team: 'T1', no: 'T-1' });
  });
  afterEach(async () => {
    await Promise.all([from.close(), to.close()]);
    await Promise.all(databases.map(({ close }) => close()));
  });
  const isUntouched = async (): Promise<void> => expect(await to.collection('cases').findOne({ no: 'T-1' })).toBeNull();

  test('S8: a collection that nobody declared stops it', async () => {
    await from.collection('invoices').insertOne({ n: 1 });
    await expect(copyData(from, to)).rejects.toThrow(/does not know: invoices\. Nothing was done/);
    await isUntouched();
  });

  test('M1: the desk of another team is never replaced', async () => {
    await to.collection('devices').insertOne({ team: 'T2', no: 'D-1' });
    await expect(copyData(from, to, { isReplacing: true })).rejects.toThrow(/desk of another team \(T2\)/);
    await isUntouched();
  });

  test('M1: nor is anything copied onto itself, out of half a desk, or out of a newer one', async () => {
    await expect(copyData(from, from, { isReplacing: true })).rejects.toThrow(/the same database/);
    await from.collection('memory').insertOne({ _id: 'schema' as never, value: '99' });
    await expect(copyData(from, to)).rejects.toThrow(/schema version 99/);
    await begin(from, 'data:restore');
    await expect(copyData(from, to)).rejects.toThrow(/data:restore did not finish/);
    await isUntouched();
  });

  test('M1: one that was interrupted goes on without being asked, and no bot starts on the half', async () => {
    await to.collection('cases').insertOne({ team: 'T1', no: 'T-9' });
    await begin(to, 'data:copy');
    await expect(TestDesk.open({ mongodbUri: databases[1]?.uri ?? '' })).rejects.toThrow(/in part: npm run data:copy began/);
    const [cases] = await copyData(from, to);
    expect(cases).toMatchObject({ collection: 'cases', written: 1, removed: 1, isAlike: true });
    expect(await to.collection('leases').countDocuments({})).toBe(0);
  });

  test('M1: photos go over in commands of bounded size, each named by its team too', async () => {
    const bytes = photoOf(1_000_000);
    for (let n = 0; n < 30; n += 1) await from.collection('photos').insertOne({ team: 'T1', file: `F${n}`, bytes });
    const sizes: number[] = [];
    const filters: object[] = [];
    to.getClient().on('commandStarted', ({ commandName, command }) => {
      if (commandName !== 'update' || command.update !== 'photos') return;
      const { updates } = command as { updates: { q: object; u: { bytes: { length(): number } } }[] };
      sizes.push(updates.reduce((sum, { u }) => sum + u.bytes.length(), 0));
      filters.push(...updates.map(({ q }) => q));
    });
    const copied = await copyData(from, to);
    expect(copied.find(({ collection }) => collection === 'photos')).toMatchObject({ written: 30, isAlike: true });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_BYTES);
    expect(filters).toHaveLength(30);
    for (const filter of filters) expect(filter).toMatchObject({ team: 'T1', _id: expect.anything() });
  });
});

test('a copy of a desk is a desk of its own', async () => {
  const desk = await TestDesk.open();
  const place = await aDatabase();
  try {
    const no = await desk.logCall(aCall());
    await desk.settle();
    const [from, copy] = [await openDatabase(desk.app.storeUri), await openDatabase(place.uri)];
    expect((await copyData(from.connection, copy.connection)).every(({ isAlike }) => isAlike)).toBe(true);
    await Promise.all([from.close(), copy.close()]);
    await desk.logCall(aCall({ customer: 'after the copy' }));
    const other = await TestDesk.open({ mongodbUri: place.uri });
    try {
      expect((await other.case(no))?.data).toMatchObject({ customer: '悦购超市' });
      expect(await other.app.desk.cases.model.countDocuments({ kind: 'ticket' })).toBe(1);
      await other.advance('PT25H');
      expect((await other.case(no))?.breachedAt).toBeDefined();
      expect(await other.logCall(aCall())).toBe('T-2');
    } finally {
      await other.close();
    }
  } finally {
    await desk.close();
    await place.close();
  }
});
