import { sweep } from '../../jobs/sla.js';
import type { Deadline } from '../../src/cases/case.js';
import { aCall, TestDesk } from '../support/desk.js';
import { figure, median } from './figure.js';

const DUE = 50;
const ROUNDS = 12;
/** After the cases were made, the disk is let come to rest. */
const SETTLE_MS = 3_000;

/** The sweep's time with 50 due of many open: it must cost what is due, not what is open. */
export async function benchSweep(): Promise<void> {
  const times: number[] = [];
  for (const open of [1_000, 10_000, 100_000]) times.push(await sweepTime(open));
  figure('sweep.50_of_1000', times[0] ?? 0, 'ms');
  figure('sweep.50_of_10000', times[1] ?? 0, 'ms', times[0]);
  figure('sweep.50_of_100000', times[2] ?? 0, 'ms', times[0]);
}

async function sweepTime(open: number): Promise<number> {
  const desk = await TestDesk.open();
  const no = await desk.logCall(aCall());
  const { cases, clock } = desk.app.desk;
  const template = await cases.model.collection.findOne({ no });
  const { _id, ...record } = template ?? {};
  const later = clock.now().plus({ days: 30 }).toJSDate();
  for (let n = 2; n <= open; n += 1000) {
    const batch = Array.from({ length: Math.min(1000, open - n + 1) }, (_, m) => ({
      ...record,
      no: `T-${n + m}`,
      seq: n + m,
      origin: `o${n + m}`,
      nextDueAt: later,
      notices: [],
      nextNoticeAt: undefined,
    }));
    await cases.model.collection.insertMany(batch, { ignoreUndefined: true });
  }
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const took = await timeSweeps(desk, 'T', { track: 'resolve#1', step: 'warning' });
  await desk.close();
  return took;
}

/** The median time of a sweep with 50 cases due, over several rounds of other cases each. */
export async function timeSweeps(desk: TestDesk, prefix: string, step: Pick<Deadline, 'track' | 'step'>): Promise<number> {
  const { cases, clock } = desk.app.desk;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const numbers = Array.from({ length: DUE }, (_, m) => `${prefix}-${10 + round * DUE + m}`);
    const due = clock.now().minus({ minutes: 1 }).toJSDate();
    const deadline = { ...step, id: `${step.track}:${step.step}:${round}`, dueAt: due, promisedAt: due, to: [] };
    await cases.model.collection.updateMany({ no: { $in: numbers } }, { $set: { nextDueAt: due, deadlines: [deadline] } });
    const at = performance.now();
    const fired = await sweep(desk.app.desk);
    times.push(performance.now() - at);
    if (fired < DUE) throw new Error(`fired ${fired} of ${DUE}`);
  }
  return median(times.slice(1));
}
