import { afterEach, describe, expect, test } from '@jest/globals';
import { policyNow } from '../../src/slack/people/policy.js';
import { at } from '../support/builders.js';
import { ALARMS, aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const GROUP = 'S0LEADERS';
const P1 = { impact: 'high', urgency: 'high' };

describe('settings that name somebody who is nobody', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const open = (settings: object): Promise<TestDesk> => TestDesk.open({ logLevel: 'silent', settings });
  const told = (user: string, ...words: string[]): number =>
    desk.posted(directOf(user)).filter((one) => words.every((word) => shownIn(one).includes(word))).length;

  test('O6, S18: an unknown user group stops no start; it is named once, and the desk goes on with the others', async () => {
    desk = await open({ roles: { supervisors: ['S0NOBODY', WHO.supervisor], heads: [WHO.head], engineers: ['U0NOBODY', WHO.engineer] } });
    await desk.app.runJobs();
    await eventually(() => expect(told(WHO.supervisor, 'roles.supervisors', 'S0NOBODY', 'no_such_subteam')).toBe(1));
    expect(told(WHO.supervisor, 'roles.engineers', 'U0NOBODY', 'user_not_found')).toBe(1);
    await desk.app.runJobs();
    expect(told(WHO.supervisor, 'S0NOBODY')).toBe(1);
    const no = await desk.logCall(aCall(P1));
    await eventually(() => expect(told(WHO.supervisor, no)).toBeGreaterThan(0));
  });

  test('S18: a group that is emptied after it was named as unknown is named again, and so it is when it comes to be empty once more', async () => {
    desk = await open({ roles: { supervisors: [WHO.supervisor], heads: [WHO.head], engineers: ['S0ENG'] } });
    await desk.app.runJobs();
    await eventually(() => expect(told(WHO.supervisor, 'roles.engineers', 'no_such_subteam')).toBe(1));
    for (const n of [1, 2]) {
      await desk.userGroup('S0ENG', [WHO.engineer]);
      await desk.advance('PT6M');
      await desk.app.runJobs();
      await desk.userGroup('S0ENG', []);
      await desk.advance('PT6M');
      await desk.app.runJobs();
      await eventually(() => expect(told(WHO.supervisor, 'roles.engineers', 'no_members')).toBe(n));
    }
  });

  test('S18: when the last supervisor and the last engineer are gone who is left hears it at once, at night too, and when there is somebody again', async () => {
    const roles = { supervisors: ['S0SUP'], engineers: ['S0ENG'], heads: [WHO.head] };
    desk = await TestDesk.open({
      logLevel: 'silent',
      settings: { roles, quietHours: { from: '20:00', to: '08:00' } },
      beginsAt: at('2026-03-03T22:00'),
    });
    const look = async (supervisors: string[] | { error: string }, engineers: string[] | { error: string }): Promise<void> => {
      await desk.userGroup('S0SUP', supervisors);
      await desk.userGroup('S0ENG', engineers);
      await desk.advance('PT6M');
      await desk.app.runJobs();
    };
    const saidToAgent = async (): Promise<string> => {
      await desk.command(WHO.agent, '/newcall');
      const view = await desk.modal(WHO.agent, 'call.log');
      await desk.pressInView(WHO.agent, view, 'outcome', 'value', 'ticket');
      await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain('description'));
      const { outcome: _, ...values } = aCall(P1);
      await desk.submit(WHO.agent, view, values);
      const { body } = await desk.modal(WHO.agent, 'tell');
      await desk.closeModals(WHO.agent);
      return JSON.stringify(body.blocks);
    };
    await look([WHO.supervisor], [WHO.engineer]);
    expect(told(WHO.head, '✅')).toBe(0);
    expect(await saidToAgent()).toContain('负责人和工程师');
    await look([], []);
    await eventually(() => expect(told(WHO.head, '🔴', '没有主管', 'S0SUP (no_members)', '没有工程师', 'S0ENG (no_members)')).toBe(1));
    expect(await saidToAgent()).toContain('没有工程师可通知');
    await look({ error: 'no_such_subteam' }, { error: 'plan_upgrade_required' });
    expect(told(WHO.head, '🔴', '没有主管')).toBe(1);
    await look([WHO.supervisor], []);
    await eventually(() => expect(told(WHO.supervisor, '✅', '主管')).toBe(1));
    await look([WHO.supervisor], [WHO.engineer]);
    await eventually(() => expect(told(WHO.supervisor, '✅', '工程师')).toBe(1));
    await look([WHO.supervisor], []);
    await eventually(() => expect(told(WHO.supervisor, '🔴', '没有工程师')).toBe(1));
  });

  test('S18: a wrong id first among the supervisors starves nobody', async () => {
    desk = await open({ roles: { supervisors: ['U0NOBODY', WHO.supervisor], heads: [WHO.head] } });
    const no = await desk.logCall(aCall(P1));
    await eventually(() => expect(told(WHO.supervisor, no)).toBeGreaterThan(0));
    await desk.actWithForm(WHO.engineer, no, 'escalate', { reason: 'no way in' });
    await eventually(() => expect(told(WHO.supervisor, no, 'no way in')).toBe(1));
  });

  test('S18, B7: a group that cannot be read any more while the bot runs fails no submission and silences no breach', async () => {
    desk = await open({ roles: { supervisors: [GROUP], heads: [WHO.head] } });
    await desk.userGroup(GROUP, [WHO.supervisor]);
    await desk.app.runJobs();
    await desk.userGroup(GROUP, { error: 'no_such_subteam' });
    const no = await desk.logCall(aCall(P1));
    await desk.sleepThrough({ hours: 5 });
    await desk.app.runJobs();
    await eventually(() => expect(told(WHO.head, '🔴', no)).toBeGreaterThan(0));
    await eventually(() => expect(desk.posted(ALARMS).some((one) => shownIn(one).includes('🔴') && shownIn(one).includes(no))).toBe(true));
  });

  test('S18: without any supervisor who is known the heads hear in their place, without a head the admins', async () => {
    desk = await open({ roles: { supervisors: ['S0NOBODY'], heads: [WHO.tom] } });
    expect((await policyNow(desk.app.desk)).people).toMatchObject({ supervisors: [WHO.tom], heads: [WHO.tom] });
    await desk.deactivate(WHO.tom);
    await desk.app.desk.people.review();
    expect((await policyNow(desk.app.desk)).people.supervisors).toEqual([WHO.head]);
  });

  test('B5: a calendar file waits for a direct channel that Slack throttles', async () => {
    desk = await open({});
    const no = await desk.orderVisit(await desk.logCall(aCall()));
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.slack({ slack: 'throttles', method: 'files.completeUploadExternal', times: 1, retryAfter: 1 });
    await desk.command(WHO.engineer, '/visit calendar');
    expect((await desk.received(WHO.engineer, /visits\.ics/)).toString()).toContain(no);
  });
});
