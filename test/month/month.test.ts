import { expect, test } from '@jest/globals';
import { Month } from './month.js';

const SEED = Number(process.env.MONTH_SEED ?? 17);

test(`Q1–Q31: some days of the simulated month (seed ${SEED}) leave no promise moved, no breach uncounted, nobody untold, no list short`, async () => {
  const { violations, deeds, tickets, broken } = await Month.live({
    seed: SEED,
    days: 2,
    engineers: 5,
    callsADay: 8,
    stepMinutes: 270,
    lookMinutes: 20,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  expect(violations).toEqual([]);
  expect(deeds).toBeGreaterThan(25);
  expect(tickets).toBeGreaterThan(10);
  expect(broken).toBeGreaterThan(0);
});
