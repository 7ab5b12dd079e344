import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { repairStore } from '../../src/embedded/repair.js';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { nameByShape } from '../../src/store/shapes.js';
import { aCall, TestDesk } from '../support/desk.js';
import { aFolder, silent } from '../support/store.js';

let folder: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
  folder = await aFolder();
});
afterEach(() => folder.remove());

const file = (name: string): string => join(folder.path, name);

/** Works with the folder's store. */
async function withStore<T>(work: (connection: mongoose.Connection) => Promise<T>): Promise<T> {
  const store = await openEmbeddedStore(folder.path, silent);
  const connection = await mongoose.createConnection(store.uri).asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.close();
    await store.close();
  }
}

/** Two cases and a device, in collections of their own. */
const aDesk = (): Promise<unknown> =>
  withStore(async (connection) => {
    await connection.collection('devices').insertOne({ team: 'T1', no: 'D-1' });
    const at = { team: 'T1', kind: 'ticket', version: 1, data: {} };
    await connection.collection('cases').insertMany([
      { ...at, no: 'T-1' },
      { ...at, no: 'T-2' },
    ]);
  });

const casesNow = (): Promise<string[]> =>
  withStore(async (connection) => (await connection.collection('cases').find().sort({ no: 1 }).toArray()).map(({ no }) => String(no)));

/** Turns bits of a byte of the database wherever a text stands in it. */
function flip(text: string, by = 0): void {
  const bytes = readFileSync(file('desk.db'));
  let at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  for (; at >= 0; at = bytes.indexOf(text, at + 1)) bytes[at + by] = (bytes[at + by] ?? 0) ^ 1;
  writeFileSync(file('desk.db'), bytes);
}

describe('names', () => {
  test('S2: a collection whose record is damaged has its name and its indexes again after the repair', async () => {
    await aDesk();
    await withStore((connection) => connection.collection('cases').createIndex({ no: 1 }, { unique: true }));
    flip('fieldbell.cases');
    await expect(openEmbeddedStore(folder.path, silent)).rejects.toThrow(/data:repair/);
    const repaired = await repairStore(folder.path, 'now');
    expect(repaired.saved.get('fieldbell.cases')).toBe(2);
    expect(repaired.lost).toEqual([]);
    expect(await casesNow()).toEqual(['T-1', 'T-2']);
    const again = withStore((connection) => connection.collection('cases').insertOne({ no: 'T-1' }));
    await expect(again).rejects.toMatchObject({ code: 11000 });
  });

  test('S2: where the name stands nowhere any more no bot starts on an empty desk, and the repair does not say that it may', async () => {
    await aDesk();
    rmSync(file('desk.names'), { force: true });
    flip('fieldbell.cases');
    const { nameless, saved } = await repairStore(folder.path, 'now');
    expect([...saved.keys()].some((name) => /saved\d+/.test(name))).toBe(true);
    await expect(openEmbeddedStore(folder.path, silent)).rejects.toThrow(/fieldbell\.saved\d+ .* have lost the name/);
    expect(nameless).toHaveLength(1);
    const { saved: then } = await repairStore(folder.path, 'later', nameByShape);
    expect(then.get('fieldbell.cases')).toBe(2);
    expect(await casesNow()).toEqual(['T-1', 'T-2']);
  });

  test('S2: the command finds out by their fields what a real desk’s documents are, and the desk goes on', async () => {
    const first = await TestDesk.open({ dataDir: folder.path });
    const no = await first.logCall(aCall());
    await first.close();
    rmSync(file('desk.names'), { force: true });
    flip('fieldbell.cases');
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/src/data/main.js', 'repair', '--in', folder.path]);
    expect(stdout).toMatch(/fieldbell\.cases: \d+ documents saved/);
    expect(stdout).toMatch(/The bot may start\.$/m);
    const second = await TestDesk.open({ dataDir: folder.path });
    expect((await second.case(no))?.no).toBe(no);
    await second.close();
  }, 60_000);

  test('S2: what could not be saved is named by its collection and its number', async () => {
    await aDesk();
    flip('\x02no\0\x04\0\0\0T-2', -6);
    const { lost } = await repairStore(folder.path, 'now');
    expect(lost).toEqual([expect.stringMatching(/^document 2 of fieldbell\.cases, likely T-2$/)]);
  });
});

describe('what was acknowledged', () => {
  const acknowledged = (): string => file('desk.acknowledged');

  test.each([
    ['missing', () => rmSync(acknowledged())],
    ['empty', () => writeFileSync(acknowledged(), '')],
    ['not as it was written', () => writeFileSync(acknowledged(), '0000000000000001 00000000\n')],
  ])('S2: where the number of what was acknowledged is %s the start refuses; the repair says that nobody knows', async (_, harm) => {
    await aDesk();
    harm();
    await expect(openEmbeddedStore(folder.path, silent)).rejects.toThrow(/desk\.acknowledged is .*npm run data:repair/);
    const { lost, saved } = await repairStore(folder.path, 'now');
    expect(saved.get('fieldbell.cases')).toBe(2);
    expect(lost.join()).toMatch(/perhaps the last changes/);
    expect(await casesNow()).toEqual(['T-1', 'T-2']);
  });

  test('S2: a first start that was killed before the desk was marked begins again', async () => {
    await withStore(async () => {});
    for (const gone of [['desk.json'], ['desk.json', 'desk.acknowledged']]) {
      for (const name of gone) rmSync(file(name));
      expect(await casesNow()).toEqual([]);
    }
  });
});

describe('a repair that is killed', () => {
  test('S2: goes on when it is run again, wherever it was killed, and nothing is lost', async () => {
    await aDesk();
    flip('fieldbell.devices');
    const whole = new Map(readdirSync(folder.path).map((name) => [name, name.startsWith('desk.') ? readFileSync(file(name)) : undefined]));
    let kills = 0;
    for (let calls = 1; ; calls += 1) {
      for (const name of readdirSync(folder.path)) rmSync(file(name), { recursive: true });
      for (const [name, bytes] of whole) if (bytes) writeFileSync(file(name), bytes);
      const run = promisify(execFile)(process.execPath, ['dist/test/support/killed-repair.js', folder.path, String(calls)]);
      const isKilled = await run.then(
        () => false,
        () => true,
      );
      if (!isKilled) break;
      kills += 1;
      const saved = await openEmbeddedStore(folder.path, silent).then(
        async (store) => {
          await store.close(); // it was killed after the last that matters
          return 2;
        },
        async (error: Error) => {
          expect(error.message).toMatch(/data:repair/);
          return (await repairStore(folder.path, 'again')).saved.get('fieldbell.cases');
        },
      );
      expect([calls, saved]).toEqual([calls, 2]);
      expect([calls, await casesNow()]).toEqual([calls, ['T-1', 'T-2']]);
    }
    expect(kills).toBeGreaterThan(5);
  }, 120_000);
});
