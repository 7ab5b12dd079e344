import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Visit } from '../../src/cases/visit/visit.js';
import { at, PACKED } from '../support/builders.js';
import { aCall, directOf, eventually, TestDesk, WHO } from '../support/desk.js';

const day = '2026-11-24';

describe('clashes (D2)', () => {
  let desk: TestDesk;
  let first: string;
  const visit = async (no: string): Promise<Visit> => (await desk.case(no)) as object as Visit;
  const order = async (from: string, to: string, values = {}): Promise<string> =>
    desk.orderVisit(await desk.logCall(aCall()), { date: day, from, to, ...values });
  const heard = (user: string, no: string): string[] =>
    desk
      .posted(directOf(user))
      .map(({ text }) => text)
      .filter((text) => text.includes(no) && text.includes(first));
  /** Submits a form that clashes: it comes back naming the clash, changes nothing, and takes a reason. */
  const asksWhy = async (user: string, no: string, action: string, values: object): Promise<void> => {
    await desk.closeModals(user);
    await desk.pressOn(user, await desk.visitCard(no, user), action, no);
    const view = await desk.modal(user, `visit.${action}`);
    const before = (await visit(no)).version;
    await desk.submit(user, view, values);
    const again = await desk.modal(user, `visit.${action}`);
    expect(JSON.stringify(again.body.blocks)).toContain(first);
    expect((await visit(no)).version).toBe(before);
    await desk.submit(user, again, values);
    expect((await visit(no)).version).toBe(before);
    await desk.submit(user, await desk.modal(user, `visit.${action}`), { ...values, clashReason: '客户只有这个时间' });
    expect((await visit(no)).version).toBeGreaterThan(before);
    expect((await visit(no)).history.at(-1)?.note).toContain('客户只有这个时间');
    await desk.settle();
  };

  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: at(`${day}T09:00`) });
    first = await order('14:00', '15:00', { engineer: WHO.tom });
    await desk.actWithForm(WHO.tom, first, 'accept', {});
  });
  afterAll(() => desk.close());

  test('V9: an order names the clash and asks why, and the supervisor hears of it', async () => {
    const ticket = await desk.logCall(aCall());
    await desk.command(WHO.agent, `/visit ${ticket}`);
    const values = {
      engineer: WHO.tom,
      date: day,
      from: '14:30',
      to: '15:30',
      address: 'x',
      phone: '13800004711',
      travelMinutes: '30',
      need: 'x',
      kind: 'repair',
    };
    await desk.submit(WHO.agent, await desk.modal(WHO.agent, 'visit.schedule'), values);
    const again = await desk.modal(WHO.agent, 'visit.schedule');
    expect(JSON.stringify(again.body.blocks)).toContain(first);
    await desk.submit(WHO.agent, again, { ...values, clashReason: '客户只有这个时间' });
    const no = /V-\d+/.exec(JSON.stringify((await desk.modal(WHO.agent, 'tell')).body.blocks))?.[0] ?? '';
    await desk.settle();
    expect(heard(WHO.supervisor, no)).toHaveLength(1);
    await desk.actWithForm(WHO.agent, no, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: 'customer asked' });
  });

  test('V9: accepting is not one press, and the one who ordered hears', async () => {
    const no = await order('14:20', '15:20');
    await asksWhy(WHO.tom, no, 'accept', {});
    expect(heard(WHO.agent, no)).toHaveLength(1);
    await desk.actWithForm(WHO.agent, no, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: 'customer asked' });
  });

  test('D2: what was moved while a form was open is said before what it clashes with; who cannot be there in time is told', async () => {
    const no = await order('16:30', '17:30', { travelMinutes: '30' });
    await desk.closeModals(WHO.tom);
    await desk.pressOn(WHO.tom, await desk.visitCard(no, WHO.tom), 'accept', no);
    const open = await desk.modal(WHO.tom, 'visit.accept');
    expect(JSON.stringify(open.body.blocks)).not.toContain('had to leave');
    await desk.actWithForm(WHO.agent, no, 'reschedule', {
      date: day,
      from: '14:10',
      to: '15:10',
      wish: 'customer',
      agreedWith: '周丽',
      reason: '客户要求',
    });
    await desk.submit(WHO.tom, open, {});
    const again = JSON.stringify((await desk.modal(WHO.tom, 'visit.accept')).body.blocks);
    expect(again).toContain(`${no} changed while this was open`);
    expect(again).not.toContain(`"clashReason"`);
    // What it says of the order is as it stands by now.
    expect(again).toContain('14:10–15:10');
    expect(again).not.toContain('16:30–17:30');
    await desk.actWithForm(WHO.agent, no, 'reschedule', {
      date: day,
      from: '09:25',
      to: '09:55',
      wish: 'customer',
      agreedWith: '周丽',
      reason: '客户要求',
    });
    await desk.closeModals(WHO.tom);
    await desk.pressOn(WHO.tom, await desk.visitCard(no, WHO.tom), 'accept', no);
    expect(JSON.stringify((await desk.modal(WHO.tom, 'visit.accept')).body.blocks)).toContain('had to leave');
    await desk.actWithForm(WHO.agent, no, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: 'customer asked' });
  });

  test.each([
    ['reschedule', WHO.tom, { date: day, from: '14:30', to: '15:30', wish: 'customer', agreedWith: '周丽', reason: '客户要求' }],
    ['edit', WHO.tom, { address: 'x', phone: '13800004711', travelMinutes: '400', need: 'x', kind: 'repair' }],
  ] as const)('V9: %s names the clash and asks why', async (action, user, values) => {
    const no = await order('16:30', '17:30', { engineer: user });
    await desk.actWithForm(user, no, 'accept', {});
    await asksWhy(user, no, action, values);
    if (action === 'reschedule') {
      // Moved behind what the ticket promises it says so, as ordering does.
      const later = { ...values, date: at(`${day}T10:00`).plus({ days: 7 }).toISODate() ?? '' };
      await desk.actWithForm(user, no, action, later);
      const { ticketNo } = (await visit(no)).data;
      expect(JSON.stringify((await desk.modal(user, 'tell')).body.blocks)).toContain(`It begins after ${ticketNo} is due`);
      await desk.closeModals(user);
    }
    await desk.actWithForm(WHO.agent, no, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: 'customer asked' });
  });

  test('V6: “I’ll be late” is recorded and told first and asks nothing; the clash is named to him and to who ordered', async () => {
    const no = await order('16:30', '17:30', { engineer: WHO.tom });
    await desk.actWithForm(WHO.tom, no, 'accept', {});
    await desk.actWithForm(WHO.tom, no, 'reschedule', {
      date: day,
      from: '12:00',
      to: '13:00',
      wish: 'customer',
      agreedWith: '周丽',
      reason: 'customer asked',
    });
    await desk.actWithForm(WHO.tom, no, 'late', { eta: at(`${day}T14:20`).toUnixInteger(), delayReason: 'traffic' });
    expect((await visit(no)).data.delays).toHaveLength(1);
    await desk.settle();
    expect(heard(WHO.agent, no)).toHaveLength(1);
    expect(heard(WHO.tom, no)).toHaveLength(1);
    await desk.actWithForm(WHO.agent, no, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: 'customer asked' });
  });

  test('V9: adding a helper, asking another and reassigning look into his diary', async () => {
    const no = await order('14:10', '15:10', { engineer: WHO.engineer });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await asksWhy(WHO.engineer, no, 'addHelper', { to: WHO.tom });
    await desk.actWithForm(WHO.engineer, no, 'removeHelper', { to: WHO.tom, reason: 'customer asked' });
    await asksWhy(WHO.engineer, no, 'askOther', { to: WHO.tom, reason: '我生病了' });
    await desk.actWithForm(WHO.supervisor, no, 'reassign', { to: WHO.engineer, reason: 'customer asked' });
    await asksWhy(WHO.supervisor, no, 'reassign', { to: WHO.tom, reason: 'customer asked' });
    await desk.actWithForm(WHO.agent, no, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: 'customer asked' });
  });

  test('V9: who has not finished is told what that makes late, and so are those who lead', async () => {
    const no = await order('12:30', '13:00', { engineer: WHO.tom, travelMinutes: '10' });
    await desk.actWithForm(WHO.tom, no, 'accept', {});
    await desk.advance('PT3H25M');
    // On his way there he is asked before he leaves for somewhere else.
    await desk.actWithForm(WHO.tom, no, 'onMyWay', PACKED);
    await desk.pressOn(WHO.tom, await desk.visitCard(first, WHO.tom), 'onMyWay', first);
    const leaves = await desk.modal(WHO.tom, 'visit.onMyWay');
    await desk.submit(WHO.tom, leaves, PACKED);
    await eventually(() => expect(JSON.stringify(leaves.body.blocks)).toContain(`on your way to ${no}`));
    expect((await visit(first)).state).toBe('accepted');
    await desk.closeModals(WHO.tom);
    await desk.pressVisit(WHO.tom, no, 'arrive');
    await desk.advance('PT1H40M');
    expect(heard(WHO.tom, no).at(-1)).toMatch(new RegExp(`should have ended[\\s\\S]*makes these late[\\s\\S]*${first}`));

    // By his own presses he is there, and cannot be here.
    await desk.pressOn(WHO.tom, await desk.visitCard(first, WHO.tom), 'arrive', first);
    await desk.answer(WHO.tom, `still at ${no}`);
    expect((await visit(first)).data.arrivals).toEqual([]);
    // The other visit is at hand: he asks for what can be done there, and the question is the right one.
    await desk.pressAnswer(WHO.tom, 'interrupt', no);
    expect(JSON.stringify((await desk.modal(WHO.tom, 'visit.interrupt')).body)).toContain(no);
    await desk.closeModals(WHO.tom);
    await desk.pressAnswer(WHO.tom, 'arriveStill', first);
    const why = await desk.modal(WHO.tom, 'visit.arriveStill');
    expect(JSON.stringify(why.body.blocks)).toMatch(new RegExp(`have not left the customer before[\\s\\S]*Not finished: ${no}`));
    await desk.submit(WHO.tom, why, { reason: '忘了点完成' });
    expect((await visit(first)).data.arrivals).toHaveLength(1);
  });

  test('V9: what is free is taken without a question', async () => {
    const no = await order('19:00', '19:30', { engineer: WHO.tom });
    await desk.command(WHO.agent, '/visit team');
    expect((await visit(no)).state).toBe('ordered');
    const result = await desk.actWithForm(WHO.tom, no, 'accept', {});
    expect(result.ok).toBe(true);
    expect((await visit(no)).history.at(-1)?.note).toBeUndefined();
  });

  test('V20: a Saturday and a holiday are named where they are chosen, and in what was ordered', async () => {
    await desk.command(WHO.agent, `/visit ${await desk.logCall(aCall())}`);
    const view = await desk.modal(WHO.agent, 'visit.schedule');
    const values = {
      engineer: WHO.tom,
      from: '10:00',
      to: '11:00',
      address: 'x',
      phone: '13800004711',
      travelMinutes: '30',
      need: 'x',
      kind: 'repair',
    };
    await desk.pressInView(WHO.agent, view, 'date', 'value', '2026-11-28');
    await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain('不是工作日'));
    await desk.submit(WHO.agent, view, { ...values, date: '2026-11-28' });
    expect(JSON.stringify((await desk.modal(WHO.agent, 'tell')).body.blocks)).toContain('不是工作日');
  });

  test('V20: the calendar file has alarm, phone and method, and takes back what was cancelled or given away', async () => {
    const kept = await order('21:00', '21:30', { engineer: WHO.tom });
    const gone = await order('22:00', '22:30', { engineer: WHO.tom });
    const given = await order('19:40', '20:10', { engineer: WHO.tom });
    for (const no of [kept, gone, given]) await desk.actWithForm(WHO.tom, no, 'accept', {});
    await desk.actWithForm(WHO.agent, gone, 'cancel', { wish: 'customer', agreedWith: '周丽', reason: 'customer asked' });
    await desk.actWithForm(WHO.agent, given, 'reassign', { to: WHO.engineer, reason: 'customer asked' });
    await desk.command(WHO.tom, '/visit calendar');
    const calendar = (await desk.received(WHO.tom, /visits.ics/)).toString().replace(/\r\n /g, '');
    const event = (no: string): string => calendar.split('BEGIN:VEVENT').find((one) => one.includes(`UID:${no}@`)) ?? '';
    expect(calendar).toContain('METHOD:PUBLISH');
    expect(event(kept)).toMatch(/138 0000 4711[\s\S]*BEGIN:VALARM[\s\S]*TRIGGER:-PT55M[\s\S]*STATUS:CONFIRMED/);
    for (const no of [gone, given]) {
      expect(event(no)).toContain('STATUS:CANCELLED');
      expect(event(no)).not.toContain('4711');
      expect(Number(/SEQUENCE:(\d+)/.exec(event(no))?.[1])).toBe((await visit(no)).version);
    }
    expect((await visit(kept)).history.at(-1)?.action).toBe('showPhone');
  });
});
