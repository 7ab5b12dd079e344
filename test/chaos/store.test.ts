import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Outcome } from './store.js';

test('S1 S2: whatever a disk does to 200 operations, a restart has what was acknowledged or refuses and names the repair, which tells what it could not save', async () => {
  // Every 120th call to the disk, and 24 places in each file; `npm run chaos store` tries them all.
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/test/chaos/store-child.js', '120', '24']);
  const outcomes: Record<string, Outcome> = JSON.parse(stdout);
  const bad = Object.entries(outcomes).filter(([, { lost, broken }]) => lost + broken > 0);
  expect(bad).toEqual([]);
  const injections = Object.values(outcomes).reduce((sum, one) => sum + one.injections, 0);
  expect(injections).toBeGreaterThan(200);
  expect(outcomes['bytes flipped']?.refused).toBeGreaterThan(20);
  expect(outcomes['file missing']?.refused).toBeGreaterThan(0);
}, 600_000);
