import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aCall, TestDesk } from '../support/desk.js';

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
