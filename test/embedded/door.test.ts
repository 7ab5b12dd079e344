import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BSON } from 'bson';
import { ClassicLevel } from 'classic-level';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { StoreDamagedError, StoreRefusedError } from '../../src/embedded/refusals.js';
import { repairStore } from '../../src/embedded/repair.js';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { aFolder, silent } from '../support/store.js';

let folder: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
  folder = await aFolder();
});
afterEach(() => folder.remove());

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** Writes something, stops, and answers what a start finds then. */
async function used(path: string, words = 'hello'): Promise<void> {
  const store = await openEmbeddedStore(path, silent);
  const connection = await mongoose.createConnection(store.uri).asPromise();
  await connection.collection<{ _id: string; words: string }>('things').insertOne({ _id: 'a', words });
  await connection.close();
  await store.close();
}

async function wordsIn(path: string): Promise<string[]> {
  const store = await openEmbeddedStore(path, silent);
  const connection = await mongoose.createConnection(store.uri).asPromise();
  const found = await connection.collection('things').find().toArray();
  await connection.close();
  await store.close();
  return found.map(({ words }) => words);
}

describe('who may come in', () => {
  test('S12: a data folder that others could read is its owner’s alone after the start, with everything in it, and the log says so', async () => {
    await used(folder.path);
    chmodSync(folder.path, 0o755);
    mkdirSync(join(folder.path, 'sandbox-files'));
    writeFileSync(join(folder.path, 'sandbox-files', 'F1'), 'a form');
    for (const name of readdirSync(folder.path)) if (name !== 'sandbox-files') chmodSync(join(folder.path, name), 0o644);
    const warned: string[] = [];
    const store = await openEmbeddedStore(folder.path, { info() {}, warn: (line) => void warned.push(line) });
    expect(warned.join()).toContain(folder.path);
    expect(modeOf(folder.path)).toBe('700');
    expect(modeOf(join(folder.path, 'sandbox-files'))).toBe('700');
    for (const path of [...readdirSync(folder.path).filter((name) => !statSync(join(folder.path, name)).isDirectory()), 'sandbox-files/F1'])
      expect([path, modeOf(join(folder.path, path))]).toEqual([path, '600']);
    await store.close();
  });

  test('S12: a folder that all users share is refused with a sentence', async () => {
    chmodSync(folder.path, 0o1777);
    await expect(openEmbeddedStore(folder.path, silent)).rejects.toThrow(/all users share/);
  });

  test('S13: the store listens on a socket that only the folder’s owner may use, also where the path is long', async () => {
    const deep = join(folder.path, 'x'.repeat(120));
    const store = await openEmbeddedStore(deep, silent);
    expect(store.uri).toMatch(/^mongodb:\/\/[^/:]+desk\.sock\//);
    expect(modeOf(join(deep, 'desk.sock'))).toBe('600');
    const connection = await mongoose.createConnection(store.uri).asPromise();
    await connection.collection('things').insertOne({ n: 1 });
    await connection.close();
    await expect(openEmbeddedStore(deep, silent)).rejects.toThrow(/in use/);
    await store.close();
  });
});

describe('what comes in', () => {
  const pathOf = (uri: string): string => decodeURIComponent(new URL(uri).hostname);
  const header = (bytes: Buffer, opCode = 2013): Buffer => {
    const head = Buffer.alloc(16);
    head.writeInt32LE(16 + bytes.length, 0);
    head.writeInt32LE(opCode, 12);
    return Buffer.concat([head, bytes]);
  };
  const ping = (extra: object = {}): Buffer => Buffer.from(BSON.serialize({ ping: 1, ...extra, $db: 'admin' }));
  const flags = Buffer.alloc(4);
  /** Sends bytes and answers when the store has answered or has closed. */
  const send = (path: string, bytes: Buffer): Promise<'answered' | 'closed'> =>
    new Promise((resolve) => {
      const socket = connect(path, () => void socket.end(bytes));
      socket.once('data', () => resolve('answered')).once('close', () => resolve('closed'));
      socket.on('error', () => resolve('closed'));
    });

  test('S13: a section of −1 bytes is refused and the connection closed; the store goes on', async () => {
    const store = await openEmbeddedStore(folder.path, silent);
    const path = pathOf(store.uri);
    const size = Buffer.alloc(4);
    size.writeInt32LE(-1);
    expect(await send(path, header(Buffer.concat([flags, Buffer.from([0]), size])))).toBe('closed');
    const deep = Buffer.from(BSON.serialize(Array.from({ length: 300 }).reduce<object>((inner) => ({ inner }), {})));
    expect(await send(path, header(Buffer.concat([flags, Buffer.from([0]), deep])))).toBe('closed');
    expect(await send(path, header(Buffer.concat([flags, Buffer.from([0]), ping(), Buffer.from([0]), ping()])))).toBe('closed');
    expect(await send(path, header(Buffer.concat([flags, Buffer.from([7]), ping()])))).toBe('closed');
    expect(await send(path, header(Buffer.concat([flags, Buffer.from([0]), ping()])))).toBe('answered');
    await store.close();
  });

  test('S13: no bytes whatever stop it', async () => {
    const store = await openEmbeddedStore(folder.path, silent);
    const path = pathOf(store.uri);
    const whole = header(Buffer.concat([flags, Buffer.from([0]), ping({ a: [1, { b: 'c' }], d: new Date(0) })]));
    const changed = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) =>
        changes.reduce((bytes, [at, to]) => Buffer.concat([bytes.subarray(0, at), Buffer.from([to]), bytes.subarray(at + 1)]), whole),
      );
    const body = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    const anything = fc.oneof(
      changed,
      body,
      body.map((bytes) => header(bytes)),
      body.map((bytes) => header(bytes, 2004)),
      body.map((bytes) => header(Buffer.concat([flags, Buffer.from([1]), bytes]))),
      fc
        .string()
        .map((name) => header(Buffer.concat([flags, Buffer.from([0]), Buffer.from(BSON.serialize({ [`a${name}`]: 1, $db: 'x' }))]))),
      fc
        .constantFrom('constructor', 'toString', 'hasOwnProperty')
        .map((name) => header(Buffer.concat([flags, Buffer.from([0]), Buffer.from(BSON.serialize({ [name]: 1, $db: 'x' }))]))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        await send(path, bytes);
        return (await send(path, header(Buffer.concat([flags, Buffer.from([0]), ping()])))) === 'answered';
      }),
      { numRuns: 200 },
    );
    await store.close();
  });
});

