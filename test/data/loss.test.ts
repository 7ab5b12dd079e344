import { execFile } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { numbersIn } from '../../src/slack/outbox/fallback-plan.js';
import { aCall, directOf, eventually, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';

const repair = (folder: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, ['dist/src/data/main.js', 'repair', '--in', folder, ...args]);

test('S1, S2: a desk most of which is gone starts only when somebody accepts it, gives no number out again, keeps the alarms and says so', async () => {
  const [whole, rest] = [await aFolder(), await aFolder()];
  const numbers: string[] = [];
  let first = await TestDesk.open({ dataDir: whole.path, logLevel: 'silent' });
  for (let n = 0; n < 20; n += 1) numbers.push(await first.logCall(aCall({ phone: `138 0000 3${100 + n}` })));
  await first.close();
  first = await TestDesk.open({ dataDir: whole.path, logLevel: 'silent' });
  for (let n = 0; n < 10; n += 1) numbers.push(await first.logCall(aCall({ phone: `138 0000 1${100 + n}` })));
  const urgent = await first.logCall(aCall({ impact: 'high', urgency: 'high' }));
  await first.settle();
  await first.app.desk.fallbacks.run();
  const alarms = first.workspace.scheduled.flatMap(({ text }) => numbersIn(text));
  expect(alarms).toContain(urgent);
  first.workspace.save();
  // What a kill would leave, but for the database file.
  cpSync(whole.path, rest.path, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  await first.close();
  rmSync(join(rest.path, 'desk.db'));

  const refused = await repair(rest.path).catch((error: { code: number; stdout: string }) => error);
  expect(refused).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/\d+ of the \d+ records .* gone without a trace.*--accept-loss/),
  });
  await expect(TestDesk.open({ dataDir: rest.path, logLevel: 'silent' })).rejects.toThrow(/gone without a trace.*--accept-loss/);
  expect((await repair(rest.path, '--accept-loss')).stdout).toContain('The bot may start');

  const told = (desk: TestDesk) => desk.posted(directOf(WHO.supervisor)).filter(({ text }) => text.includes('已丢失'));
  let desk = await TestDesk.open({ dataDir: rest.path, logLevel: 'silent' });
  await eventually(() => expect(told(desk)).toHaveLength(1));
  await desk.app.desk.fallbacks.run();
  const left = desk.workspace.scheduled.flatMap(({ text }) => numbersIn(text));
  expect(left).toEqual(expect.arrayContaining(alarms));
  const next = await desk.logCall(aCall({ phone: '138 0000 2000' }));
  expect(Number(next.slice(2))).toBeGreaterThan(numbers.length + 1);
  await desk.close();
  desk = await TestDesk.open({ dataDir: rest.path, logLevel: 'silent' });
  expect(told(desk)).toHaveLength(1);
  await desk.close();
  await Promise.all([whole.remove(), rest.remove()]);
}, 300_000);
