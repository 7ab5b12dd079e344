import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { unzipSync, zipSync } from 'fflate';
import { readRows } from '../../src/documents/reading.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { serveHttp } from '../../src/http.js';
import { admit } from '../../src/slack/app/requests.js';
import { eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

test('S6: whoever goes away in the middle of his request writes nothing into the log', async () => {
  const errors: unknown[] = [];
  const debugs: unknown[] = [];
  const log = { error: (...what: unknown[]) => void errors.push(what), debug: (...what: unknown[]) => void debugs.push(what) };
  const slack = async (...[request, response]: Parameters<typeof admit>) => void (await admit(request, response));
  const server = await serveHttp(0, '127.0.0.1', [], () => slack, 'PORT', log as never);
  closers.push(() => server.close());
  for (let n = 0; n < 20; n += 1) {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
  }
  await eventually(() => expect(debugs.length).toBeGreaterThan(10));
  expect(errors).toEqual([]);
});

const bot = (env: Record<string, string>, main: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [main, ...args], { env: { PATH: process.env.PATH ?? '', ...env } });

test('S14: an address for the metrics that is none of this machine ends the start with one line that names the variable', async () => {
  const folder = await aFolder();
  closers.push(() => folder.remove());
  const env = { PORT: '0', DATA_DIR: folder.path };
  for (const address of ['300.1.1.1:4163', '192.0.2.1:4163'])
    await expect(bot({ ...env, METRICS_ADDR: address }, 'dist/src/main.js')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^METRICS_ADDR: .*\n$/),
    });
});

test('S11: a token that Slack refuses ends the start with one line that names the variable', async () => {
  const desk = await TestDesk.open();
  closers.push(() => desk.close());
  const folder = await aFolder();
  closers.push(() => folder.remove());
  const env = { PORT: '0', DATA_DIR: folder.path, SLACK_BOT_TOKEN: 'xoxb-wrong', SLACK_SIGNING_SECRET: 'a long secret' };
  await expect(bot({ ...env, SLACK_API_URL: `${desk.app.url}/api/` }, 'dist/src/main.js')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^SLACK_BOT_TOKEN: .*invalid_auth.*\n$/),
  });
});

test('S3: a cell that calls itself a number and is none is read as what it says', async () => {
  const files = unzipSync(await writeWorkbook([{ name: 'A', head: ['a', 'b'], rows: [[4711, 'x']] }]));
  const [name = ''] = Object.keys(files).filter((one) => one.includes('worksheets/'));
  const xml = new TextDecoder().decode(files[name]);
  expect(xml).toContain('<v>4711</v>');
  const changed = zipSync({ ...files, [name]: new TextEncoder().encode(xml.replace('<v>4711</v>', '<v>NaN</v>')) });
  expect(await readRows(changed)).toEqual([
    ['a', 'b'],
    ['NaN', 'x'],
  ]);
});

describe('S8: the data commands', () => {
  const data = async (...args: string[]) => {
    const folder = await aFolder();
    closers.push(() => folder.remove());
    return bot({ DATA_DIR: join(folder.path, 'data') }, 'dist/src/data/main.js', ...args);
  };

  test.each([
    [['forget', '--phone', '13800004711', '--from', '/backups'], '--from'],
    [['repair', '--dry-run'], '--dry-run'],
    [['backup', '/backups', '--replace'], '--replace'],
    [['copy', '--from', '/a', '--to', '/b', '--in', '/c'], '--in'],
  ])('refuse what they do not take: %j', async (args, strange) => {
    await expect(data(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(`takes no ${strange}`) });
  });

  test('S7: a backup into a folder that is not there is a file by the time in it', async () => {
    const desk = await TestDesk.open();
    closers.push(() => desk.close());
    const folder = await aFolder();
    closers.push(() => folder.remove());
    await desk.logCall({
      phone: '13800004711',
      customer: 'A',
      callerName: 'B',
      outcome: 'ticket',
      description: 'x',
      category: 'hardware',
      impact: 'low',
      urgency: 'low',
    });
    const where = join(folder.path, 'backups');
    await bot({ DATA_DIR: folder.path }, 'dist/src/data/main.js', 'backup', where, '--from', desk.app.storeUri);
    expect(await readdir(where)).toEqual([expect.stringMatching(/^fieldbell-.*\.backup$/)]);
  });
});

describe('what is typed', () => {
  test('S15: a group that is none is named, a word that a list does not take is refused, and adding says add', async () => {
    const desk = await TestDesk.open({ logLevel: 'silent' });
    closers.push(() => desk.close());
    const answerTo = async (typed: string, words: string): Promise<string> => {
      await desk.command(WHO.anna, typed);
      return shownIn(await desk.answer(WHO.anna, words));
    };
    for (const word of ['map', 'export'])
      expect(await answerTo(`/inspect ${word} 2026-11 nosuch`, 'There is no group')).toContain('no group “nosuch”');
    for (const typed of ['/inspect week', '/inspect today', '/duty week', '/duty today'])
      await answerTo(`${typed} 9999-99`, '“9999-99” is not understood here');
    for (const kind of ['duty', 'project', 'device']) {
      await desk.command(WHO.tom, `/${kind} add`);
      const { body } = await desk.modal(WHO.tom, `${kind}.edit`);
      expect(JSON.stringify(body.title)).toContain(`Add a ${kind}`);
    }
    await desk.command(WHO.tom, '/project add');
    const view = await desk.modal(WHO.tom, 'project.edit');
    expect(await desk.submit(WHO.tom, view, { name: 'P', group: option('服务器组') })).toMatchObject({ ok: true });
    await desk.command(WHO.tom, '/project P-1');
    await desk.pressAnswer(WHO.tom, 'project.edit', 'P-1');
    expect(JSON.stringify((await desk.modal(WHO.tom, 'project.edit')).body.title)).toContain('Edit the project');
  });
});