describe('what was here before', () => {
  test('S2: where the database is missing or empty, and a desk was, the start refuses and names the repair', async () => {
    await used(folder.path);
    const database = join(folder.path, 'desk.db');
    const bytes = readFileSync(database);
    for (const damage of [() => rmSync(database), () => writeFileSync(database, '')]) {
      damage();
      const refused = openEmbeddedStore(folder.path, silent);
      await expect(refused).rejects.toThrow(StoreDamagedError);
      await expect(openEmbeddedStore(folder.path, silent)).rejects.toThrow(/npm run data:repair -- --in/);
    }
    await expect(repairStore(folder.path, 'now')).rejects.toThrow(/nothing in .* can be read/);
    writeFileSync(database, bytes);
    expect(await wordsIn(folder.path)).toEqual(['hello']);
  });

  test('S2: after the repair what can be read is there, the rest is listed, and the damaged files are kept', async () => {
    await used(folder.path, 'readable');
    const store = await openEmbeddedStore(folder.path, silent);
    const connection = await mongoose.createConnection(store.uri).asPromise();
    const things = connection.collection<{ _id: string; words: string }>('things');
    await things.insertMany(Array.from({ length: 200 }, (_, n) => ({ _id: `n${n}`, words: `${n} ${'filler '.repeat(60)}` })));
    await connection.close();
    await store.close();
    const database = join(folder.path, 'desk.db');
    const bytes = readFileSync(database);
    const at = bytes.indexOf('filler filler');
    bytes.fill(0xff, at, at + 20);
    writeFileSync(database, bytes);
    await expect(openEmbeddedStore(folder.path, silent)).rejects.toThrow(StoreRefusedError);
    const { saved, lost, keptIn } = await repairStore(folder.path, 'now');
    expect(saved.get('fieldbell.things')).toBe(200);
    expect(lost).toHaveLength(1);
    expect(existsSync(join(keptIn, 'desk.db'))).toBe(true);
    expect(await wordsIn(folder.path)).toContain('readable');
  });

  /** A folder as the versions on LevelDB left it. */
  const aLevel = async (): Promise<void> => {
    const level = new ClassicLevel<string, Buffer>(join(folder.path, 'store'), { valueEncoding: 'buffer' });
    const put = (key: string, value: object) => level.put(key, Buffer.from(BSON.serialize(value)));
    await put('c\0fieldbell.things', { specs: [{ name: 'words_1', key: { words: 1 }, unique: true }] });
    for (let n = 1; n <= 1_200; n += 1)
      await put(`d\0fieldbell.things\0${n.toString(16).padStart(12, '0')}`, { _id: `n${n}`, words: `word ${n}` });
    await level.close();
    writeFileSync(join(folder.path, 'store.json'), '{}');
  };

  test('S1: data of LevelDB are moved once, whole, with their indexes; the old folder goes when everything was read from the new one', async () => {
    await aLevel();
    const found = await wordsIn(folder.path);
    expect(found).toHaveLength(1_200);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('store'))).toEqual(['store.json']);
    const store = await openEmbeddedStore(folder.path, silent);
    const connection = await mongoose.createConnection(store.uri).asPromise();
    await expect(connection.collection('things').insertOne({ words: 'word 7' })).rejects.toMatchObject({ code: 11000 });
    await connection.close();
    await store.close();
  });

  test('S2: LevelDB without its CURRENT is refused, stays as it was, and is saved by the repair', async () => {
    await aLevel();
    rmSync(join(folder.path, 'store', 'CURRENT'));
    const before = readdirSync(join(folder.path, 'store')).filter((name) => !/^(LOG|LOCK)/.test(name));
    await expect(openEmbeddedStore(folder.path, silent)).rejects.toThrow(/npm run data:repair/);
    expect(readdirSync(join(folder.path, 'store')).filter((name) => !/^(LOG|LOCK)/.test(name))).toEqual(before);
    const { saved } = await repairStore(folder.path, 'now');
    expect(saved.get('fieldbell.things')).toBe(1_200);
    expect(await wordsIn(folder.path)).toHaveLength(1_200);
  });

  test('S7: what was removed or overwritten is in no file any more after `compact`', async () => {
    const store = await openEmbeddedStore(folder.path, silent);
    const connection = await mongoose.createConnection(store.uri).asPromise();
    const things = connection.collection<{ _id: string; words: string }>('things');
    for (let n = 0; n < 120; n += 1)
      await things.insertOne({ _id: `n${n}`, words: `secret-${n % 2 === 0 ? 'removed' : 'changed'} ${'x'.repeat(n * 50)}` });
    for (let n = 0; n < 120; n += 2) {
      await things.deleteOne({ _id: `n${n}` });
      await things.updateOne({ _id: `n${n + 1}` }, { $set: { words: 'nothing' } });
    }
    const inFiles = (): boolean =>
      readdirSync(folder.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .some((entry) => /secret-(removed|changed)/.test(readFileSync(join(entry.parentPath, entry.name), 'latin1')));
    expect(inFiles()).toBe(true);
    await connection.db?.command({ compact: 'things' });
    expect(inFiles()).toBe(false);
    expect(await things.countDocuments({ words: 'nothing' })).toBe(60);
    await connection.close();
    await store.close();
    expect(inFiles()).toBe(false);
    expect(await wordsIn(folder.path)).toHaveLength(60);
  });
});
