import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { Records } from '../../src/embedded/records.js';
import { StoreInUseError } from '../../src/embedded/refusals.js';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { aFolder, silent } from '../support/store.js';

describe('the embedded store on disk', () => {
  let folder: Awaited<ReturnType<typeof aFolder>>;
  beforeEach(async () => {
    folder = await aFolder();
  });
  afterEach(() => folder.remove());

  const lines = (): { warned: string[]; log: { info(): void; warn(message: string): void } } => {
    const warned: string[] = [];
    return { warned, log: { info() {}, warn: (message) => void warned.push(message) } };
  };

  test('kill -9 during a stream of writes loses nothing acknowledged, and it opens again by itself', async () => {
    for (let round = 0; round < 3; round += 1) {
      const writer = spawn(process.execPath, ['dist/test/support/writer.js', folder.path, String(round)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const acknowledged: string[] = [];
      for await (const line of createInterface({ input: writer.stdout })) {
        acknowledged.push(line);
        if (acknowledged.length === 150) writer.kill('SIGKILL');
      }
      const { warned, log } = lines();
      const store = await openEmbeddedStore(folder.path, log);
      expect(warned.join()).toContain('was not closed last time');
      const connection = await mongoose.createConnection(store.uri).asPromise();
      const found = await connection.collection('stream').find({ round }).toArray();
      const kept = new Set(found.map(({ _id }) => String(_id)));
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThanOrEqual(150);
      await connection.close();
      await store.close();
    }
  });

  test('a second process on the same folder is refused with a sentence that says what to do, and may connect to the first', async () => {
    const first = await openEmbeddedStore(folder.path, silent);
    const refused = openEmbeddedStore(folder.path, silent);
    await expect(refused).rejects.toThrow(StoreInUseError);
    await expect(openEmbeddedStore(folder.path, silent)).rejects.toThrow(first.uri);
    const connection = await mongoose.createConnection(first.uri).asPromise();
    await connection.collection('x').insertOne({ n: 1 });
    await connection.close();
    await first.close();
  });

  test('indexes, documents and numbers are there after a restart', async () => {
    const open = async () => {
      const store = await openEmbeddedStore(folder.path, silent);
      return { store, connection: await mongoose.createConnection(store.uri).asPromise() };
    };
    const one = await open();
    await one.connection.collection('things').createIndex({ no: 1 }, { unique: true });
    await one.connection.collection('things').insertMany([{ no: 'a', at: new Date(5) }, { no: 'b' }]);
    await one.connection.collection('things').deleteOne({ no: 'b' });
    await one.connection.close();
    await one.store.close();
    const { warned, log } = lines();
    const store = await openEmbeddedStore(folder.path, log);
    const connection = await mongoose.createConnection(store.uri).asPromise();
    expect(warned).toEqual([]);
    expect(
      await connection
        .collection('things')
        .find({}, { projection: { _id: 0 } })
        .toArray(),
    ).toEqual([{ no: 'a', at: new Date(5) }]);
    await expect(connection.collection('things').insertOne({ no: 'a' })).rejects.toMatchObject({ code: 11000 });
    await connection.close();
    await store.close();
  });

  test('documents that no longer fit in memory are read from disk as they were last written', async () => {
    const store = await openEmbeddedStore(folder.path, silent);
    const connection = await mongoose.createConnection(store.uri).asPromise();
    const large = connection.collection('large');
    const text = 'x'.repeat(1024 * 1024);
    const COUNT = 40; // 40 MiB, more than what stays decoded
    for (let n = 0; n < COUNT; n += 1) await large.insertOne({ n, text });
    await large.updateMany({}, { $inc: { n: 100 } });
    await large.deleteOne({ n: 100 });
    const found = await large.find({}).sort({ n: 1 }).toArray();
    expect(found.map(({ n }) => n)).toEqual(Array.from({ length: COUNT - 1 }, (_, n) => 101 + n));
    expect(found.every((one) => one.text === text)).toBe(true);
    const tooLarge = large.aggregate([{ $group: { _id: null, all: { $push: '$text' } } }]).toArray();
    await expect(tooLarge).rejects.toThrow();
    expect(await large.countDocuments()).toBe(COUNT - 1);
    await connection.close();
    await store.close();
  });

  test('a write that the disk refuses is answered with an error and taken back in memory', async () => {
    const store = await openEmbeddedStore(folder.path, silent);
    const connection = await mongoose.createConnection(store.uri).asPromise();
    await connection.collection('things').insertOne({ no: 'a', n: 1 });
    const { commit } = Records.prototype;
    Records.prototype.commit = () => {
      throw new Error('No space left on device');
    };
    try {
      await expect(connection.collection('things').insertOne({ no: 'b' })).rejects.toMatchObject({ code: 14031 });
      await expect(connection.collection('things').updateOne({ no: 'a' }, { $set: { n: 2 } })).rejects.toMatchObject({ code: 14031 });
      expect(
        await connection
          .collection('things')
          .find({}, { projection: { _id: 0 } })
          .toArray(),
      ).toEqual([{ no: 'a', n: 1 }]);
    } finally {
      Records.prototype.commit = commit;
    }
    await connection.collection('things').insertOne({ no: 'b' });
    expect(await connection.collection('things').countDocuments()).toBe(2);
    await connection.close();
    await store.close();
  });
});
