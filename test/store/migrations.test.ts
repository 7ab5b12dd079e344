import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { LeaseStore } from '../../src/store/leases.js';
import { leftBehind } from '../../src/store/left-behind.js';
import { MIGRATIONS, type Migration, migrate, NewerDataError } from '../../src/store/migrations.js';
import { aPolicy, aTicket } from '../support/builders.js';
import { aDatabase } from '../support/store.js';

describe('schema versions', () => {
  const policy = aPolicy();
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let connection: Connection;
  const leases = (name: string): LeaseStore => new LeaseStore(connection, name);
  const version = async (): Promise<unknown> => (await connection.collection('memory').findOne({ _id: 'schema' as never }))?.value;
  beforeEach(async () => {
    database = await aDatabase();
    connection = await mongoose.createConnection(database.uri).asPromise();
  });
  afterEach(async () => {
    await connection.close();
    await database.close();
  });

  test('a new database starts at the newest version and runs nothing', async () => {
    expect(await migrate(connection, leases('a'), policy)).toEqual([]);
    expect(await version()).toBe(String(MIGRATIONS.at(-1)?.version));
  });

  test('older data are brought forward, each step once, a visit keeps its arrival, an inspection its subjects, a ticket is counted', async () => {
    const at = new Date('2026-11-20T02:00:00Z');
    const items = ['1', '2'].map((id) => ({ id, cycle: 'daily', answer: 'ok', question: id }));
    const projects = [{ no: 'P-1', name: 'Checkout', items }];
    const open = aTicket({}, { policy });
    const { riskAt: _, ...old } = open;
    expect(open.riskAt).toBeInstanceOf(Date);
    await connection.collection('cases').createIndex({ team: 1, kind: 1, closedAt: 1 });
    await connection.collection('cases').createIndex({ team: 1, kind: 1, openedAt: 1 });
    const contacted = (minutes: number) => ({ ...open.data, firstContactAt: new Date(open.openedAt.getTime() + minutes * 60_000) });
    const together = { team: 1, isOpen: 1, kind: 1, dueAt: 1, riskAt: 1, breachedAt: 1, owner: 1, 'data.priority': 1, state: 1 } as const;
    await connection.collection('cases').createIndex(together);
    await connection.collection('cases').insertMany([
      { kind: 'visit', no: 'V-1', owner: 'U1', data: { arrival: { at, punctuality: 'late' } } },
      { kind: 'visit', no: 'V-2', owner: 'U2', data: {} },
      { kind: 'ticket', no: 'T-1', data: {} },
      { kind: 'message', no: 'M-1', isOpen: true, version: 1, data: { for: 'U9' } },
      { ...old, no: 'T-2' },
      { ...old, no: 'T-4', data: contacted(1) },
      { ...old, no: 'T-5', data: contacted(60 * 24 * 7) },
      {
        kind: 'ticket',
        no: 'T-3',
        isOpen: false,
        said: [],
        deadlines: [],
        data: {
          pastPromises: [
            { dueAt: at, endedAt: at, wasKept: false },
            { dueAt: at, endedAt: at, wasKept: true },
          ],
        },
      },
      { kind: 'inspection', no: 'I-1', data: { projects, results: { 'P-1_1': { value: 'notOk', isOk: false } } } },
    ]);
    expect(await migrate(connection, leases('a'), policy)).toHaveLength(MIGRATIONS.length);
    const dataOf = async (no: string) => (await connection.collection('cases').findOne({ no }))?.data;
    expect(await dataOf('V-1')).toEqual({ arrivals: [{ by: 'U1', at, punctuality: 'late' }] });
    expect(await dataOf('V-2')).toEqual({ arrivals: [] });
    expect((await connection.collection('cases').findOne({ no: 'M-1' }))?.asks).toEqual(['person:U9']);
    expect(await dataOf('T-1')).toEqual({});
    expect(await connection.collection('cases').findOne({ no: 'I-1' })).toMatchObject({
      data: { subjects: projects },
      summary: { 'P-1': [2, 1, 1, 0] },
    });
    expect((await connection.collection('cases').findOne({ no: 'T-2' }))?.riskAt).toEqual(open.riskAt);
    expect((await connection.collection('cases').findOne({ no: 'T-3' }))?.summary).toEqual({ wasKept: false });
    expect((await connection.collection('cases').findOne({ no: 'T-4' }))?.summary).toEqual({ firstKept: true });
    expect((await connection.collection('cases').findOne({ no: 'T-5' }))?.summary).toEqual({ firstKept: false });
    const names = (await connection.collection('cases').listIndexes().toArray()).map(({ name }) => name);
    expect(names).toEqual(['_id_']);
    expect(await dataOf('I-1')).not.toHaveProperty('projects');
    expect(await migrate(connection, leases('a'), policy)).toEqual([]);
  });

  test('a document that cannot be brought forward stops neither the others nor the start, and is named', async () => {
    const broken = { kind: 'inspection', data: { projects: 'none', results: 7 } };
    const history = [{ at: new Date(0), by: 'U1', action: 'edit', changes: [{ field: 'x', from: [1], to: [1, 2] }] }];
    await connection.collection('cases').insertMany([
      { ...broken, no: 'I-1' },
      { kind: 'inspection', no: 'I-2', data: { projects: [], results: {} } },
      { kind: 'visit', no: 'V-1', data: null },
      { kind: 'visit', no: 'V-2', owner: 'U2', data: {} },
      { kind: 'ticket', no: 'T-1', team: 'T', version: 1, data: {}, history: [{ changes: 'x' }] },
      { kind: 'ticket', no: 'T-2', team: 'T', version: 1, data: {}, history },
    ]);
    const left: string[] = [];
    const done = await migrate(connection, leases('a'), policy, undefined, undefined, ({ what }) => left.push(what));
    expect(done).toHaveLength(MIGRATIONS.length);
    expect(await version()).toBe(String(MIGRATIONS.at(-1)?.version));
    expect([...new Set(left)].sort()).toEqual(['I-1', 'T-1', 'V-1']);
    expect((await leftBehind(connection)).map(({ what }) => what).sort()).toEqual([...left].sort());
    const of = (no: string) => connection.collection('cases').findOne({ no });
    expect((await of('I-2'))?.data).toHaveProperty('subjects');
    expect((await of('V-2'))?.data).toEqual({ arrivals: [] });
    expect((await of('T-2'))?.history[0].changes[0]).toMatchObject({ isList: true });
  });

  test('Q22, Q23, Q24, O18: what is stored is compared as people mean it, entry by entry, whatever stands beside it', async () => {
    const ticket = (no: string, data: object) => ({ kind: 'ticket', no, team: 'T', data, words: ['old'] });
    await connection
      .collection('cases')
      .insertMany([
        ticket('T-1', { phone: '+86 10 6234 5678 转801', phoneKey: '861062345678801', description: 'POS机' }),
        ticket('T-2', { phone: '13800004711/13900004712', phoneKey: '1380000471113900004712' }),
        ticket('T-3', { phone: { broken: true }, phoneKey: 'kept', description: 7 }),
        { kind: 'ticket', no: 'T-4', team: 'T' },
        ticket('T-5', { phone: '[removed]' }),
        ticket('T-6', { phone: '138 0000 4711', phoneKey: '13800004711' }),
      ]);
    await connection.collection('customers').insertMany([
      { team: 'T', name: 'Harbour Books', sites: ['A'], words: ['harbour'] },
      { team: 'T', name: 'harbour  books', sites: ['B'], words: ['harbour'] },
      { team: 'T', name: 7 },
      { team: 'U', name: 'harbour books', sites: [] },
    ]);
    await connection.collection('devices').insertMany([
      { team: 'T', no: 'D-1', name: 'POS机', serial: 'cn001', words: [] },
      { team: 'T', no: 'D-2', name: 'Twin', serial: 'CN001', words: [] },
    ]);
    await migrate(connection, leases('a'), policy);
    const stored = async (no: string) => connection.collection('cases').findOne({ no });
    expect(await stored('T-1')).toMatchObject({ data: { phoneKey: ['01062345678x801', '01062345678'] } });
    expect((await stored('T-1'))?.words).toEqual(expect.arrayContaining(['pos', '机', 't', '1']));
    expect((await stored('T-2'))?.data.phoneKey).toEqual(['13800004711', '13900004712']);
    expect((await stored('T-3'))?.data).toEqual({ phone: { broken: true }, phoneKey: 'kept', description: 7 });
    expect((await stored('T-5'))?.data).not.toHaveProperty('phoneKey');
    expect((await stored('T-6'))?.data.phoneKey).toBe('13800004711');
    const customers = await connection
      .collection('customers')
      .find({ team: 'T', name: { $type: 'string' } })
      .toArray();
    expect(customers).toHaveLength(1);
    expect(customers[0]).toMatchObject({ name: 'Harbour Books', nameKey: 'harbour books', sites: ['A', 'B'] });
    expect(customers[0]?.names).toEqual(['Harbour Books', 'harbour  books']);
    const devices = await connection.collection('devices').find({}).sort({ no: 1 }).toArray();
    expect(devices.map(({ serialKey }) => serialKey)).toEqual(['CN001', undefined]);
    expect(devices[0]?.words).toContain('pos');
  });

  test('張記 and 张记 are one name (systems 1): keys and words are computed anew; what is two customers so far stays two and is named', async () => {
    const entry = (seq: number, name: string, more: object = {}) => ({
      ...{ team: 'T', no: `CU-${seq}`, seq, version: 1, isEnabled: true, name, shortNames: [], formerNames: [], sites: [], contacts: [] },
      ...{ nameKey: name, alsoKeys: [], found: [name], words: [...name], ...more },
    });
    const register = connection.collection('customerRegister');
    await register.createIndex({ team: 1, nameKey: 1 }, { unique: true, partialFilterExpression: { nameKey: { $exists: true } } });
    await register.insertMany([
      entry(1, '張記面館', { shortNames: ['張記'], alsoKeys: ['張記'] }),
      entry(2, '陳記糧油'),
      entry(3, '陈记粮油'),
      entry(4, '[removed]', { nameKey: undefined, found: [], words: [] }),
    ]);
    await register.updateOne({ no: 'CU-4' }, { $unset: { nameKey: '' } });
    const heard = connection.collection('customers');
    await heard.createIndex({ team: 1, nameKey: 1 }, { unique: true, partialFilterExpression: { nameKey: { $exists: true } } });
    await heard.insertMany([
      { team: 'T', name: '李記', nameKey: '李記', names: ['李記'], sites: ['東店'] },
      { team: 'T', name: '李记', nameKey: '李记', names: ['李记'], sites: ['西店'] },
      { team: 'T', name: '趙記', nameKey: '趙記', names: ['趙記'], sites: [] },
    ]);
    await connection
      .collection('cases')
      .insertOne({ kind: 'ticket', no: 'T-1', team: 'T', version: 1, data: { customer: '張記' }, words: [] });
    await connection.collection('devices').insertOne({ team: 'T', no: 'D-1', name: '收銀機', serial: 'A1', serialKey: 'A1', words: [] });
    await connection.collection('memory').insertOne({ _id: 'schema' as never, value: '11' });
    const left: string[] = [];
    expect(
      await migrate(connection, leases('a'), policy, undefined, undefined, ({ what, reason }) => left.push(`${what}: ${reason}`)),
    ).toHaveLength(1);
    const of = (no: string) => register.findOne({ no });
    expect(await of('CU-1')).toMatchObject({ name: '張記面館', nameKey: '张记面馆', alsoKeys: ['张记'] });
    expect((await of('CU-1'))?.found).toEqual(expect.arrayContaining(['张记面馆', '张记', 'zjmg']));
    expect((await of('CU-1'))?.words).toContain('张记');
    expect(left).toEqual([expect.stringMatching(/^CU-2: .*陳記糧油.*[Mm]erge/)]);
    expect([(await of('CU-2'))?.nameKey, (await of('CU-2'))?.found[0], (await of('CU-3'))?.nameKey]).toEqual([
      '陳記糧油',
      '陈记粮油',
      '陈记粮油',
    ]);
    expect(await of('CU-4')).not.toHaveProperty('nameKey');
    const names = await heard.find({}).sort({ _id: 1 }).toArray();
    expect(names.map(({ name, nameKey }) => [name, nameKey])).toEqual([
      ['李记', '李记'],
      ['趙記', '赵记'],
    ]);
    expect(names[0]).toMatchObject({ names: ['李记', '李記'], sites: ['西店', '東店'] });
    expect((await connection.collection('cases').findOne({ no: 'T-1' }))?.words).toContain('张记');
    expect((await connection.collection('devices').findOne({ no: 'D-1' }))?.words).toEqual(expect.arrayContaining(['收银']));
    expect(await migrate(connection, leases('a'), policy)).toEqual([]);
  });

  test('39: of what was broken before it is known whose it was then, also where that stands in the older part of the history', async () => {
    const hour = (n: number): Date => new Date(Date.UTC(2026, 2, 2, n));
    const given = (n: number, from: string, to: string) => ({
      at: hour(n),
      by: to,
      action: 'accept',
      changes: [{ field: 'owner', from, to }],
    });
    const ticket = (no: string, given: object, data: object = {}) => ({
      ...{ kind: 'ticket', no, team: 'T', version: 1, owner: 'U3', history: [], summary: { brokenAs: 'P3' }, ...given },
      data: { priority: 'P3', clock: {}, pastPromises: [], ...data },
    });
    const past = { dueAt: hour(3), endedAt: hour(9), wasKept: false, priority: 'P3' };
    await connection
      .collection('cases')
      .insertMany([
        ticket('T-1', { breachedAt: hour(3), history: [given(1, 'U1', 'U2'), given(4, 'U2', 'U3')] }),
        ticket('T-2', { breachedAt: hour(3), historyFrom: 1, history: [given(6, 'U2', 'U3')] }),
        ticket('T-3', { summary: { wasKept: false }, history: [given(4, 'U1', 'U3')] }, { pastPromises: [past] }),
        ticket('T-4', { breachedAt: hour(3) }),
      ]);
    await connection.collection('history').insertOne({ _id: 'T:T-2:0' as never, team: 'T', no: 'T-2', n: 0, ...given(4, 'U1', 'U2') });
    await migrate(connection, leases('a'), policy);
    const of = async (no: string) => (await connection.collection('cases').findOne({ no })) as Record<string, unknown>;
    expect(await of('T-1')).toMatchObject({ breachedBy: 'U2', summary: { broken: { as: 'P3', by: ['U2'] } } });
    expect(await of('T-2')).toMatchObject({ breachedBy: 'U1', summary: { broken: { as: 'P3', by: ['U1'] } } });
    expect(await of('T-3')).toMatchObject({ data: { pastPromises: [{ by: 'U1' }] }, summary: { wasKept: false, broken: { by: ['U1'] } } });
    expect(await of('T-4')).toMatchObject({ breachedBy: 'U3', summary: {} });
    expect(Object.keys((await of('T-4')).summary as object)).toEqual([]);
  });

  test('of processes that start together one migrates and the others wait for it', async () => {
    await connection.collection('cases').insertOne({ kind: 'ticket', no: 'T-1', data: {} });
    let [running, most, runs] = [0, 0, 0];
    const slow = (to: number): Migration => ({
      version: to,
      what: `to ${to}`,
      async run() {
        runs += 1;
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 150));
        running -= 1;
      },
    });
    const steps = [slow(2), slow(3)];
    const done = await Promise.all(['a', 'b', 'c'].map((name) => migrate(connection, leases(name), policy, steps)));
    expect([runs, most, done.flat().length]).toEqual([2, 1, 2]);
    expect(await version()).toBe('3');
  });

  test('M9: a step that takes longer than its lease stays with the process that began it', async () => {
    await connection.collection('cases').insertOne({ kind: 'ticket', no: 'T-1', data: {} });
    let runs = 0;
    const long: Migration = {
      version: 2,
      what: 'long',
      async run() {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 3_000));
      },
    };
    const done = await Promise.all(['a', 'b'].map((name) => migrate(connection, leases(name), policy, [long], 1_000)));
    expect([runs, done.flat()]).toEqual([1, ['long']]);
  });

  test('M9: the version never goes back, whatever another process did meanwhile', async () => {
    await connection.collection('cases').insertOne({ kind: 'ticket', no: 'T-1', data: {} });
    const overtaken: Migration = {
      version: 2,
      what: 'overtaken',
      run: async (database) => {
        await database.collection('memory').insertOne({ _id: 'schema' as never, value: '7' });
      },
    };
    await expect(migrate(connection, leases('a'), policy, [overtaken])).rejects.toBeInstanceOf(NewerDataError);
    expect(await version()).toBe('7');
  });

  test('an interrupted step is done again; data of a newer bot are refused with a sentence', async () => {
    await connection.collection('cases').insertOne({ kind: 'ticket', no: 'T-1', data: {} });
    const broken: Migration = { version: 2, what: 'x', run: () => Promise.reject(new Error('killed')) };
    await expect(migrate(connection, leases('a'), policy, [broken])).rejects.toThrow('killed');
    expect(await version()).toBeUndefined();
    await connection.collection('memory').insertOne({ _id: 'schema' as never, value: '99' });
    const refused = migrate(connection, leases('b'), policy);
    await expect(refused).rejects.toBeInstanceOf(NewerDataError);
    await expect(refused).rejects.toThrow(/version 99.*newer bot/);
  });
});
