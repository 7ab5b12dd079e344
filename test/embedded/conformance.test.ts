import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import mongoose, { type Connection, Schema } from 'mongoose';
import { aDatabase } from '../support/store.js';

/** What the bot's models rely on, at mongoose level: the same on the embedded store and on a MongoDB (MONGODB_URI). */
describe('a store that mongoose runs on', () => {
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let connection: Connection;
  const schema = new Schema(
    {
      no: String,
      team: String,
      state: String,
      dueAt: Date,
      n: Number,
      tags: [String],
      items: [{ _id: false, id: String, value: Number }],
      nested: { a: Number, b: Schema.Types.Mixed },
    },
    { optimisticConcurrency: true },
  );
  schema.index({ team: 1, no: 1 }, { unique: true });
  schema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
  schema.index({ team: 1, state: 1, n: -1 });
  const things = () => connection.model('Thing', schema);

  beforeAll(async () => {
    database = await aDatabase();
    connection = await mongoose.createConnection(database.uri).asPromise();
  });
  beforeEach(async () => {
    await connection.dropDatabase();
    await things().init();
    await things().createIndexes();
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
    await database.close();
  });

  test('keeps documents with their types', async () => {
    const at = new Date('2026-03-01T10:00:00.123Z');
    await things().create({ no: 'T-1', team: 'A', dueAt: at, n: 1.5, tags: ['x'], nested: { a: 2 ** 40, b: { c: [null, true, 'é😀'] } } });
    const found = await things().findOne({ no: 'T-1' }).lean().orFail();
    expect(found.dueAt).toEqual(at);
    expect(found).toMatchObject({ n: 1.5, tags: ['x'], nested: { a: 2 ** 40, b: { c: [null, true, 'é😀'] } } });
  });

  test('refuses a second document with the same unique key, naming it', async () => {
    await things().create({ no: 'T-1', team: 'A' });
    await expect(things().create({ no: 'T-1', team: 'A' })).rejects.toMatchObject({ code: 11000, keyValue: { team: 'A', no: 'T-1' } });
    await expect(things().create({ no: 'T-1', team: 'B' })).resolves.toBeDefined();
    await expect(things().updateOne({ team: 'B' }, { $set: { team: 'A' } })).rejects.toMatchObject({ code: 11000 });
    expect(await things().countDocuments({ team: 'B' })).toBe(1);
  });

  test('guards a save against a change in between', async () => {
    await things().create({ no: 'T-1', team: 'A', n: 1 });
    const [first, second] = [await things().findOne().orFail(), await things().findOne().orFail()];
    first.n = 2;
    await first.save();
    second.n = 3;
    await expect(second.save()).rejects.toMatchObject({ name: 'VersionError' });
    expect((await things().findOne().orFail()).n).toBe(2);
  });

  test('counts 500 parallel increments', async () => {
    await Promise.all(
      Array.from({ length: 500 }, () =>
        things()
          .findOneAndUpdate({ no: 'counter', team: 'A' }, { $inc: { n: 1 } }, { upsert: true })
          .catch((error: { code?: number }) => {
            if (error.code !== 11000) throw error;
            return things().findOneAndUpdate({ no: 'counter', team: 'A' }, { $inc: { n: 1 } });
          }),
      ),
    );
    expect((await things().findOne({ no: 'counter' }).orFail()).n).toBe(500);
    expect(await things().countDocuments({ no: 'counter' })).toBe(1);
  });

  test('answers ranges, sorting, skipping and projections like a scan would', async () => {
    const numbers = [5, 3, 9, 1, 7, 2, 8, 4, 6, 0];
    await things().insertMany(
      numbers.map((n) => ({ no: `T-${n}`, team: 'A', state: n % 2 ? 'odd' : 'even', n, dueAt: new Date(n * 1000) })),
    );
    const late = await things()
      .find({ dueAt: { $lte: new Date(4000) } })
      .sort({ dueAt: 1 })
      .lean();
    expect(late.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
    const odd = await things()
      .find({ team: 'A', state: 'odd', n: { $gt: 1, $lt: 9 } }, { n: 1, _id: 0 })
      .sort({ n: -1 })
      .lean();
    expect(odd).toEqual([{ n: 7 }, { n: 5 }, { n: 3 }]);
    const page = await things()
      .find({ team: 'A', state: { $in: ['odd', 'even'] } })
      .sort({ n: 1 })
      .skip(3)
      .limit(2)
      .lean();
    expect(page.map(({ n }) => n)).toEqual([3, 4]);
    expect(await things().countDocuments({ $or: [{ n: 1 }, { state: 'even', n: { $gte: 8 } }] })).toBe(2);
    expect((await things().distinct('state')).sort()).toEqual(['even', 'odd']);
  });

  test('finds missing fields as null and keeps them out of partial indexes', async () => {
    await things().insertMany([
      { no: 'a', team: 'A' },
      { no: 'b', team: 'A', dueAt: null },
      { no: 'c', team: 'A', dueAt: new Date(5) },
    ]);
    expect((await things().find({ dueAt: null }).sort({ no: 1 }).lean()).map(({ no }) => no)).toEqual(['a', 'b']);
    expect(
      (
        await things()
          .find({ dueAt: { $lte: new Date(9) } })
          .lean()
      ).map(({ no }) => no),
    ).toEqual(['c']);
    expect(await things().countDocuments({ dueAt: { $exists: false } })).toBe(1);
  });

  test('looks into arrays: elements, elemMatch, positional and filtered updates, push with slice, pull', async () => {
    await things().create({
      no: 'T-1',
      team: 'A',
      tags: ['a', 'b'],
      items: [
        { id: 'x', value: 1 },
        { id: 'y', value: 5 },
      ],
    });
    expect(await things().countDocuments({ tags: 'b' })).toBe(1);
    expect(await things().countDocuments({ items: { $elemMatch: { id: 'x', value: { $gt: 2 } } } })).toBe(0);
    await things().updateOne({ 'items.id': 'y' }, { $set: { 'items.$.value': 6 } });
    await things().updateOne({ no: 'T-1' }, { $inc: { 'items.$[one].value': 10 } }, { arrayFilters: [{ 'one.id': 'x' }] });
    await things().updateOne({ no: 'T-1' }, { $push: { tags: { $each: ['c', 'd'], $slice: -3 } }, $pull: { items: { id: 'nobody' } } });
    expect(await things().findOne({ no: 'T-1' }).lean()).toMatchObject({
      items: [
        { id: 'x', value: 11 },
        { id: 'y', value: 6 },
      ],
      tags: ['b', 'c', 'd'],
    });
    await things().updateOne({ no: 'T-1' }, { $pull: { items: { id: 'x' } }, $unset: { n: '' } });
    expect((await things().findOne({ no: 'T-1' }).lean().orFail()).items).toEqual([{ id: 'y', value: 6 }]);
  });

  test('runs pipeline updates, with removal of a field', async () => {
    await things().create({
      no: 'T-1',
      team: 'A',
      n: 2,
      items: [
        { id: 'x', value: 1 },
        { id: 'y', value: 5 },
      ],
      dueAt: new Date(3),
    });
    await things().updateOne(
      { no: 'T-1' },
      [
        { $set: { items: { $filter: { input: '$items', cond: { $ne: ['$$this.id', 'x'] } } } } },
        { $set: { n: { $min: '$items.value' }, dueAt: '$$REMOVE' } },
      ],
      { updatePipeline: true },
    );
    const found = await things().findOne({ no: 'T-1' }).lean().orFail();
    expect(found).toMatchObject({ n: 5, items: [{ id: 'y', value: 5 }] });
    expect(found).not.toHaveProperty('dueAt');
  });

  test('upserts with what the filter pins, $setOnInsert only then', async () => {
    const once = { $set: { n: 1 }, $setOnInsert: { state: 'new' } };
    expect(await things().updateOne({ no: 'T-1', team: 'A' }, once, { upsert: true })).toMatchObject({ upsertedCount: 1 });
    await things().updateOne({ no: 'T-1' }, { $set: { state: 'old' } });
    expect(await things().findOneAndUpdate({ no: 'T-1', team: 'A' }, once, { upsert: true, returnDocument: 'after' }).lean()).toMatchObject(
      { no: 'T-1', state: 'old', n: 1 },
    );
  });

  test('an upsert makes the collection it goes into', async () => {
    const fresh = connection.collection<{ _id: string; n: number }>('made_by_upsert');
    expect(await fresh.findOneAndUpdate({ _id: 'x' }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' })).toEqual({
      _id: 'x',
      n: 1,
    });
    expect(await fresh.findOneAndUpdate({ _id: 'x' }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' })).toEqual({
      _id: 'x',
      n: 2,
    });
    await connection.collection<{ _id: string }>('also_made').updateOne({ _id: 'y' }, { $set: { n: 1 } }, { upsert: true });
    expect(await connection.collection('also_made').countDocuments()).toBe(1);
  });

  test('aggregates: match, group, sort, lookup', async () => {
    await things().insertMany([
      { no: 'a', team: 'A', state: 'open', n: 1 },
      { no: 'b', team: 'A', state: 'open', n: 3 },
      { no: 'c', team: 'B', state: 'open', n: 5 },
    ]);
    await connection.collection('teams').insertMany([
      { key: 'A', name: 'Alpha' },
      { key: 'B', name: 'Beta' },
    ]);
    const result = await things().aggregate([
      { $match: { state: 'open' } },
      { $group: { _id: '$team', sum: { $sum: '$n' }, count: { $sum: 1 } } },
      { $lookup: { from: 'teams', localField: '_id', foreignField: 'key', as: 'team' } },
      { $sort: { _id: 1 } },
      { $project: { sum: 1, count: 1, name: { $first: '$team.name' } } },
    ]);
    expect(result).toEqual([
      { _id: 'A', sum: 4, count: 2, name: 'Alpha' },
      { _id: 'B', sum: 5, count: 1, name: 'Beta' },
    ]);
    expect((await things().findOne({ no: 'a' }).lean().orFail()).n).toBe(1);
  });

  test('hands long results over in batches', async () => {
    await things().insertMany(Array.from({ length: 450 }, (_, n) => ({ no: `T-${n}`, team: 'A', n })));
    let seen = 0;
    for await (const _ of things().find().batchSize(100).cursor()) seen += 1;
    expect(seen).toBe(450);
    expect(await things().find().limit(7).lean()).toHaveLength(7);
  });

  test('uses indexes for look-ups by number and for what is due', async () => {
    const planOf = async (filter: object, sort: Record<string, 1 | -1> = {}) =>
      JSON.stringify(await connection.collection('things').find(filter).sort(sort).explain('queryPlanner'));
    expect(await planOf({ team: 'A', no: 'T-1' })).toContain('IXSCAN');
    expect(await planOf({ dueAt: { $lte: new Date() } }, { dueAt: 1 })).toContain('IXSCAN');
    expect(await planOf({ n: 3 })).toContain('COLLSCAN');
  });

  test('refuses with the error a server gives', async () => {
    await things().create({ no: 'T-1', team: 'A', n: 1 });
    const raw = connection.collection('things');
    await expect(raw.updateOne({ no: 'T-1' }, { $nonsense: { n: 1 } } as object)).rejects.toMatchObject({ code: 9 });
    await expect(raw.updateOne({ no: 'T-1' }, { $set: { n: 1 }, $inc: { n: 1 } })).rejects.toMatchObject({ code: 40 });
    await expect(raw.updateOne({ no: 'T-1' }, { $set: { _id: 'other' as never } })).rejects.toMatchObject({ code: 66 });
    await expect(raw.find({ $nonsense: 1 }).toArray()).rejects.toMatchObject({ code: 2 });
    await expect(connection.db?.command({ nonsense: 1 })).rejects.toMatchObject({ code: 59 });
    if (process.env.MONGODB_URI) return; // a replica set has transactions
    await expect(
      connection.transaction(async (session) => {
        await things().create([{ no: 'T-2', team: 'A' }], { session });
      }),
    ).rejects.toThrow(/retryable writes|Transaction numbers/);
    expect(await things().countDocuments()).toBe(1);
  });

  test('keeps going after an unordered bulk error and stops at an ordered one', async () => {
    const docs = [
      { no: 'a', team: 'A' },
      { no: 'a', team: 'A' },
      { no: 'b', team: 'A' },
    ];
    await expect(
      connection.collection('things').insertMany(
        docs.map((doc) => ({ ...doc })),
        { ordered: true },
      ),
    ).rejects.toMatchObject({ code: 11000 });
    expect(await things().countDocuments()).toBe(1);
    await expect(
      connection.collection('things').insertMany(
        docs.map((doc) => ({ ...doc })),
        { ordered: false },
      ),
    ).rejects.toMatchObject({ code: 11000 });
    expect((await things().distinct('no')).sort()).toEqual(['a', 'b']);
  });

  test('lists and drops indexes and collections', async () => {
    expect((await things().listIndexes()).map(({ name }) => name)).toEqual(expect.arrayContaining(['_id_', 'team_1_no_1', 'dueAt_1']));
    await connection.collection('things').dropIndex('dueAt_1');
    expect((await things().listIndexes()).map(({ name }) => name)).not.toContain('dueAt_1');
    await things().create({ no: 'a', team: 'A' });
    await connection.dropCollection('things');
    expect(await things().countDocuments()).toBe(0);
    expect((await connection.db?.listCollections().toArray())?.map(({ name }) => name)).not.toContain('things');
  });

  test('deletes one or many', async () => {
    await things().insertMany([1, 2, 3, 4].map((n) => ({ no: `T-${n}`, team: 'A', n })));
    expect(await things().deleteOne({ team: 'A' })).toMatchObject({ deletedCount: 1 });
    expect(await things().deleteMany({ n: { $gte: 3 } })).toMatchObject({ deletedCount: 2 });
    expect(await things().findOneAndDelete({ team: 'A' }).lean()).toMatchObject({ n: 2 });
  });
});
