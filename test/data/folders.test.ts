import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { framesOf } from '../../src/data/backup-file.js';
import { restore } from '../../src/data/restore.js';
import { usingTarget } from '../../src/data/target.js';
import { isBegunIn, noteBegun } from '../../src/embedded/begun.js';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { aCall, TestDesk } from '../support/desk.js';
import { aFolder } from '../support/store.js';

let folder: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
  folder = await aFolder();
});
afterEach(() => folder.remove());

const data = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['dist/src/data/main.js', ...args], {
    env: { ...process.env, MONGODB_URI: '', DATA_DIR: join(folder.path, 'data') },
  });

/** A folder of somebody's, which is no desk. */
async function another(): Promise<string> {
  const path = join(folder.path, 'photos');
  await mkdir(join(path, 'store'), { recursive: true });
  await writeFile(join(path, 'store', 'holiday.jpg'), 'x');
  await chmod(path, 0o755);
  return path;
}

test.each([
  ['backup', (path: string) => ['backup', join(folder.path, 'b'), '--from', path]],
  ['copy', (path: string) => ['copy', '--from', path, '--to', join(folder.path, 'to')]],
  ['forget', (path: string) => ['forget', '--phone', '13800004711', '--in', path]],
  ['repair', (path: string) => ['repair', '--in', path]],
])('S8: data:%s leaves a folder without a desk as it was, and says that there is none', async (_, args) => {
  const path = await another();
  await expect(data(...args(path))).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/no desk in .*photos/) });
  expect((await stat(path)).mode & 0o777).toBe(0o755);
  expect(await readdir(path, { recursive: true })).toEqual(['store', join('store', 'holiday.jpg')]);
  expect(await readdir(folder.path)).toEqual(['photos']);
});

const aBackup = async (collections: string[]): Promise<Buffer> => {
  const frames: Buffer[] = [];
  for await (const frame of framesOf({ at: new Date(), teams: ['T1'], collections }, [], () => {})) frames.push(frame);
  return gzipSync(Buffer.concat(frames));
};

test.each([
  ['cut off', async () => (await aBackup(['cases'])).subarray(0, -20)],
  ['with what this version does not know', () => aBackup(['strangers'])],
])('S8: a restore of a file %s leaves nothing in the folder that it was to fill', async (_, bytes) => {
  const file = join(folder.path, 'b');
  await writeFile(file, await bytes());
  const [empty, none] = [join(folder.path, 'empty'), join(folder.path, 'none')];
  await mkdir(empty);
  for (const to of [empty, none])
    await expect(data('restore', file, '--to', to)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/Nothing was done/) });
  expect(await readdir(empty)).toEqual([]);
  expect((await readdir(folder.path)).sort()).toEqual(['b', 'empty']);
  expect((await readFile(file)).length).toBeGreaterThan(0);
});

test.each([
  ['before there is a store', async (to: string) => noteBegun(to, 'data:restore')],
  [
    'when there is a store that does not know of it',
    async (to: string) => {
      noteBegun(to, 'data:restore');
      await openEmbeddedStore(to, { info() {}, warn() {} }).then((store) => store.close());
    },
  ],
  [
    'when the store knows of it',
    (to: string) =>
      usingTarget(to, 'data:restore', async () => {
        throw new Error('killed');
      }).catch(() => {}),
  ],
])('S8: a restore into a new folder that ends %s leaves nothing that a bot starts on, and begins anew', async (_, ends) => {
  const [file, to] = [join(folder.path, 'b'), join(folder.path, 'to')];
  await writeFile(file, await aBackup(['cases']));
  await ends(to);
  await expect(TestDesk.open({ dataDir: to, logLevel: 'silent' })).rejects.toThrow(/npm run data:restore/);
  const results = await usingTarget(to, 'data:restore', ({ connection }) => restore(file, connection));
  expect(results.every(({ isAlike }) => isAlike)).toBe(true);
  expect(isBegunIn(to)).toBe(false);
  await (await TestDesk.open({ dataDir: to, logLevel: 'silent' })).close();
});

describe('beside a bot that has the folder open', () => {
  let desk: TestDesk;
  let closing: () => Promise<void>;
  beforeEach(async () => {
    const path = join(folder.path, 'data');
    const store = await openEmbeddedStore(path, { info() {}, warn() {} });
    desk = await TestDesk.open({ mongodbUri: store.uri, logLevel: 'silent' });
    closing = () => store.close();
    await desk.logCall(aCall());
  });
  afterEach(async () => {
    await desk.close();
    await closing();
  });

  test('S8: a backup, a dry run of customers and of forgetting read it through that bot', async () => {
    expect((await data('backup', join(folder.path, 'b'))).stdout).toMatch(/cases: 1 documents[\s\S]*whole and checksummed/);
    expect((await data('customers', '--dry-run')).stdout).toContain('1');
    expect((await data('forget', '--phone', '138 0000 4711', '--dry-run')).stdout).toContain('Nothing was changed: this was a dry run.');
  });

  test('S8: a restore, a copy and a repair say that the bot is to be stopped, and leave it alone', async () => {
    const file = join(folder.path, 'b.backup');
    await data('backup', file);
    const own = join(folder.path, 'data');
    for (const args of [['restore', file, '--replace'], ['copy', '--from', own, '--to', join(folder.path, 'other')], ['repair']])
      await expect(data(...args)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^A bot has .* open\. Stop it/) });
    expect(await desk.logCall(aCall({ phone: '138 0000 4712' }))).toMatch(/^T-\d+$/);
  });
});

test('a word that is none of ours is answered with what there is, --help too', async () => {
  await expect(data('backup', '--form', 'x')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('npm run data:backup --') });
  expect((await data('backup', '--help')).stdout).toContain('npm run data:repair');
});
