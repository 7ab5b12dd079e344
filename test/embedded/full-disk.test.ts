import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';
import { aSmallDisk, type SmallDisk } from '../support/small-disk.js';
import { aFolder } from '../support/store.js';

let disk: SmallDisk | undefined;
beforeAll(async () => {
  disk = await aSmallDisk(14);
  if (!disk) process.stderr.write('the full disk was not tried: mounting a tmpfs takes root\n');
});
afterAll(() => disk?.remove());

/** The numbers that a desk in this folder knows. */
async function known(dataDir: string): Promise<string[]> {
  const desk = await TestDesk.open({ dataDir, logLevel: 'silent' });
  const found = await desk.app.desk.cases.model.collection.find({ kind: 'ticket' }).toArray();
  await desk.close();
  return found.map(({ no }) => String(no));
}

test('S1: what is acknowledged after a full disk is there after a clean stop, and after a kill', async () => {
  if (!disk) return;
  const dataDir = join(disk.path, 'data');
  const desk = await TestDesk.open({ dataDir, logLevel: 'silent' });
  const acknowledged = [await desk.logCall(aCall())];
  disk.fill();
  let refused = 0;
  for (let n = 0; n < 200 && refused < 25; n += 1) {
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.submit(WHO.anna, view, aCall());
    const top = await eventually(() => {
      const shown = desk.workspace.modals.get(WHO.anna)?.at(-1);
      const words = JSON.stringify([shown?.errors, shown?.body.blocks]);
      if (shown && !/no room for more|T-\d+/.test(words)) throw new Error(words.slice(0, 300));
      return shown;
    });
    if (JSON.stringify([top?.errors, top?.body.blocks]).includes('no room for more')) refused += 1;
    desk.workspace.modals.delete(WHO.anna);
  }
  expect(refused).toBe(25);
  disk.empty();
  for (let n = 0; n < 40; n += 1) acknowledged.push(await desk.logCall(aCall()));
  // What lies on the disk at this moment is what a kill would leave.
  const killed = await aFolder();
  cpSync(dataDir, killed.path, { recursive: true, filter: (path) => !path.endsWith('.sock') && !path.includes('.lock') });
  await desk.close();
  const afterStop = await known(dataDir);
  const afterKill = await known(killed.path);
  await killed.remove();
  expect(acknowledged.filter((no) => !afterStop.includes(no))).toEqual([]);
  expect(acknowledged.filter((no) => !afterKill.includes(no))).toEqual([]);
}, 240_000);
