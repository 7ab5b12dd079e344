import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { numbersIn } from '../../src/slack/outbox/fallback-plan.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';

const data = (...args: string[]) => promisify(execFile)(process.execPath, ['dist/src/data/main.js', ...args]);
const repair = (folder: string, ...args: string[]) => data('repair', '--in', folder, ...args);
const open = (dataDir: string): Promise<TestDesk> => TestDesk.open({ dataDir, logLevel: 'silent' });
const told = (desk: TestDesk): string[] =>
  desk
    .posted(directOf(WHO.supervisor))
    .map(shownIn)
    .filter((shown) => shown.includes('数据曾损坏'));

describe('S1, S2: a desk that lost what it had', () => {
  let folder: Awaited<ReturnType<typeof aFolder>>;
  const file = (name: string): string => join(folder.path, name);
  let numbers: string[];
  let alarms: string[];

  /** What a kill leaves of thirty tickets and a P1, with the alarm that Slack holds for it. */
  beforeEach(async () => {
    folder = await aFolder();
    const whole = await aFolder();
    numbers = [];
    const log = async (desk: TestDesk, from: number, to: number): Promise<void> => {
      for (let n = from; n < to; n += 1)
        numbers.push(await desk.logCall(aCall({ phone: `138 0000 3${100 + n}`, description: `故障 ${n}` })));
    };
    let desk = await open(whole.path);
    await log(desk, 0, 20);
    await desk.close();
    desk = await open(whole.path);
    await log(desk, 20, 30);
    numbers.push(await desk.logCall(aCall({ impact: 'high', urgency: 'high' })));
    await desk.settle();
    await desk.app.desk.fallbacks.run();
    alarms = desk.workspace.scheduled.flatMap(({ text }) => numbersIn(text));
    expect(alarms).toContain(numbers.at(-1));
    desk.workspace.save();
    cpSync(whole.path, folder.path, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    await desk.close();
    await whole.remove();
  });
  afterEach(() => folder.remove());

  const isLast = async (desk: TestDesk): Promise<void> => {
    const next = await desk.logCall(aCall({ phone: '138 0000 2000', description: '别的故障' }));
    expect(Number(next.slice(2))).toBeGreaterThan(Number(numbers.at(-1)?.slice(2)));
  };

  test.each([
    ['the database file', 'desk.db', /\d+ more of \d+ records, of which there is no trace/],
    ['its log', 'desk.db-wal', /the last \d+ of \d+ acknowledged changes/],
  ])(
    'without %s it starts only when somebody accepts it, gives no number out again, keeps the alarms and says so',
    async (_, lost, says) => {
      rmSync(file(lost));
      await expect(open(folder.path)).rejects.toThrow(/data:repair/);
      const refused = await repair(folder.path).catch((error: { code: number; stdout: string }) => error);
      expect(refused).toMatchObject({ code: 1, stdout: expect.stringMatching(says) });
      expect(refused.stdout).toMatch(new RegExp(`No bot starts .*--in ${folder.path} --accept-loss`));
      await expect(open(folder.path)).rejects.toThrow(/--accept-loss/);
      // Given a second time it says the same.
      const again = await repair(folder.path).catch((error: { code: number; stdout: string }) => error);
      expect(again).toMatchObject({ code: 1, stdout: expect.stringMatching(says) });
      expect(again.stdout).not.toContain('Everything was saved');
      expect((await repair(folder.path, '--accept-loss')).stdout).toContain('The bot may start');

      let desk = await open(folder.path);
      await eventually(() => expect(told(desk)).toHaveLength(1));
      await isLast(desk);
      await desk.app.desk.fallbacks.run();
      expect(desk.workspace.scheduled.flatMap(({ text }) => numbersIn(text))).toEqual(expect.arrayContaining(alarms));
      await desk.close();
      desk = await open(folder.path);
      expect(told(desk)).toHaveLength(1);
      await desk.close();
    },
  );

  test('a backup that is put back is whole: the loss of the desk before it keeps nobody from starting', async () => {
    // Of a copy: whoever opens the desk clears its log.
    const copy = await aFolder();
    const backup = join(copy.path, 'desk.backup');
    cpSync(folder.path, join(copy.path, 'desk'), { recursive: true });
    await data('backup', backup, '--from', join(copy.path, 'desk'));
    rmSync(file('desk.db'));
    await repair(folder.path).catch(() => {});
    await expect(open(folder.path)).rejects.toThrow(/--accept-loss/);
    await data('restore', backup, '--to', folder.path, '--replace');
    await copy.remove();
    const desk = await open(folder.path);
    expect((await desk.case(numbers.at(-1) ?? ''))?.no).toBe(numbers.at(-1));
    expect(told(desk)).toEqual([]);
    await desk.close();
  });

  test('what is known to be gone is named to the supervisors at the next start', async () => {
    for (const name of ['desk.db', 'desk.db-wal']) {
      const bytes = readFileSync(file(name));
      for (let at = bytes.indexOf('故障 25'); at >= 0; at = bytes.indexOf('故障 25', at + 1)) bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(file(name), bytes);
    }
    await expect(open(folder.path)).rejects.toThrow(/data:repair/);
    const { stdout } = await repair(folder.path);
    expect(stdout).toMatch(/not saved: document .*likely T-26[\s\S]*tells the supervisors what is gone/);
    const desk = await open(folder.path);
    await eventually(() => expect(told(desk).join()).toContain('T-26'));
    await isLast(desk);
    await desk.close();
  });

  test('of a damaged sandbox beside the desk the repair says that it does not mend it, and not that the bot may start', async () => {
    const sandbox = file('sandbox.json');
    writeFileSync(sandbox, readFileSync(sandbox).subarray(0, 1000));
    await expect(open(folder.path)).rejects.toThrow(/move it away/);
    const refused = await repair(folder.path).catch((error: { code: number; stdout: string }) => error);
    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/Everything was saved[\s\S]*not the sandbox[\s\S]*move it away/),
    });
    expect(refused.stdout).not.toContain('may start');
    rmSync(sandbox);
    expect((await repair(folder.path)).stdout).toContain('The bot may start');
  });
});
