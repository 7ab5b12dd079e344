import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '../../src/store/connection.js';
import { isDatabaseAway, mayHaveHappened } from '../../src/store/outage.js';
import { closing } from '../chaos/databases.js';
import { aCall, DESK, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { aDatabase } from '../support/store.js';
import { aProxy, type Meddling } from '../support/wire-proxy.js';

/** A desk whose database is reached through a wire that somebody meddles with. */
describe('when the wire to the database fails', () => {
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let proxy: Awaited<ReturnType<typeof aProxy>>;
  let desk: TestDesk;
  let meddle: (command: Record<string, unknown>) => Meddling;
  beforeEach(async () => {
    meddle = () => 'pass';
    database = await aDatabase();
    proxy = await aProxy(database.uri, (command) => meddle(command));
    desk = await TestDesk.open({ mongodbUri: proxy.uri });
  });
  afterEach(async () => {
    meddle = () => 'pass';
    await desk.close();
    await proxy.close();
    await database.close();
  });
  const isDecision = (command: Record<string, unknown>, action: string): boolean =>
    command.findAndModify === 'cases' && JSON.stringify(command).includes(`"action":"${action}"`);
  /** Loses the answer to the first command that this is true of. */
  const loseAnswer = (holds: (command: Record<string, unknown>) => boolean): (() => number) => {
    let lost = 0;
    meddle = (command) => {
      if (lost > 0 || !holds(command)) return 'pass';
      lost += 1;
      return 'lose';
    };
    return () => lost;
  };

  test('M4: a press whose answer was lost is done once, and nobody is told that nothing was saved', async () => {
    const no = await desk.logCall(aCall());
    const lost = loseAnswer((command) => isDecision(command, 'accept'));
    await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
    await eventually(async () => expect(await desk.case(no)).toMatchObject({ state: 'accepted', owner: WHO.engineer }));
    await desk.settle();
    expect(lost()).toBe(1);
    expect((await desk.case(no))?.history.filter(({ action }) => action === 'accept')).toHaveLength(1);
    expect(desk.private(WHO.engineer).map(shownIn).join()).not.toMatch(/尚未保存|Nothing was saved|可能已保存/);
  });

  test('M4: a call whose answer was lost is one ticket, and its number is told', async () => {
    const lost = loseAnswer((command) => command.insert === 'cases');
    expect(await desk.logCall(aCall())).toBe('T-1');
    expect(lost()).toBe(1);
    expect(await desk.app.desk.cases.model.countDocuments({ kind: 'ticket' })).toBe(1);
  });

  test('M4: an entry of a register whose answer was lost is there once, also when it is changed', async () => {
    const { projects, clock } = desk.app.desk;
    const at = clock.now().toJSDate();
    const fields = { name: 'Checkout', group: '收银组', customer: 'x', path: '/', items: [], lastItem: 0 } as never;
    loseAnswer((command) => command.insert === 'projects');
    const added = await projects.add(fields, WHO.engineer, at);
    if (!added.ok) throw new Error(added.why);
    loseAnswer((command) => command.findAndModify === 'projects');
    const changed = await projects.change(added.entry, { name: 'Checkout 2' }, 'edit', WHO.engineer, at);
    expect(changed).toMatchObject({ ok: true, entry: { name: 'Checkout 2', version: 2 } });
    expect(await projects.all()).toHaveLength(1);
  });

  test('M4: where it cannot be found out either, that is what people hear, and what they typed stays', async () => {
    const no = await desk.logCall(aCall());
    let lost = 0;
    meddle = (command) => {
      const isLookUp = lost > 0 && command.find === 'cases';
      if (!isLookUp && !isDecision(command, 'accept')) return 'pass';
      lost += 1;
      return 'lose';
    };
    await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
    await desk.answer(WHO.engineer, /可能已保存，也可能没有/);
    expect(lost).toBeGreaterThan(1);
  });

  test.each([10107, 91, 11602, 112, 50, 8000, 189, 11600, 13435, 9001])(
    'M5: error %i of a database in trouble is told as such, not as our mistake',
    async (code) => {
      const no = await desk.logCall(aCall());
      meddle = (command) => (isDecision(command, 'accept') ? { ok: 0, code, codeName: 'x', errmsg: 'in trouble' } : 'pass');
      await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
      await desk.answer(WHO.engineer, /数据库没有响应，尚未保存|可能已保存，也可能没有/);
      meddle = () => 'pass';
      await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
      await eventually(async () => expect(await desk.case(no)).toMatchObject({ state: 'accepted' }));
      expect(desk.posted(DESK).length).toBeGreaterThan(0);
    },
  );

  test('M5: what a bulk write wraps is recognised: a lost connection, an error of the whole, an error of one statement', async () => {
    const { model } = desk.app.desk.cases;
    const write = () =>
      model.bulkWrite([{ updateOne: { filter: { no: 'T-0' }, update: { $set: { owner: 'U1' } } } }] as never, { ordered: false });
    const errorFor = async (fate: Meddling): Promise<unknown> => {
      meddle = (command) => (command.update === 'cases' ? fate : 'pass');
      return write().then(
        () => undefined,
        (error: unknown) => error,
      );
    };
    const statement = { ok: 1, n: 0, nModified: 0, writeErrors: [{ index: 0, code: 112, errmsg: 'conflict' }] };
    const concern = { ok: 1, n: 1, nModified: 1, writeConcernError: { code: 91, errmsg: 'shutting down' } };
    for (const fate of ['lose', { ok: 0, code: 10107, errmsg: 'not primary' }, statement, concern] as const) {
      const error = await errorFor(fate);
      expect([fate, error instanceof Error && error.name, isDatabaseAway(error)]).toEqual([fate, expect.stringMatching(/^Mongo/), true]);
    }
    const ours = await errorFor({ ok: 0, code: 9, codeName: 'FailedToParse', errmsg: 'we asked nonsense' });
    expect(isDatabaseAway(ours)).toBe(false);
  });
});

describe('what the address of the database says of correctness', () => {
  test('M11: a weaker write or read concern, no journal and reading elsewhere are overruled', async () => {
    const database = await aDatabase();
    const address = new URL(database.uri);
    const weak = { w: '1', journal: 'false', readPreference: 'secondaryPreferred', readConcernLevel: 'local', retryWrites: 'false' };
    for (const [name, value] of Object.entries(weak)) address.searchParams.set(name, value);
    const seen: Record<string, unknown>[] = [];
    const proxy = await aProxy(address.href, (command) => {
      seen.push(command);
      return 'pass';
    });
    const connection = await connect(proxy.uri);
    try {
      await connection.collection('cases').insertOne({ a: 1 });
      await connection.collection('cases').findOne({});
      expect(seen.find(({ insert }) => insert)).toMatchObject({ writeConcern: { w: 'majority', j: true } });
      const read = seen.find(({ find }) => find);
      expect(read).toMatchObject({ readConcern: { level: 'majority' } });
      expect((read?.$readPreference as { mode?: string } | undefined)?.mode ?? 'primary').not.toMatch(/secondary/);
      expect(connection.getClient().options).toMatchObject({ retryWrites: true, readPreference: { mode: 'primary' } });
    } finally {
      await connection.close();
      await proxy.close();
      await database.close();
    }
  });

  test('M11: who presses while no server takes writes hears that it takes longer, never that it failed, and it is done', async () => {
    const database = await closing();
    const desk = await TestDesk.open({ mongodbUri: database.uri });
    try {
      const no = await desk.logCall(aCall());
      const card = await desk.card(no);
      await database.leave();
      const pressed = desk.pressOn(WHO.engineer, card, 'accept', no);
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      await database.comeBack();
      await pressed;
      await eventually(async () => expect(await desk.case(no)).toMatchObject({ state: 'accepted', owner: WHO.engineer }));
      const heard = desk.private(WHO.engineer).map(shownIn).join();
      expect(heard).toContain('比平时慢');
      expect(heard).not.toMatch(/尚未保存|没有响应|可能已保存/);
    } finally {
      await desk.close();
      await database.remove();
    }
  });

  test.each(['before', 'while'])(
    'M4: a connection that breaks %s a write is on its way leaves open whether it was done, also where the driver says it in the words of the system',
    async (when) => {
      const database = await closing();
      const connection = await connect(database.uri);
      const cases = connection.collection('cases');
      await cases.insertOne({ a: 1 });
      if (when === 'before') await database.leave();
      const written = cases.insertOne({ a: 2, photo: Buffer.alloc(12_000_000) }).then(
        () => undefined,
        (error: unknown) => error,
      );
      await new Promise((resolve) => setImmediate(resolve));
      if (when === 'while') await database.leave();
      const error = await written;
      await database.comeBack();
      await connection.close();
      await database.remove();
      expect(error).toMatchObject({ message: expect.any(String) });
      expect([isDatabaseAway(error), mayHaveHappened(error)]).toEqual([true, true]);
    },
  );

  test('M11: a server is waited for longer than an election takes', async () => {
    const database = await aDatabase();
    const connection = await connect(database.uri);
    expect(connection.getClient().options.serverSelectionTimeoutMS).toBeGreaterThan(12_000);
    await connection.close();
    await database.close();
  });
});
