import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backUp } from '../../src/data/backup.js';
import { openDatabase } from '../../src/data/open.js';
import { aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';

const data = (...args: string[]) => promisify(execFile)(process.execPath, ['dist/src/data/main.js', ...args]);
const open = (dataDir: string): Promise<TestDesk> => TestDesk.open({ dataDir, mongodbUri: '', logLevel: 'silent' });
const aP1 = (): Record<string, unknown> => aCall({ phone: '138 0000 2000', impact: 'high', urgency: 'high' });
const isPutBack = (shown: string): boolean => shown.includes('恢复到');
const told = (desk: TestDesk): string[] => desk.posted(directOf(WHO.supervisor)).map(shownIn).filter(isPutBack);

/** Kind 6: nobody is left to find out by himself what a desk lost that was put back to an older copy. Decision 0103. */
describe('a desk that was put back to an older copy', () => {
  let folder: Awaited<ReturnType<typeof aFolder>>;
  let known: string;
  let gone: string;
  const backup = (): string => join(folder.path, 'older.backup');
  const original = (): string => join(folder.path, 'before');
  /** A desk of its own, as it stood before it is put back. */
  const deskFor = (name: string): string => {
    const path = join(folder.path, name);
    cpSync(original(), path, { recursive: true, filter: (file) => !file.endsWith('.sock') });
    return path;
  };

  /** T-1 is in the backup of 2 March 2026, the P1 T-2 was logged after it. */
  beforeAll(async () => {
    folder = await aFolder();
    const first = await open(original());
    known = await first.logCall(aCall());
    await first.settle();
    const { connection, close } = await openDatabase(first.app.storeUri);
    await backUp(connection, backup(), new Date('2026-03-02T01:30:00Z'));
    await close();
    gone = await first.logCall(aP1());
    await first.settle();
    await first.app.desk.fallbacks.run();
    first.workspace.save();
    await first.close();
    expect([known, gone]).toEqual(['T-1', 'T-2']);
  });
  afterAll(() => folder.remove());

  test('tells those who lead once what is gone, and each press and word says so; the stale card keeps no press on it', async () => {
    const folderOf = deskFor('one');
    const { stdout } = await data('restore', backup(), '--to', folderOf, '--replace');
    expect(stdout).toContain(`not in it: ${gone}`);
    let back = await open(folderOf);
    await eventually(() => expect(told(back)).toHaveLength(1));
    const [said = ''] = told(back);
    expect(said).toContain('2026-03-02 09:30');
    expect(said).toContain(`已丢失：${gone}`);
    expect(said).toMatch(/仍保存着 T-2 的提醒/);

    const [card] = back.posted(DESK).filter(({ text, threadTs }) => !threadTs && text.startsWith(`${gone} `));
    if (!card) throw new Error('its card is gone');
    const words = `${gone} 是在 2026-03-02 09:30 的备份之后登记的`;
    await back.asks(WHO.engineer, `/desk ${gone}`, words);
    await back.asks(WHO.agent, `/ticket ${gone} history`, words);
    await back.pressOn(WHO.engineer, card, 'accept', gone);
    await back.answer(WHO.engineer, words);
    await eventually(() => {
      const [now] = back.posted(DESK).filter(({ ts }) => ts === card.ts);
      expect(shownIn(now as typeof card)).toContain(words);
      expect(now?.blocks?.map(({ type }) => type)).not.toContain('actions');
    });
    for (const said of ['@fieldbell note 客户说先修打印机', '客户说先修打印机']) {
      const before = back.private(WHO.agent).length;
      await back.say(WHO.agent, said, card.ts);
      await eventually(() => expect(back.private(WHO.agent).slice(before).map(shownIn).join()).toContain(words));
    }
    const direct = back.posted(directOf(WHO.tom)).find((message) => JSON.stringify(message.blocks).includes(`"${gone}`));
    if (!direct) throw new Error('Tom was never told of it');
    await back.pressOn(WHO.tom, direct, 'accept', gone);
    await eventually(() =>
      expect(shownIn(back.posted(directOf(WHO.tom)).find(({ ts }) => ts === direct.ts) ?? direct)).toContain('the copy of'),
    );
    await back.asks(WHO.agent, `/desk ${known}`, known);
    const next = await back.logCall(aP1());
    expect(next).toBe('T-3');
    await back.close();

    back = await open(folderOf);
    await back.settle();
    expect(told(back)).toHaveLength(1);
    await back.close();
  });

  test('what was left free by --after is not said to be lost, also when it is put back once more', async () => {
    const folderOf = deskFor('two');
    await data('restore', backup(), '--to', folderOf, '--replace', '--after', 'T-20,V-3');
    const { stdout } = await data('restore', backup(), '--to', folderOf, '--replace');
    expect(stdout).toMatch(/not in it: T-2\.\nLeft free.*T-3–T-20, V-1–V-3/);
    const back = await open(folderOf);
    await eventually(() => expect(told(back).join()).toMatch(/已丢失：T-2。[\s\S]*特意留空[\s\S]*T-3–T-20/));
    await back.asks(WHO.engineer, '/ticket T-20', '特意留空');
    await back.asks(WHO.engineer, '/ticket T-21', '没有 T-21');
    expect(await back.logCall(aP1())).toBe('T-21');
    await back.close();
  });

  test('into a new folder, where nothing is known of what came since, it still says that something may be missing', async () => {
    const other = join(folder.path, 'other');
    await data('restore', backup(), '--to', other);
    const back = await open(other);
    await eventually(() => expect(told(back)).toHaveLength(1));
    expect(told(back)[0]).not.toContain('已丢失');
    await back.close();
  });
});
