import { afterEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { readConfig } from '../../src/config.js';
import { examineDatabase } from '../../src/doctor/database.js';
import { directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';
import { aFolder } from '../support/store.js';

const ITEMS = [{ id: '1', question: 'Does it run?', cycle: 'daily', answer: 'ok' }] as const;
const beginsAt = DateTime.fromISO('2026-11-25T08:00', { zone: 'Asia/Shanghai' });
const DUTY = { recurrence: 'daily', dueBy: '11:00', dueAfterDays: 0, evidence: 'text', lines: [], enabledOn: '2026-11-25' } as const;

describe('a group that is renamed or taken out of the settings', () => {
  let desk: TestDesk | undefined;
  let folder: Awaited<ReturnType<typeof aFolder>> | undefined;
  afterEach(async () => {
    await desk?.close();
    await folder?.remove();
  });

  const open = async (groups: object): Promise<TestDesk> => {
    folder ??= await aFolder();
    const roles = { supervisors: [WHO.supervisor], heads: [WHO.head] };
    desk = await TestDesk.open({ dataDir: folder.path, beginsAt, settings: { roles, operations: { groups } } });
    return desk;
  };
  const addAll = async ({ app }: TestDesk, group: string): Promise<void> => {
    const at = app.desk.clock.now().toJSDate();
    await app.desk.projects.add({ name: `Shop of ${group}`, group, items: ITEMS, lastItem: 1 }, WHO.tom, at);
    await app.desk.duties.add({ ...DUTY, name: `Round of ${group}`, group }, WHO.tom, at);
  };
  const groupOf = async (one: TestDesk) => [
    (await one.app.desk.projects.all())[0]?.group,
    (await one.app.desk.duties.all())[0]?.group,
    (await one.app.desk.inspections.open())[0]?.data.group,
  ];

  test('O4: a group with an id keeps what is its own when it is renamed, and nothing of the day is opened twice', async () => {
    const before = await open({ 收银组: { id: 'tills', members: [WHO.tom] } });
    await addAll(before, '收银组');
    await before.advance('PT1H5M');
    await before.close();
    const after = await open({ 收银一组: { id: 'tills', members: [WHO.tom] } });
    expect(await groupOf(after)).toEqual(['收银一组', '收银一组', '收银一组']);
    await after.advance('PT2H');
    expect(await after.app.desk.inspections.open()).toHaveLength(1);
    await after.command(WHO.tom, '/inspect');
    await after.answer(WHO.tom, '收银一组');
  });

  test('O4: without one the supervisor and the doctor are told who is orphaned, and a supervisor moves everything', async () => {
    const before = await open({ 收银组: { members: [WHO.tom] } });
    await addAll(before, '收银组');
    await before.advance('PT1H5M');
    await before.close();
    const after = await open({ 收银一组: { members: [WHO.tom] } });
    await after.app.runJobs();
    await eventually(() => expect(after.posted(directOf(WHO.supervisor)).map(shownIn).join()).toContain('operations.groups.收银组'));
    await after.command(WHO.tom, '/project groups');
    const seen = await after.answer(WHO.tom, 'not in the settings');
    expect(JSON.stringify(seen.blocks)).not.toContain('case:project.moveGroup');
    await after.command(WHO.supervisor, '/project 组');
    await after.pressAnswer(WHO.supervisor, 'project.moveGroup', 'new');
    await after.submit(WHO.supervisor, await after.modal(WHO.supervisor, 'project.moveGroup'), {
      from: option('收银组'),
      to: option('收银一组'),
    });
    await eventually(async () => expect(await groupOf(after)).toEqual(['收银一组', '收银一组', '收银一组']));
    expect((await after.app.desk.inspections.open())[0]?.owner).toBe(WHO.tom);
  });

  test('O4: doctor names what belongs to a group that the settings do not know', async () => {
    const before = await open({ 收银组: { members: [WHO.tom] } });
    await addAll(before, '收银组');
    const uri = before.app.storeUri;
    const read = readConfig({ PORT: '0', DATA_DIR: folder?.path ?? '', MONGODB_URI: uri });
    if (!read.ok) throw new Error(JSON.stringify(read));
    const { settings } = before.app.desk;
    const examine = (groups: (typeof settings)['operations']['groups']) =>
      examineDatabase({ ...read.config, settings: { ...settings, operations: { ...settings.operations, groups } } });
    expect((await examine(settings.operations.groups)).map(({ isOk }) => isOk)).toEqual([true]);
    const found = await examine({});
    expect(found.find(({ isOk }) => !isOk)?.says).toContain('1 projects, 0 devices, 1 duties');
  });
});
