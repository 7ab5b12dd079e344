import { expect, test } from '@jest/globals';
import { aCall, TestDesk, WHO } from '../support/desk.js';
import { Hands } from './hands.js';
import { Log } from './log.js';
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

test('What people of the month enter is entered, also where the form keeps it behind More', async () => {
  const desk = await TestDesk.open();
  try {
    const hands = new Hands(desk, new Log());
    const no = await desk.logCall(aCall());
    const expectedBy = Math.floor(hands.now / 60_000) * 60 + 4 * 3_600;
    const answer = await hands.fill(WHO.agent, no, 'edit', { expectedBy, reason: '客户改了时间' });
    expect(answer.kind).toBe('done');
    expect((await desk.case(no))?.data).toMatchObject({ expectedBy: new Date(expectedBy * 1000) });
  } finally {
    await desk.close();
  }
});
