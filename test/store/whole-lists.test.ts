import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aCall, TestDesk, WHO } from '../support/desk.js';

/** More than a page of the store. */
const MANY = 1_050;

let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open();
  await desk.logCall(aCall());
});
afterAll(() => desk.close());

/** So many cases more, each like the ticket but for this. */
async function copied(prefix: string, changes: object): Promise<void> {
  const { collection } = desk.app.desk.cases.model;
  const found = await collection.findOne({ no: 'T-1' });
  if (!found) throw new Error('there is no ticket');
  const { _id, ...record } = found;
  const others = Array.from({ length: MANY }, (_, n) => ({ ...record, no: `${prefix}-${n + 1_000}`, seq: n + 1_000, origin: undefined }));
  await collection.insertMany(
    others.map((one) => ({
      ...one,
      ...changes,
      data: { ...record.data, ...('data' in changes ? (changes.data as object) : {}) },
    })) as never,
    { ignoreUndefined: true },
  );
}

test('lists tell all: more than a thousand remote sessions, clients that stayed, problems, cases of a device and of a customer', async () => {
  const { remotes, problems, devices, customers } = desk.app.desk;
  await copied('R', { kind: 'remote', isOpen: true });
  expect((await remotes.open()).length).toBe(MANY);
  await desk.app.desk.cases.model.collection.deleteMany({ no: /^R-\d{4}$/ });
  await copied('R', { kind: 'remote', isOpen: false, data: { client: 'stays' } });
  expect((await remotes.stayed()).length).toBe(MANY);
  await copied('PR', { kind: 'problem', isOpen: true, data: { project: 'P-77' } });
  expect((await problems.open()).length).toBe(MANY);
  expect(await problems.ofProject('P-77')).toHaveLength(MANY);
  await copied('T', { isOpen: false, data: { device: 'D-77', customerNo: 'CU-77' } });
  expect(await devices.casesOf('D-77')).toHaveLength(MANY);
  const named = { numbers: ['CU-77'], names: [] };
  expect(await customers.casesOf(named)).toHaveLength(MANY);
  expect(await customers.countCasesOf(named, { isOpen: false })).toBe(MANY);
  expect((await customers.casesOf(named, {}, 5)).map(({ no }) => no)).toEqual(['T-2049', 'T-2048', 'T-2047', 'T-2046', 'T-2045']);
}, 120_000);

test('Q21: of all whose first contact was missed, also of more than a thousand, the one that was due first stands first', async () => {
  const { model } = desk.app.desk.cases;
  const due = (iso: string): object => ({ alarms: [{ track: 'firstResponse#1', step: 'breach', promisedAt: new Date(iso), count: 1 }] });
  const missed = { isOpen: true, summary: { firstKept: false }, deadlines: [], data: { firstContactAt: null } };
  await model.collection.deleteMany({ no: /^T-\d{4}$/ });
  await copied('T', { ...missed, ...due('2026-03-03T02:00:00Z') });
  await model.collection.updateOne({ no: 'T-2049' }, { $set: due('2026-03-03T01:00:00Z') });
  await model.collection.updateOne({ no: 'T-2048' }, { $set: due('2026-03-03T01:30:00Z') });
  const first = await desk.app.desk.tickets.firstMissed(3);
  expect(first.map(({ no }) => no)).toEqual(['T-2049', 'T-2048', 'T-1000']);
  expect(first[0]?.data.description).toBe(aCall().description);
  expect(await desk.app.desk.tickets.countFirstMissed()).toBe(MANY);
  // A column is sorted by what stands first in it: that is the moment, whether it is late or not.
  await model.collection.updateOne({ no: 'T-2049' }, { $set: { dueAt: new Date('2026-03-03T01:00:00Z') } });
  for (const asked of ['/ticket first', '/ticket open']) {
    const { blocks = [] } = await desk.asks(WHO.supervisor, asked, /105\d/);
    const rows = (blocks.find(({ type }) => type === 'data_table')?.rows ?? []) as { elements?: { elements: { type: string }[] }[] }[][];
    const firsts = rows.slice(1).map((row) => row.at(-1)?.elements?.[0]?.elements[0]?.type);
    expect([firsts.length > 10, new Set(firsts)]).toEqual([true, new Set(['date'])]);
  }
}, 120_000);
