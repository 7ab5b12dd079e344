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
    // Of a P1 supervisors hear at once, not at the next full five minutes.
    const no = await desk.logCall(aCall({ impact: 'high', urgency: 'high' }));
    const before = desk.posted(directOf(WHO.supervisor)).length;
    await desk.sleepThrough({ minutes: 61 });
    const jobs = await startJobs(desk.app.desk, { isScheduled: true });
    closers.push(() => jobs.stop());
    const told = () => desk.posted(directOf(WHO.supervisor)).slice(before);
    await eventually(() => expect(told().filter(({ text }) => text.includes(no)).length).toBeGreaterThan(0));
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

  test('a clock that is set back does not stop the ticks', async () => {
    const desk = await TestDesk.open({ settings: { sweep: '* * * * * *' }, logLevel: 'silent' });
    closers.push(() => desk.close());
    const jobs = await startJobs(desk.app.desk, { isScheduled: true, watchEveryMs: 100 });
    closers.push(() => jobs.stop());
    const swept = async (): Promise<number> => {
      const text = await (await fetch(`${desk.app.url}/metrics`)).text();
      return Number(/job_seconds_count\{job="sla",result="ok"\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    await eventually(async () => expect(await swept()).toBeGreaterThan(0));
    const before = await swept();
    const RealDate = Date;
    closers.push(async () => {
      globalThis.Date = RealDate;
    });
    const threeHoursAgo = (): number => RealDate.now() - 3 * 3600_000;
    // The store in this process tells a date by its class's name.
    const Earlier = class extends RealDate {
      constructor(...given: ConstructorParameters<typeof RealDate> | []) {
        if (given.length === 0) super(threeHoursAgo());
        else super(...(given as ConstructorParameters<typeof RealDate>));
      }
      static override now = threeHoursAgo;
    } as DateConstructor;
    globalThis.Date = Object.defineProperty(Earlier, 'name', { value: 'Date' });
    // One run follows the jump at once; more are ticks.
    await eventually(async () => expect(await swept()).toBeGreaterThan(before + 3));
  });

  test('a notice that waits for a moment of the clock before it went back waits no longer', async () => {
    const desk = await TestDesk.open();
    closers.push(() => desk.close());
    const no = await desk.logCall(aCall());
    await desk.settle();
    const { cases, clock, outbox } = desk.app.desk;
    const { team, model } = cases;
    const now = clock.now();
    const waitsFor = async (): Promise<Date | undefined> => (await desk.case(no))?.nextNoticeAt;
    for (const [minutes, isHastened] of [
      [15, false],
      [180, true],
    ] as const) {
      const nextNoticeAt = now.plus({ minutes }).toJSDate();
      await model.collection.updateOne({ team, no }, { $set: { nextNoticeAt } });
      await outbox.clockWentBack();
      const waits = (await waitsFor())?.getTime() ?? 0;
      expect(isHastened ? waits < nextNoticeAt.getTime() : waits === nextNoticeAt.getTime()).toBe(true);
    }
  });

  test('what was taken of a tick before the clock went back is taken anew', async () => {
    const database = await aDatabase();
    closers.push(() => database.close());
    const connection = await connect(database.uri);
    closers.push(() => connection.close());
    const leases = new LeaseStore(connection, 'one');
    expect([await leases.take('tick:x', 60_000), await leases.take('other', 60_000)]).toEqual([true, true]);
    await leases.forget('tick:');
    expect([await leases.take('tick:x', 60_000), await leases.take('other', 60_000)]).toEqual([true, false]);
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
