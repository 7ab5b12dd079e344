import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { Standstill } from '../../jobs/standstill.js';
import { directOf, TestDesk, WHO } from '../support/desk.js';
import { aSmallDisk, type SmallDisk } from '../support/small-disk.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const heard = (desk: TestDesk, user: string) => desk.posted(directOf(user)).filter(({ text }) => /数据库/.test(text));
const tick = (desk: TestDesk, still: Standstill): Promise<boolean> =>
  still.taking('sla', () => desk.app.desk.leases.take(`tick:${Math.random()}`, 1_000)).catch(() => false);

/** Three minutes without a tick, and two hours more. */
async function standsStill(desk: TestDesk, still: Standstill): Promise<void> {
  expect(await tick(desk, still)).toBe(false);
  expect(() => still.check()).not.toThrow();
  expect(heard(desk, WHO.supervisor)).toEqual([]);
  for (const minutes of [4, 60, 60]) {
    await desk.sleepThrough({ minutes });
    expect(await tick(desk, still)).toBe(false);
  }
  expect(() => still.check()).toThrow(/stand still/);
  expect(heard(desk, WHO.supervisor).map(({ text }) => text.slice(0, 2))).toEqual(['🔴']);
  expect(heard(desk, WHO.engineer)).toEqual([]);
}

test('S1: with a database that is away the supervisors hear once that nothing is reminded, and that it goes on', async () => {
  const desk = await TestDesk.open({ logLevel: 'silent' });
  closers.push(() => desk.close());
  const still = new Standstill(desk.app.desk);
  const { leases } = desk.app.desk;
  const take = leases.take.bind(leases);
  leases.take = async () => {
    throw new Error('the database is away');
  };
  await standsStill(desk, still);
  leases.take = take;
  expect(await tick(desk, still)).toBe(true);
  expect(() => still.check()).not.toThrow();
  expect(heard(desk, WHO.supervisor).map(({ text }) => text.slice(0, 1))).toEqual(['🔴'.slice(0, 1), '✅']);
});

test('S1: when the bot is started anew meanwhile, whoever heard that it stands still hears that it goes on, once', async () => {
  const desk = await TestDesk.open({ logLevel: 'silent' });
  closers.push(() => desk.close());
  const { leases } = desk.app.desk;
  const take = leases.take.bind(leases);
  leases.take = async () => {
    throw new Error('the database is away');
  };
  await standsStill(desk, new Standstill(desk.app.desk));
  leases.take = take;
  const started = [new Standstill(desk.app.desk), new Standstill(desk.app.desk)];
  for (const still of started) expect(await tick(desk, still)).toBe(true);
  expect(heard(desk, WHO.supervisor).map(({ text }) => text.startsWith('✅'))).toEqual([false, true]);
  expect(heard(desk, WHO.head)).toEqual([]);
});

test('S1: with a full disk as well', async () => {
  const disk: SmallDisk | undefined = await aSmallDisk(14);
  if (!disk) return;
  closers.push(() => disk.remove());
  const desk = await TestDesk.open({ dataDir: join(disk.path, 'data'), logLevel: 'silent' });
  closers.push(() => desk.close());
  const still = new Standstill(desk.app.desk);
  disk.fill();
  await standsStill(desk, still);
  disk.empty();
  expect(await tick(desk, still)).toBe(true);
  expect(heard(desk, WHO.supervisor)).toHaveLength(2);
});
