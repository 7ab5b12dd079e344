import { expect, test } from '@jest/globals';
import { sleepRun } from './sleep.js';

test('a bot that slept while deadlines came due tells each of them once when it wakes', async () => {
  const { expected, overtaken: _, ...result } = await sleepRun({ cases: 10, asleepMs: 8_000, promiseSeconds: 5 });
  expect(expected).toBeGreaterThanOrEqual(10 * 5);
  expect(result).toEqual({ lost: [], doubled: [], outOfOrder: [], saidWhileAsleep: 0 });
});
