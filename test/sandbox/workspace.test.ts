import { appendFileSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Workspace } from '../../src/sandbox/workspace.js';
import { systemClock } from '../../src/time/clock.js';
import { aCall, eventually, TestDesk } from '../support/desk.js';
import { aDatabase, aFolder } from '../support/store.js';

test('what cannot be written, as on a full disk, is told and written later; nobody is kept from going on', async () => {
  const folder = await aFolder();
  const file = join(folder.path, 'sandbox.json');
  mkdirSync(`${file}.new`);
  const told: unknown[] = [];
  const workspace = new Workspace(
    file,
    () => systemClock('Asia/Shanghai'),
    (error) => told.push(error),
  );
  workspace.offsetMs = 7;
  workspace.changed();
  await eventually(() => expect(told).toEqual([expect.objectContaining({ code: 'EISDIR' })]));
  expect(existsSync(file)).toBe(false);
  rmdirSync(`${file}.new`);
  await eventually(() => expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ offsetMs: 7 }), 10_000);
  expect(told).toHaveLength(1);
  await folder.remove();
});

test('a message that was acknowledged, and how it was changed, outlives a kill before everything was saved', async () => {
  const folder = await aFolder();
  const file = join(folder.path, 'sandbox.json');
  const open = () => new Workspace(file, () => systemClock('Asia/Shanghai'));
  const posted = { channel: 'C01DESK', user: 'U0BELL', isBot: true };
  const killed = open();
  const first = killed.add({ ...posted, text: 'first' });
  killed.save();
  first.text = 'changed';
  killed.shown(first);
  const second = killed.add({ ...posted, text: 'second' });
  killed.remove(killed.add({ ...posted, text: 'third' }));
  appendFileSync(`${file}.journal`, '{"ts": "1');
  const begun = open();
  expect(begun.messages.map(({ text }) => text)).toEqual(['changed', 'second']);
  expect(begun.nextTs() > second.ts).toBe(true);
  begun.save();
  expect(existsSync(`${file}.journal`)).toBe(false);
  expect(open().messages.map(({ text }) => text)).toEqual(['changed', 'second']);
  await folder.remove();
});

test('blocks keep ids of their own however long the sandbox has run', () => {
  const workspace = new Workspace(undefined, () => systemClock('Asia/Shanghai'));
  const ids = Array.from({ length: 1000 }, () => workspace.withBlockIds(Array.from({ length: 60 }, () => ({ type: 'divider' }))))
    .flat()
    .map(({ block_id }) => block_id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a message of a moment between two milliseconds has a time stamp that is one number', () => {
  const workspace = new Workspace(undefined, () => systemClock('Asia/Shanghai'));
  const stamps = [0.4567, 0.4567, 0.9].map((part) => workspace.nextTs(1_772_500_000_123 + part));
  for (const ts of stamps) expect(ts).toMatch(/^\d{10}\.\d{6}$/);
  expect(stamps.toSorted()).toEqual(stamps);
});

test('M12: with a database elsewhere, the sandbox keeps its messages and its clock over a restart too, each database its own', async () => {
  const [folder, database] = await Promise.all([aFolder(), aDatabase()]);
  const open = (mongodbUri: string): Promise<TestDesk> => TestDesk.open({ dataDir: folder.path, mongodbUri });
  let desk = await open(database.uri);
  const no = await desk.logCall(aCall());
  await desk.card(no);
  await desk.advance('PT2H');
  const ahead = desk.workspace.offsetMs;
  await desk.close();
  desk = await open(database.uri);
  expect(desk.workspace.offsetMs).toBe(ahead);
  expect(await desk.card(no)).toMatchObject({ isBot: true });
  await desk.close();
  const other = await aDatabase();
  desk = await open(other.uri);
  expect(desk.workspace.messages).toEqual([]);
  await desk.close();
  await Promise.all([database.close(), other.close()]);
  await folder.remove();
});

test.each(['{"messages": [', '{"messages": 7}', 'null'])(
  'what the sandbox kept and cannot read, as %s, is named with what to do, and left as it is',
  async (rubbish) => {
    const folder = await aFolder();
    const file = join(folder.path, 'sandbox.json');
    writeFileSync(file, rubbish);
    expect(() => new Workspace(file, () => systemClock('Asia/Shanghai'))).toThrow(/sandbox\.json.*move it away/);
    expect(readFileSync(file, 'utf8')).toBe(rubbish);
    await folder.remove();
  },
);
