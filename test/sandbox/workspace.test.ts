import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Workspace } from '../../src/sandbox/workspace.js';
import { systemClock } from '../../src/time/clock.js';
import { eventually } from '../support/desk.js';
import { aFolder } from '../support/store.js';

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
