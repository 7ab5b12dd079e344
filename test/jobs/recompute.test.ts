import { afterEach, expect, test } from '@jest/globals';
import { recomputeAfterNewSettings } from '../../jobs/recompute.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const toldOf = (desk: TestDesk): string => desk.posted(directOf(WHO.supervisor)).map(shownIn).join();

test('a newer version’s defaults move deadlines without a word of changed settings; changed settings are told', async () => {
  const folder = await aFolder();
  closers.push(folder.remove);
  let desk = await TestDesk.open({ dataDir: folder.path });
  const no = await desk.logCall(aCall());
  const due = (await desk.case(no))?.dueAt;
  // As another version would have left it: other rules by itself, and a due time by them.
  await desk.app.desk.memory.remember('policy', 'of another version');
  const earlier = new Date((due?.getTime() ?? 0) - 3_600_000);
  await desk.app.desk.cases.model.collection.updateOne({ no }, { $set: { dueAt: earlier } });
  expect(await recomputeAfterNewSettings(desk.app.desk)).toBe(1);
  expect((await desk.case(no))?.dueAt).toEqual(due);
  await desk.settle();
  expect(toldOf(desk)).not.toContain('设置已变更');
  await desk.close();

  desk = await TestDesk.open({ dataDir: folder.path, settings: { sla: { P3: { resolve: 'PT10H' } } } });
  closers.push(() => desk.close());
  await eventually(() => expect(toldOf(desk)).toContain('设置已变更'));
  expect((await desk.case(no))?.dueAt).not.toEqual(due);
});
