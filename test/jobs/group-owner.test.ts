import { afterEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const ITEMS: CheckItem[] = [{ id: '1', question: 'Does it run?', cycle: 'daily', answer: 'ok' }];
const GROUPS = { 收银组: { members: ['U0NOBODY', WHO.tom] }, 服务器组: { members: ['S0EMPTY'] } };

describe('what comes round for a group, and who has it', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  /** A Wednesday at eight; daily inspections open at nine, are reminded of at ten, and are due at eleven. */
  const open = async (roles: object): Promise<void> => {
    const beginsAt = DateTime.fromISO('2026-11-25T08:00', { zone: 'Asia/Shanghai' });
    desk = await TestDesk.open({ logLevel: 'silent', beginsAt, settings: { roles, operations: { groups: GROUPS } } });
    await desk.userGroup('S0EMPTY', []);
    await desk.app.desk.people.review();
  };
  const addProjects = async (): Promise<void> => {
    const at = desk.app.desk.clock.now().toJSDate();
    for (const group of Object.keys(GROUPS))
      await desk.app.desk.projects.add({ name: `Shop of ${group}`, group, items: ITEMS, lastItem: 1 }, WHO.supervisor, at);
  };
  const addDuty = async (name: string, owner: string): Promise<void> => {
    const plan = { name, owner, group: '收银组', recurrence: 'daily', dueBy: '11:00', dueAfterDays: 0, remindMinutes: 60 };
    const more = { evidence: 'text' as const, lines: [], enabledOn: '2026-11-25' };
    await desk.app.desk.duties.add({ ...plan, ...more }, WHO.supervisor, desk.app.desk.clock.now().toJSDate());
  };
  const inspectionOf = async (group: string) => {
    const all = await desk.app.desk.inspections.open();
    const found = all.find(({ data }) => data.group === group);
    if (!found) throw new Error(`none is open for ${group}, but ${all.map(({ data }) => data.group)}`);
    return found;
  };
  const told = (user: string, ...words: string[]): number =>
    desk.posted(directOf(user)).filter((one) => words.every((word) => shownIn(one).includes(word))).length;

  test('O5: with the first member unknown it is the next one’s, of an empty group the supervisor’s at once', async () => {
    await open({ supervisors: [WHO.supervisor], heads: [WHO.head] });
    expect((await policyNow(desk.app.desk)).people.groups).toEqual({ 收银组: [WHO.tom], 服务器组: [] });
    await addProjects();
    await desk.advance('PT1H5M');
    const [tills, servers] = [await inspectionOf('收银组'), await inspectionOf('服务器组')];
    expect([tills.owner, servers.owner]).toEqual([WHO.tom, WHO.supervisor]);
    await desk.advance('PT1H');
    await eventually(() => expect(told(WHO.tom, '⏰', tills.no)).toBe(1));
    await eventually(() => expect(told(WHO.supervisor, '⏰', servers.no)).toBe(1));
    await desk.app.runJobs();
    await eventually(() => expect(told(WHO.supervisor, 'operations.groups.服务器组', 'S0EMPTY')).toBe(1));
    expect(told(WHO.supervisor, 'operations.groups.收银组', 'U0NOBODY', 'user_not_found')).toBe(1);
  });

  test('O5: what was opened for nobody holds up nobody: who leads hears of it at its time, the other group as ever', async () => {
    await open({ supervisors: [WHO.supervisor], heads: [WHO.head] });
    await addProjects();
    await desk.advance('PT1H5M');
    const [tills, servers] = [await inspectionOf('收银组'), await inspectionOf('服务器组')];
    await desk.app.desk.cases.model.updateOne({ no: servers.no }, { $set: { owner: 'clock' } });
    await desk.advance('PT1H');
    await eventually(() => expect(told(WHO.supervisor, '⏰', servers.no)).toBe(1));
    await desk.advance('PT1H');
    await eventually(() => expect(told(WHO.supervisor, '🟠', servers.no)).toBe(1));
    await eventually(() => expect(told(WHO.supervisor, '🟠', tills.no)).toBe(1));
    await eventually(() => expect(told(WHO.tom, '🟠', tills.no)).toBe(1));
    expect(await desk.app.desk.cases.model.countDocuments({ 'notices.to.user': 'clock' })).toBe(0);
    await desk.command(WHO.supervisor, '/inspect list');
    const shown = desk.workspace.messages.map(shownIn).join();
    expect(shown).toContain('暂无负责人');
    expect(shown).not.toMatch(/@clock|[:"]clock[",]/);
  });

  test('Q15, O5: a standing duty whose own owner has left opens for his group, and is named to the supervisors once', async () => {
    await open({ supervisors: [WHO.supervisor], heads: [WHO.head] });
    await addDuty('Till of the day', WHO.engineer);
    await addDuty('Till of the night', WHO.anna);
    await desk.deactivate(WHO.engineer);
    await desk.advance('PT1H5M');
    const ownerOf = async (name: string) => (await desk.app.desk.duties.open()).find(({ data }) => data.name === name);
    const [day, night] = [await ownerOf('Till of the day'), await ownerOf('Till of the night')];
    expect([day?.owner, night?.owner]).toEqual([WHO.tom, WHO.anna]);
    await desk.advance('PT1H');
    await eventually(() => expect(told(WHO.tom, '⏰', day?.no ?? '?')).toBe(1));
    await desk.app.runJobs();
    await desk.app.runJobs();
    await eventually(() => expect(told(WHO.supervisor, 'SD-1 Till of the day', WHO.engineer, 'gone')).toBe(1));
    expect(told(WHO.supervisor, 'SD-2')).toBe(0);
  });
});
