import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { makeLog } from '../../src/log.js';
import { FORMER_CASE_INDEXES } from '../../src/store/case-indexes.js';
import { CaseStore } from '../../src/store/cases.js';
import { type Connection, connect } from '../../src/store/connection.js';
import { CustomerStore } from '../../src/store/customers.js';
import { Directory } from '../../src/store/directory.js';
import { IndexTrouble } from '../../src/store/prepare.js';
import { storesOf } from '../../src/store/stores.js';
import { aDevice, aTicket } from '../support/builders.js';
import { eventually } from '../support/desk.js';
import { aDatabase, aFolder } from '../support/store.js';
import { aProxy } from '../support/wire-proxy.js';

describe('the indexes of a database that was there before', () => {
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let connection: Connection;
  let cases: CaseStore;
  let said: string[];
  const log = {
    info: (facts: object, message: string) => void said.push(`${message} ${JSON.stringify(facts)}`),
    warn: (facts: object, message: string) => void said.push(`${message} ${JSON.stringify(facts)}`),
  };
  beforeEach(async () => {
    database = await aDatabase();
    connection = await connect(database.uri);
    cases = new CaseStore(connection, 'T1');
    said = [];
  });
  afterEach(async () => {
    await connection.close();
    await database.close();
  });
  const indexes = async () => connection.collection('cases').listIndexes().toArray();
  const indexOf = async (name: string) => (await indexes()).find((index) => index.name === name);

  test.each([
    ['under the same name', undefined],
    ['under a name of somebody’s own', 'by_number'],
  ])('M6: one with other options %s is replaced, and the log names it', async (_, name) => {
    await connection.collection('cases').createIndex({ team: 1, no: 1 }, name ? { name } : {});
    await cases.prepare(log);
    expect(await indexOf('team_1_no_1')).toMatchObject({ unique: true });
    if (name) expect(await indexOf(name)).toBeUndefined();
    expect(said.join('\n')).toMatch(new RegExp(`is replaced .*"former":"${name ?? 'team_1_no_1'}"`));
    said.length = 0;
    await cases.prepare(log);
    expect(said).toEqual([]);
  });

  test('M6: of bots that start together each may be the one that replaces it', async () => {
    await connection.collection('cases').createIndex({ team: 1, no: 1 });
    const starting = ['a', 'b', 'c'].map(() => new CaseStore(connection, 'T1').prepare(log));
    await Promise.all(starting);
    expect(await indexOf('team_1_no_1')).toMatchObject({ unique: true });
  });

  test('M6: documents that are there twice are told with their collection and what to do, and nothing is lost', async () => {
    await connection.collection('cases').createIndex({ team: 1, no: 1 });
    await connection.collection('cases').insertMany([
      { team: 'T1', no: 'T-1' },
      { team: 'T1', no: 'T-1' },
    ]);
    const preparing = cases.prepare(log);
    await expect(preparing).rejects.toBeInstanceOf(IndexTrouble);
    await expect(preparing).rejects.toThrow(/collection cases holds documents twice .* team, no .*T-1.*data:backup/);
    expect(await connection.collection('cases').countDocuments({})).toBe(2);
    expect(await indexOf('team_1_no_1')).toBeDefined();
  });

  test('M6: those that others replaced are dropped, and what somebody else made stays', async () => {
    const [former = ''] = FORMER_CASE_INDEXES;
    await connection.collection('cases').createIndex({ team: 1, isOpen: 1, kind: 1, dueAt: 1 }, { name: former });
    await connection.collection('cases').createIndex({ 'data.site': 1 }, { name: 'ours' });
    await cases.prepare(log);
    const names = (await indexes()).map(({ name }) => name);
    expect(names).toContain('ours');
    for (const name of FORMER_CASE_INDEXES) expect(names).not.toContain(name);
    const wanted = cases.model.schema.indexes().map(([fields]) => Object.keys(fields).length);
    expect(names).toHaveLength(wanted.length + 2);
  });

  test('M2: building them has no limit of time, anything else has', async () => {
    const patient = await connect(database.uri, { isPatient: true });
    expect(patient.getClient().options.socketTimeoutMS).toBe(0);
    expect(connection.getClient().options.socketTimeoutMS).toBeGreaterThan(0);
    await patient.close();
  });
});

test('M2: while indexes are built the bot says that it is not ready, and why', async () => {
  const [database, folder] = [await aDatabase(), await aFolder()];
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const proxy = await aProxy(database.uri, async ({ createIndexes }) => {
    if (createIndexes) await held;
    return 'pass';
  });
  const port = 20_000 + (process.pid % 20_000);
  const read = readConfig({ PORT: String(port), DATA_DIR: folder.path, MONGODB_URI: proxy.uri });
  if (!read.ok) throw new Error(read.problems.join());
  const starting = startApp(read.config, makeLog('error'), { hasJobs: false });
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).json();
  await eventually(async () => expect(await ready()).toMatchObject({ ok: false, missing: expect.arrayContaining(['start', 'indexes']) }));
  release();
  const app = await starting;
  expect(await ready()).toEqual({ ok: true });
  await app.stop();
  await proxy.close();
  await database.close();
  await folder.remove();
});

describe('in which order lists stand', () => {
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let connection: Connection;
  beforeEach(async () => {
    database = await aDatabase();
    connection = await connect(database.uri);
  });
  afterEach(async () => {
    await connection.close();
    await database.close();
  });

  test('M10: of cases with the same time, and of devices with the same name, the lower number is first', async () => {
    const stores = storesOf(connection, 'T1', () => {});
    await stores.cases.prepare();
    const dueAt = new Date('2026-03-03T02:00:00Z');
    for (const seq of [3, 1, 2]) {
      const ticket = {
        ...aTicket({}, { seq }),
        dueAt,
        nextDueAt: dueAt,
        nextNoticeAt: dueAt,
        owner: 'U1',
        sent: [],
        notices: [],
        attempts: 0,
      };
      await connection.collection('cases').insertOne(ticket);
      await connection.collection('devices').insertOne({ ...aDevice, team: 'T1', no: `D-${seq}`, seq });
    }
    const numbers = ['T-1', 'T-2', 'T-3'];
    expect((await stores.tickets.open()).map(({ no }) => no)).toEqual(numbers);
    expect((await stores.tickets.open(2)).map(({ no }) => no)).toEqual(numbers.slice(0, 2));
    expect((await stores.tickets.mine('U1')).map(({ no }) => no)).toEqual(numbers);
    expect((await stores.tickets.late(dueAt)).map(({ no }) => no)).toEqual(numbers);
    expect((await stores.devices.all()).map(({ no }) => no)).toEqual(['D-1', 'D-2', 'D-3']);
    expect((await stores.devices.find('')).map(({ no }) => no)).toEqual(['D-1', 'D-2', 'D-3']);
  });

  test('M10: Chinese names stand by pinyin', async () => {
    const directory = new Directory(connection, 'T1', new CustomerStore(connection, new CaseStore(connection, 'T1')));
    for (const name of ['张记', '李记', '王记', 'Abc', '阿记']) await directory.remember(name, undefined);
    expect(await directory.customersLike('')).toEqual(['阿记', '李记', '王记', '张记', 'Abc']);
  });
});
