import { expect, test } from '@jest/globals';
import { killRun } from './kill.js';

test('bots that are killed at random moments lose no notice, double none, and keep their order', async () => {
  const { expected, lost, doubled, outOfOrder } = await killRun({ kills: 3, cases: 20, processes: 2, everyMs: 1_500, promiseSeconds: 8 });
  expect(expected).toBeGreaterThanOrEqual(20 * 5);
  expect({ lost, doubled, outOfOrder }).toEqual({ lost: [], doubled: [], outOfOrder: [] });
}, 300_000);
