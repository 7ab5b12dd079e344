import { expect, test } from '@jest/globals';
import { closing, freezing } from './databases.js';
import { outageRun } from './outage.js';

test.each([
  ['is stopped', closing],
  ['stands still', freezing],
])('a database that %s while deadlines come due loses no notice, doubles none, and needs no restart', async (_, database) => {
  const result = await outageRun({ database, cases: 10, awayMs: 8_000, promiseSeconds: 6 });
  expect(result.expected).toBeGreaterThanOrEqual(10 * 5);
  expect(result).toMatchObject({ lost: [], doubled: [], outOfOrder: [], readyWhileAway: 503 });
  expect(result.slowestAnswerMs).toBeLessThan(3_000);
});
