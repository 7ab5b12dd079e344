import { afterEach, describe, expect, test } from '@jest/globals';
import { schedule } from 'node-cron';
import { startJobs } from '../../jobs/index.js';
import { connect } from '../../src/store/connection.js';
import { LeaseStore } from '../../src/store/leases.js';
import { aCall, directOf, eventually, TestDesk, WHO } from '../support/desk.js';
import { aDatabase } from '../support/store.js';

describe('cron', () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  test('a real tick fires what is due and sends it', async () => {
    const desk = await TestDesk.open({ settings: { sweep: '* * * * * *' } });
    closers.push(() => desk.close());
    const no = await desk.logCall(aCall());
    await desk.sleepThrough({ minutes: 61 });
    const jobs = await startJobs(desk.app.desk, { isScheduled: true });
    closers.push(() => jobs.stop());
    await eventually(() => expect(desk.posted(directOf(WHO.supervisor)).filter(({ text }) => text.includes(no))).toHaveLength(1));
  });

  test('a tick runs once across processes on one database (runCoordinator)', async () => {
    const database = await aDatabase();
    closers.push(() => database.close());
    const runs: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const connection = await connect(database.uri);
      closers.push(() => connection.close());
      const leases = new LeaseStore(connection, name);
      const task = schedule('* * * * * *', (context) => void runs.push(context.date.toISOString()), {
        name: 'shared',
        distributed: true,
        runCoordinator: { shouldRun: (key, ttl) => leases.take(key, ttl) },
      });
      closers.push(async () => task.destroy());
    }
    await eventually(() => expect(new Set(runs).size).toBeGreaterThanOrEqual(3));
    expect(runs.length).toBe(new Set(runs).size);
  });

  test('a lease that ran out is taken over', async () => {
    const database = await aDatabase();
    closers.push(() => database.close());
    const connection = await connect(database.uri);
    closers.push(() => connection.close());
    const [one, two] = [new LeaseStore(connection, 'one'), new LeaseStore(connection, 'two')];
    expect(await one.take('x', 1_500)).toBe(true);
    expect(await two.take('x', 1_500)).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(await two.take('x', 1_500)).toBe(true);
  });

  test('missed ticks lose nothing: the truth is the due time in the database', async () => {
    const desk = await TestDesk.open();
    closers.push(() => desk.close());
    const numbers = [await desk.logCall(aCall()), await desk.logCall(aCall({ customer: 'B' }))];
    await desk.sleepThrough({ hours: 30 });
    await desk.app.runJobs();
    for (const no of numbers) expect((await desk.case(no))?.breachedAt).toBeDefined();
    expect(await desk.app.desk.cases.deadlinesDue(desk.app.desk.clock.now().toJSDate())).toBe(0);
  });
});
