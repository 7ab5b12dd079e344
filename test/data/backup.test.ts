import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { backUp } from '../../src/data/backup.js';
import { framesOf } from '../../src/data/backup-file.js';
import { openDatabase } from '../../src/data/open.js';
import { restore, verifyBackup } from '../../src/data/restore.js';
import { begunBy } from '../../src/store/incomplete.js';
import { nextNumbers } from '../../src/store/numbers.js';
import { collectionsOf } from '../../src/store/stores.js';
import { aCall, TestDesk, WHO } from '../support/desk.js';
import { addEverything, countsOf, photoOf } from '../support/everything.js';
import { aSmallDisk } from '../support/small-disk.js';
import { aDatabase, aFolder } from '../support/store.js';

/** A desk with one of everything is backed up while it runs, and then goes on. */
describe('a backup', () => {
  let desk: TestDesk;
  let folder: Awaited<ReturnType<typeof aFolder>>;
  let path: string;
  let counts: Record<string, number>;
  const passing = (database: Connection): string[] =>
    collectionsOf(database)
      .filter(({ keeping }) => keeping === 'passing')
      .map(({ name }) => name);
  const file = (name: string): string => join(folder.path, name);

  /** What a backup holds of each collection, but of what a desk remembers besides. */
  const sumsOf = async (file: string) => new Map([...(await verifyBackup(file)).sums].filter(([name]) => name !== 'memory'));

  beforeAll(async () => {
    folder = await aFolder();
    desk = await TestDesk.open({ isSeeded: true });
    await addEverything(desk);
    await desk.settle();
    counts = await countsOf(desk);
    const database = await openDatabase(desk.app.storeUri);
    path = (await backUp(database.connection, folder.path, new Date('2026-11-26T01:02:03Z'))).path;
    await database.close();
    await desk.logCall(aCall({ customer: 'after the backup' }));
  });
  afterAll(async () => {
    await desk.close();
    await folder.remove();
  });

  test('S8: is one file for its owner alone, and holds every collection', async () => {
    expect(path).toBe(file('fieldbell-2026-11-26T010203Z.backup'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder.path)).toEqual(['fieldbell-2026-11-26T010203Z.backup']);
    for (const [name, n] of Object.entries(counts)) expect([name, n > 0]).toEqual([name, true]);
  });

  test('S8: restored it is the same desk, with its photos, and people live on with it', async () => {
    const place = await aDatabase();
    try {
      const database = await openDatabase(place.uri);
      const results = await restore(path, database.connection);
      expect(results.filter(({ isAlike }) => !isAlike)).toEqual([]);
      const kept = Object.entries(counts).filter(([name]) => !passing(database.connection).includes(name));
      expect(Object.fromEntries(results.map(({ collection, documents }) => [collection, documents]))).toEqual(Object.fromEntries(kept));
      const photo = await database.connection.collection('photos').findOne({ file: 'F1' });
      expect(Buffer.from(photo?.bytes.buffer).equals(photoOf(40_000))).toBe(true);
      await database.close();
      const restored = await TestDesk.open({ mongodbUri: place.uri, beginsAt: desk.app.desk.clock.now() });
      try {
        const { devices, duties, documents, lights, projects, tickets } = restored.app.desk;
        for (const all of [devices.all(), duties.all(), documents.of(), lights.all(), projects.all(), tickets.open()])
          expect((await all).length).toBeGreaterThan(0);
        const counter = await restored.app.desk.cases.model.db.collection('counters').findOne({ _id: /:ticket$/ as never });
        const no = await restored.logCall(aCall());
        expect(no).toBe(`T-${counter?.last + 1}`);
        await restored.advance('PT25H');
        expect((await restored.case(no))?.breachedAt).toBeDefined();
        await restored.command(WHO.agent, `/ticket ${no}`);
        await restored.answer(WHO.agent, no);
      } finally {
        await restored.close();
      }
    } finally {
      await place.close();
    }
  });

  test('S8: a desk that is there is replaced only when that is asked for, and then wholly', async () => {
    const target = await aDatabase();
    const connection = await mongoose.createConnection(target.uri).asPromise();
    try {
      await connection.collection('devices').insertOne({ team: desk.app.desk.team.id, no: 'D-999' });
      await expect(restore(path, connection)).rejects.toThrow(/not empty.*--replace/);
      expect(await connection.collection('cases').countDocuments({})).toBe(0);
      const results = await restore(path, connection, { isReplacing: true });
      expect(results.filter(({ isAlike }) => !isAlike)).toEqual([]);
      expect(await connection.collection('devices').findOne({ no: 'D-999' })).toBeNull();
      await connection.collection('cases').insertOne({ team: 'T2', no: 'T-1' });
      await expect(restore(path, connection, { isReplacing: true })).rejects.toThrow(/another team \(T2\)/);
    } finally {
      await connection.close();
      await target.close();
    }
  });

  test('S2: no number is given out again that the desk before it gave out, or that cards in Slack show, even if it was interrupted', async () => {
    const target = await aDatabase();
    const connection = await mongoose.createConnection(target.uri).asPromise();
    const team = desk.app.desk.team.id;
    const last = async (series: string): Promise<unknown> =>
      (await connection.collection('counters').findOne({ _id: `${team}:${series}` as never }))?.last;
    try {
      await restore(path, connection);
      const [tickets, visits] = [Number(await last('ticket')), Number(await last('visit'))];
      await connection.collection('counters').updateOne({ _id: `${team}:ticket` as never }, { $inc: { last: 5 } });
      const progress = (): void => {
        throw new Error('pulled the plug');
      };
      await expect(restore(path, connection, { isReplacing: true, progress })).rejects.toThrow('pulled the plug');
      await expect(restore(path, connection, { after: ['T-999', 'X-1'] })).rejects.toThrow(/^X-1 is no number/);
      const results = await restore(path, connection, { after: ['cu-900', 'V-1', 'DOC-70'] });
      expect(results.filter(({ isAlike }) => !isAlike)).toEqual([]);
      expect([await last('ticket'), await last('visit'), await last('customer')]).toEqual([tickets + 5, visits, 900]);
      expect(await nextNumbers(connection, [team])).toEqual(expect.arrayContaining([`T-${tickets + 6}`, 'CU-901', 'DOC-71']));
    } finally {
      await connection.close();
      await target.close();
    }
  });

  test('where it cannot be written it says so, that there is no backup, and leaves no folder behind', async () => {
    const database = await openDatabase(desk.app.storeUri);
    const disk = await aSmallDisk(1);
    disk?.fill();
    try {
      if (disk)
        await expect(backUp(database.connection, join(disk.path, 'of', 'today'), new Date())).rejects.toThrow(
          /disk is full; make room.*No backup was made\./,
        );
      if (disk) expect(await readdir(disk.path)).toEqual(['ballast']);
      await expect(backUp(database.connection, join(path, 'today'), new Date())).rejects.toThrow(
        /could not be written.*No backup was made/,
      );
      await expect(backUp(database.connection, '/proc/today', new Date())).rejects.toThrow(
        /no folder can be made there.*No backup was made/,
      );
    } finally {
      await database.close();
      await disk?.remove();
    }
  });

  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 200)],
    ['cut off between two parts', (bytes: Buffer) => gzipSync(gunzipSync(bytes).subarray(0, -50))],
    [
      'with a turned byte',
      (bytes: Buffer) => {
        const other = gunzipSync(bytes);
        other[other.length >> 1] = (other[other.length >> 1] ?? 0) ^ 1;
        return gzipSync(other);
      },
    ],
    ['of something else', () => gzipSync(Buffer.from('no backup at all'))],
    ['not even compressed', () => Buffer.from('hello')],
    ['empty', () => Buffer.alloc(0)],
  ])('S8: a file %s is refused before anything is written', async (name, harm) => {
    const other = file(`${name}.backup`);
    await writeFile(other, harm(await readFile(path)));
    const target = await aDatabase();
    const connection = await mongoose.createConnection(target.uri).asPromise();
    try {
      await expect(restore(other, connection)).rejects.toThrow(/not a whole backup|is empty/);
      expect(await connection.collection('cases').countDocuments({})).toBe(0);
      expect(await begunBy(connection)).toBeUndefined();
    } finally {
      await connection.close();
      await target.close();
    }
  });

  test('S8: a restore that breaks off says so: no bot starts on it, and it begins anew', async () => {
    const target = await aDatabase();
    const connection = await mongoose.createConnection(target.uri).asPromise();
    try {
      const breaking = restore(path, connection, {
        progress() {
          throw new Error('pulled the plug');
        },
      });
      await expect(breaking).rejects.toThrow('pulled the plug');
      await expect(TestDesk.open({ mongodbUri: target.uri })).rejects.toThrow(/in part: npm run data:restore began/);
      expect((await restore(path, connection)).filter(({ isAlike }) => !isAlike)).toEqual([]);
      expect(await begunBy(connection)).toBeUndefined();
    } finally {
      await connection.close();
      await target.close();
    }
  });

  test('S8: one of a newer bot is refused, and no file is overwritten', async () => {
    const target = await aDatabase();
    const connection = await mongoose.createConnection(target.uri).asPromise();
    try {
      await connection.collection('memory').insertOne({ _id: 'schema' as never, value: '99' });
      await connection.collection('cases').insertOne({ team: 'T1', no: 'T-1' });
      await expect(backUp(connection, file('newer.backup'), new Date())).rejects.toThrow(/schema version 99/);
      const head = { at: new Date(), teams: ['T1'], collections: ['cases'], schema: 99 };
      const frames: Buffer[] = [];
      for await (const frame of framesOf(head, [], () => {})) frames.push(frame);
      await writeFile(file('of a newer bot.backup'), gzipSync(Buffer.concat(frames)));
      await expect(restore(file('of a newer bot.backup'), connection, { isReplacing: true })).rejects.toThrow(/schema version 99/);
      const database = await openDatabase(desk.app.storeUri);
      await expect(backUp(database.connection, path, new Date())).rejects.toThrow(/exists already/);
      await database.close();
    } finally {
      await connection.close();
      await target.close();
    }
  });

  test('S8: the commands do it from end to end, and say what is wrong', async () => {
    const place = await aFolder();
    const run = promisify(execFile);
    const data = (...args: string[]) =>
      run(process.execPath, ['dist/src/data/main.js', ...args], {
        env: { ...process.env, MONGODB_URI: '', DATA_DIR: join(place.path, 'data') },
      });
    try {
      await copyFile(path, join(place.path, 'b'));
      expect((await data('restore', join(place.path, 'b'))).stdout).toMatch(/devices: \d+ documents, checksums agree/);
      expect((await data('backup', join(place.path, 'again.backup'))).stdout).toMatch(/again\.backup: [\d.]+ MB, whole/);
      const frames = async (name: string): Promise<number> => gunzipSync(await readFile(join(place.path, name))).length;
      // Besides all that, it knows that it was put back, and to what.
      expect((await frames('again.backup')) - (await frames('b'))).toBeLessThan(1000);
      expect(await sumsOf(join(place.path, 'again.backup'))).toEqual(await sumsOf(path));
      await expect(data('restore', join(place.path, 'b'))).rejects.toThrow(/not empty/);
      await expect(data('backup', place.path, '--from', join(place.path, 'typo'))).rejects.toThrow(/no folder .*typo/);
      await expect(data('restore', join(place.path, 'nothing'))).rejects.toThrow(/no file .*nothing/);
    } finally {
      await place.remove();
    }
  });
});

test('S8: of a desk on which calls are being logged, a backup never gives a number out again', async () => {
  const [desk, folder] = [await TestDesk.open(), await aFolder()];
  try {
    await desk.logCall(aCall());
    const database = await openDatabase(desk.app.storeUri);
    let isDone = false;
    const { cases } = desk.app.desk;
    const logging = (async () => {
      while (!isDone)
        await cases.nextSeq('ticket').then((seq) => cases.model.collection.insertOne({ team: cases.team, no: `T-${seq}`, seq }));
    })();
    const { path } = await backUp(database.connection, folder.path, new Date());
    isDone = true;
    await logging;
    await database.close();
    const target = await aDatabase();
    const connection = await mongoose.createConnection(target.uri).asPromise();
    await restore(path, connection);
    const [newest] = await connection.collection('cases').find({}).sort({ seq: -1 }).limit(1).toArray();
    const counter = await connection.collection('counters').findOne({ _id: `${cases.team}:ticket` as never });
    expect(counter?.last).toBeGreaterThanOrEqual(newest?.seq);
    await connection.close();
    await target.close();
  } finally {
    await desk.close();
    await folder.remove();
  }
});
