import { afterEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { SAMPLE_ROLES } from '../../src/sandbox/sample.js';
import { FINISH } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const LEFT = 'U09LEFT';

describe('work of somebody who has left', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const stateOf = async (no: string) => desk.case(no);

  test('I6: a supervisor hands all of it over at one press; what the colleague may not take stays, and says why', async () => {
    desk = await TestDesk.open({
      logLevel: 'silent',
      settings: { roles: { ...SAMPLE_ROLES, engineers: [...SAMPLE_ROLES.engineers, LEFT] } },
    });
    await desk.newcomer('member', 'Lee Left', LEFT);
    const first = await desk.logCall(aCall());
    const second = await desk.logCall(aCall({ description: '扫码枪不亮' }));
    for (const no of [first, second]) {
      await desk.pressOn(LEFT, await desk.card(no), 'accept', no);
      await eventually(async () => expect((await stateOf(no))?.owner).toBe(LEFT));
    }
    const visit = await desk.orderVisit(first, { engineer: LEFT }, { hours: 26 });
    await desk.actWithForm(LEFT, visit, 'accept', {});
    await eventually(async () => expect((await stateOf(visit))?.owner).toBe(LEFT));
    // Who is ill is called so, by name or not, before the name or behind it; himself he hands over his own.
    for (const typed of ['请假 Lee', 'sick Lee Left', 'Lee 病假', '@lee.left 休假', '@lee.left']) {
      const before = desk.private(WHO.supervisor).length;
      await desk.command(WHO.supervisor, `/desk ${typed}`);
      const answer = await eventually(() => {
        const next = desk.private(WHO.supervisor)[before];
        if (!next) throw new Error(`no answer to ${typed}`);
        return JSON.stringify(next.blocks);
      });
      expect(answer).toContain('case:overview.handOver');
      expect(answer).toContain(second);
    }

    await desk.command(LEFT, '/desk sick');
    expect(JSON.stringify((await desk.answer(LEFT, 'Your open work')).blocks)).toContain('case:overview.handOver');
    await desk.deactivate(LEFT, 'user_disabled');
    await desk.app.runJobs();
    // Named once to those who lead, with what waits for somebody.
    const named = () =>
      desk.posted(directOf(WHO.supervisor)).filter((one) => [LEFT, second, visit].every((part) => shownIn(one).includes(part)));
    await eventually(() => expect(named().map(shownIn).join()).toContain('/desk 转交'));
    await desk.app.runJobs();
    expect(named()).toHaveLength(1);

    await desk.command(WHO.agent, '/desk 转交');
    expect(shownIn(await desk.answer(WHO.agent, '主管'))).not.toContain('case:overview.handOver');
    await desk.command(WHO.supervisor, '/desk 转交');
    const shown = await desk.answer(WHO.supervisor, '待转交的工作');
    for (const no of [first, second, visit]) expect(shownIn(shown)).toContain(no);

    await desk.press(WHO.supervisor, shown, 'case:overview.handOver');
    const form = await desk.modal(WHO.supervisor, 'overview.handOver');
    expect(JSON.stringify(form.body.blocks)).toContain(second);
    // An agent drives nowhere: the visit stays; a ticket asks for an engineer, too.
    await desk.submit(WHO.supervisor, form, { to: WHO.agent, reason: '离职' });
    const rest = await eventually(async () => {
      const again = await desk.modal(WHO.supervisor, 'overview.handOver');
      if (!JSON.stringify(again.body.blocks).includes('仍在原处')) throw new Error('nothing is left yet');
      return again;
    });
    const refused = JSON.stringify(rest.body.blocks);
    expect(refused).toMatch(new RegExp(`${visit}：[^•]*可接手：[^•]*${WHO.tom}`));
    expect(refused).toContain('仍在原处');
    expect(refused).toContain(visit);
    expect((await stateOf(visit))?.owner).toBe(LEFT);

    // The same modal asks on for what is left, and the list comes to an end.
    await desk.submit(WHO.supervisor, rest, { to: WHO.tom, reason: '离职' });
    const told = JSON.stringify((await desk.modal(WHO.supervisor, 'tell')).body.blocks);
    expect(told).toContain('已转交');
    for (const no of [first, second, visit]) expect(told).toContain(no);
    await eventually(async () => {
      // Nobody who has left goes on owning what another is asked to accept.
      expect(await stateOf(first)).toMatchObject({ owner: WHO.tom, state: 'accepted', data: { acceptedBy: WHO.tom } });
      expect((await stateOf(visit))?.data).toMatchObject({ engineer: WHO.tom });
    });
    await eventually(async () => expect((await stateOf(second))?.owner).toBe(WHO.tom));
    await desk.command(WHO.supervisor, '/desk 转交');
    await desk.answer(WHO.supervisor, '离职人员名下没有未完成的工作');
  });

  test('eye9-17: two visits in one state are answered alike, with who may hand in; what asks first brings its press', async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T09:30', { zone: 'Asia/Shanghai' }) });
    const ticket = await desk.logCall(aCall());
    const order = async (engineer: string, hours: number): Promise<string> => {
      const no = await desk.orderVisit(ticket, { engineer, travelMinutes: '10' }, { hours });
      if (engineer === WHO.engineer) await desk.actWithForm(WHO.engineer, no, 'accept', {});
      return no;
    };
    const signed = [await order(WHO.engineer, 0.5), await order(WHO.engineer, 4)];
    // One of both would clash with what the colleague has to do, and it is too late for that question.
    await order(WHO.tom, 0.5);
    const ahead = await order(WHO.engineer, 24);
    await order(WHO.tom, 24);
    for (const [no, wait] of [
      [signed[0] ?? '', 'PT30M'],
      [signed[1] ?? '', 'PT3H30M'],
    ] as const) {
      await desk.advance(wait);
      await desk.pressVisit(WHO.engineer, no, 'arrive');
      await desk.pressVisit(WHO.engineer, no, 'startWork');
      await desk.actWithForm(WHO.engineer, no, 'finish', { ...FINISH, photos: [await desk.picture()] });
      await eventually(async () => expect((await desk.case(no))?.state).toBe('signed'));
    }
    const shown = await desk.asks(WHO.supervisor, '/desk sick 李强', 'case:overview.handOver');
    await desk.press(WHO.supervisor, shown, 'case:overview.handOver');
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'overview.handOver'), { to: WHO.tom, reason: '发烧' });
    const rest = await eventually(async () => {
      const again = await desk.modal(WHO.supervisor, 'overview.handOver');
      if (!JSON.stringify(again.body.blocks).includes('仍在原处')) throw new Error('nothing is left yet');
      return again;
    });
    const words = JSON.stringify(rest.body.blocks);
    // The same state in one sentence, and whoever may do what it waits for.
    expect(words).toMatch(new RegExp(`• ${signed.join(', ')}：已是“已签字，待交单”[^•]*“A联已交”[^•]*${WHO.supervisor}`));
    for (const no of signed) expect(words).toContain(`${no} · A联已交`);
    expect(words).toContain(`• ${ahead}：需要先确认`);
    const press = rest.body.blocks.find((block: { elements?: { value?: string; action_id?: string }[] }) =>
      block.elements?.some(({ value = '', action_id: id }) => id === 'case:reassign' && value.startsWith(ahead)),
    );
    await desk.pressInView(WHO.supervisor, rest, press.block_id, 'case:reassign');
    const form = await desk.modal(WHO.supervisor, 'visit.reassign');
    expect(JSON.stringify(form.body.blocks)).toContain('发烧');
    await desk.submitAnyway(WHO.supervisor, form, { to: WHO.tom, reason: '发烧' });
    await eventually(async () => expect((await desk.case(ahead))?.data).toMatchObject({ engineer: WHO.tom }));
  });
});
