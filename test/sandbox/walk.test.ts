import { afterEach, describe, expect, test } from '@jest/globals';
import { MovableClock } from '../../src/sandbox/clock.js';
import { walkTo } from '../../src/sandbox/walk.js';
import { policyOf, readSettings } from '../../src/settings.js';
import { ALARMS, aCall, TestDesk } from '../support/desk.js';

/** What a stretch of the desk's time costs, counted in what is asked of the database: no clock of ours is in it. */
interface Cost {
  readonly commands: number;
  /** How often was looked what is due. */
  readonly sweeps: number;
  readonly leases: number;
}

describe('the clock of the sandbox', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  async function costOf(stretch: string): Promise<Cost> {
    const asked: Record<string, unknown>[] = [];
    const hear = ({ command }: { command: Record<string, unknown> }): void => void asked.push(command);
    const client = desk.app.desk.cases.model.db.getClient();
    client.on('commandStarted', hear as never);
    await desk.advance(stretch);
    client.off('commandStarted', hear as never);
    return {
      commands: asked.length,
      sweeps: asked.filter(({ find, filter }) => find === 'cases' && JSON.stringify(filter).includes('"nextDueAt":{"$lte"')).length,
      leases: asked.filter(({ findAndModify }) => findAndModify === 'leases').length,
    };
  }

  test('S21: an hour of an idle desk is one look at each thing, and so is a month', async () => {
    desk = await TestDesk.open({ tellsCommands: true });
    await desk.advance('PT1H');
    const hour = await costOf('PT1H');
    expect(hour).toMatchObject({ sweeps: 1, leases: 0 });
    // Each job's looks: the roster's at settings, owners, leavers, leaders and groups, what was sent in doubt, files, warranties, what is due.
    expect(hour.commands).toBeLessThanOrEqual(27);
    expect(await costOf('P30D')).toMatchObject({ sweeps: 1, leases: 0 });
  });

  test('S21: a day with a call that nobody answers is lived from moment to moment, at most thirty commands each', async () => {
    desk = await TestDesk.open({ tellsCommands: true });
    await desk.logCall(aCall({ impact: 'high', urgency: 'high' }));
    const day = await costOf('P1D');
    expect(desk.posted(ALARMS).length).toBeGreaterThan(0);
    expect(day.sweeps).toBeLessThan(40);
    expect(day.commands).toBeLessThanOrEqual(30 * day.sweeps);
  });
});

test('S21: what was reckoned for the calendar serves every look, since the calendar is one', () => {
  const read = readSettings({});
  if (!read.ok) throw new Error(JSON.stringify(read));
  const nobody = { supervisors: [], heads: [], engineers: [], groups: {}, onDuty: [], quiet: {} };
  expect(policyOf(read.settings, nobody).calendar).toBe(policyOf(read.settings, nobody).calendar);
});

test('S21: thirty days with something due in each minute end after 361 looks, at the moment that was asked for', async () => {
  let offset = 0;
  const clock = new MovableClock(
    'Asia/Shanghai',
    () => offset,
    (ms) => {
      offset = ms;
    },
  );
  const target = clock.now().plus({ days: 30 });
  const looks: boolean[] = [];
  await walkTo(
    target,
    clock,
    async () => clock.now().plus({ seconds: 1 }).toJSDate(),
    async (isLast) => looks.push(isLast),
  );
  expect(looks).toHaveLength(361);
  expect(looks.filter(Boolean)).toEqual([true]);
  expect(looks.at(-1)).toBe(true);
  expect(clock.now() >= target).toBe(true);
});
