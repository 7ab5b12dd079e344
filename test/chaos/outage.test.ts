import { expect, test } from '@jest/globals';
import { outageRun } from './outage.js';

test('a database that goes away while deadlines come due loses no notice, doubles none, and needs no restart', async () => {
  const result = await outageRun({ cases: 10, awayMs: 8_000, promiseSeconds: 6 });
  expect(result.expected).toBeGreaterThanOrEqual(10 * 5);
  expect(result).toMatchObject({ lost: [], doubled: [], outOfOrder: [], readyWhileAway: 503 });
  expect(result.slowestAnswerMs).toBeLessThan(3_000);
});
