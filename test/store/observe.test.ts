import { expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { CaseStore } from '../../src/store/cases.js';
import { connect } from '../../src/store/connection.js';
import { observeOperations } from '../../src/store/observe.js';
import { takenCall } from '../support/builders.js';
import { aDatabase } from '../support/store.js';

test('each operation of a connection is told once, with how it went; those of another are not', async () => {
  const [database, elsewhere] = [await aDatabase(), await aDatabase()];
  const [connection, other] = [await connect(database.uri), await connect(elsewhere.uri)];
  const told: [string, boolean][] = [];
  observeOperations(connection, (operation, isOk, ms) => {
    expect(ms).toBeGreaterThan(0);
    told.push([operation, isOk]);
  });
  const cases = new CaseStore(connection, 'T1');
  await cases.prepare();
  await cases.create('ticket', () => takenCall());
  await expect(cases.create('ticket', () => takenCall())).rejects.toThrow(/E11000/);
  await new CaseStore(other, 'T1').get('T-1' as CaseNo);
  await cases.noticesDue(new Date());
  await connection.close();
  expect(told).toEqual([
    ['findOneAndUpdate', true],
    ['insertMany', true],
    ['findOneAndUpdate', true],
    ['insertMany', false],
    ['countDocuments', true],
  ]);
  await other.close();
  await database.close();
  await elsewhere.close();
});
