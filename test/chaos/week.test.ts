import { expect, test } from '@jest/globals';
import { weekRun } from './week.js';

test('Q15, S16, S18: with a channel archived, a supervisor gone, a group unreadable and a tenth of all calls failing every urgent notice is heard within a minute of its time', async () => {
  const { urgent, lost, doubled, outOfOrder } = await weekRun({
    steps: 3,
    stepHours: 2,
    messageGapMs: 0,
    settleMs: 60_000,
    say: (l) => void process.stderr.write(`${l}\n`),
  });
  expect(urgent).toBeGreaterThan(8);
  expect({ lost, doubled, outOfOrder }).toEqual({ lost: [], doubled: [], outOfOrder: [] });
}, 600_000);
