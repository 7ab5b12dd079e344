import { expect, test } from '@jest/globals';
import { weekRun } from './week.js';

test('Q15, S16, S18: with a channel archived, a supervisor gone, a group unreadable and a tenth of all calls failing every urgent notice is heard within a minute', async () => {
  const { urgent, lost, doubled } = await weekRun({ steps: 6, stepHours: 4, messageGapMs: 0, settleMs: 40_000 });
  expect(urgent).toBeGreaterThan(12);
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
}, 300_000);
