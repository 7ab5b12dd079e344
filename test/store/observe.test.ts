import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { CaseStore } from '../../src/store/cases.js';
import { type Connection, connect } from '../../src/store/connection.js';
import { observeOperations } from '../../src/store/observe.js';
import { takenCall } from '../support/builders.js';
import { aDatabase } from '../support/store.js';

let database: Awaited<ReturnType<typeof aDatabase>>;
let connection: Connection;
/** Another database on the same server. */
let neighbour: Connection;

beforeEach(async () => {
  database = await aDatabase();
  connection = await connect(database.uri);
  const address = new URL(database.uri);
  address.pathname = `${address.pathname}_neighbour`;
  neighbour = await connect(address.href);
});
afterEach(async () => {
  await neighbour.close();
  await connection.close();
  await database.close();
});

test('each operation of a connection is told once, with how it went; those of another are not', async () => {
  const told: [string, boolean][] = [];
  observeOperations(connection, (operation, isOk, ms) => {
    expect(ms).toBeGreaterThan(0);
    told.push([operation, isOk]);
  });
  const cases = new CaseStore(connection, 'T1');
  await cases.prepare();
  await cases.create('ticket', () => takenCall());
  await expect(cases.create('ticket', () => takenCall())).rejects.toThrow(/E11000/);
  await new CaseStore(neighbour, 'T1').get('T-1' as CaseNo);
  await cases.noticesDue(new Date());
  expect(told).toEqual([
    ['findOneAndUpdate', true],
    ['insertMany', true],
    ['findOneAndUpdate', true],
    ['insertMany', false],
    ['countDocuments', true],
  ]);
});
