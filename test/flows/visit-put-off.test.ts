import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Visit } from '../../src/cases/visit/visit.js';
import { translator } from '../../src/locales/index.js';
import { at } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('a visit that is put off when it was time to leave', () => {
  let desk: TestDesk;
  let no: string;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-11-30T09:00') });
    no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.tom, date: '2026-11-30', from: '11:00', to: '12:00' });
    await desk.actWithForm(WHO.tom, no, 'accept', {});
    await desk.advance('PT1H57M');
    await desk.actWithForm(WHO.tom, no, 'reschedule', {
      date: '2026-11-30',
      from: '16:00',
      to: '17:00',
      wish: 'customer',
      agreedWith: '王先生',
      reason: '客户正忙',
    });
  });
  afterAll(() => desk.close());

  const data = async (): Promise<Visit['data']> => ((await desk.case(no)) as object as Visit).data;

  test('eye9-7: the supervisor hears with the press that excuses it, and the card says it', async () => {
    const told = await eventually(() => {
      const found = desk.posted(directOf(WHO.supervisor)).findLast((one) => shownIn(one).includes('告知客户已过晚'));
      if (!found) throw new Error('nothing was told');
      return found;
    });
    expect(shownIn(told)).toContain('11:00');
    expect(shownIn(told)).toContain('16:00');
    expect(shownIn(told)).toContain('记为迟到');
    expect(shownIn(await desk.visitCard(no))).toContain('临行改约过晚');
    await desk.pressOn(WHO.supervisor, told, 'excuse', no);
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'visit.decide'), { reason: '客户自己来电要求改期' });
    await eventually(async () => expect((await data()).misses).toMatchObject([{ why: 'moved', excusedBy: WHO.supervisor }]));
    await eventually(async () => expect(shownIn(await desk.visitCard(no))).not.toContain('临行改约过晚'));
  });

  test('eye9-7: in English it says the same', () => {
    const said = translator('en')('visit.notice.visitPutOff', {
      no: 'V-8',
      customer: 'Shop',
      by: 'Tom',
      at: 'Mon 11:00',
      window: 'Mon 16:00–17:00',
      wished: ' for our sake',
      agreedWith: 'Mr Wang',
      reason: 'customer busy',
    });
    expect(said).toContain('Tom moved the appointment of Mon 11:00 to Mon 16:00–17:00 for our sake when it was too late');
    expect(said).toContain('“Excuse”');
  });

  test('eye10-11: an agent is asked whose wish it is; what is ours is told and counts, and the card says so', async () => {
    const other = await desk.orderVisit(await desk.logCall(aCall({ phone: '138 0000 4712', customer: '晨光书店' })), {
      engineer: WHO.tom,
      date: '2026-11-30',
      from: '14:00',
      to: '15:00',
    });
    await desk.actWithForm(WHO.tom, other, 'accept', {});
    const moved = { date: '2026-12-01', from: '10:00', to: '11:00', agreedWith: '王先生', reason: '工程师说还没忙完' };
    await desk.actWithForm(WHO.agent, other, 'reschedule', moved);
    expect(((await desk.case(other)) as object as Visit).data.misses ?? []).toEqual([]);
    await desk.submit(WHO.agent, await desk.modal(WHO.agent, 'visit.reschedule'), { ...moved, wish: 'ours' });
    await eventually(async () => expect(shownIn(await desk.visitCard(other))).toContain('临行改约过晚'));
    await eventually(() => {
      const told = desk.posted(directOf(WHO.supervisor)).findLast((one) => shownIn(one).includes(other));
      expect(shownIn(told as never)).toContain('（我方原因）');
      expect(JSON.stringify(told?.blocks)).toContain('case:excuse');
    });
  });

  test('V4: what its engineer says of the customer’s wish is heard by who ordered it, who can say that it was not', async () => {
    const other = await desk.orderVisit(await desk.logCall(aCall({ phone: '138 0000 4721', customer: '城西面馆' })), {
      engineer: WHO.tom,
      date: '2026-11-30',
      from: '14:30',
      to: '15:30',
    });
    await desk.actWithForm(WHO.tom, other, 'accept', {});
    const moved = { date: '2026-12-02', from: '10:00', to: '11:00', wish: 'customer', agreedWith: '王先生', reason: '客户说改天' };
    await desk.actWithForm(WHO.tom, other, 'reschedule', moved);
    expect(((await desk.case(other)) as object as Visit).data.misses ?? []).toEqual([]);
    const told = await eventually(() => {
      const found = desk
        .posted(directOf(WHO.agent))
        .findLast((one) => shownIn(one).includes(other) && shownIn(one).includes('称是客户要求'));
      if (!found) throw new Error('who ordered it was not told');
      return found;
    });
    await desk.pressOn(WHO.agent, told, 'notWished', other);
    const form = await desk.modal(WHO.agent, 'visit.notWished');
    await desk.submit(WHO.agent, form, { heardFrom: '周丽', reason: '店长说他一直在等' });
    await eventually(async () =>
      expect(((await desk.case(other)) as object as Visit).data).toMatchObject({
        misses: [{ why: 'moved', by: WHO.tom, promisedAt: at('2026-11-30T14:30').toJSDate() }],
      }),
    );
    await eventually(async () => {
      await desk.settle();
      const denied = desk.posted(directOf(WHO.supervisor)).findLast((one) => shownIn(one).includes(other));
      expect(shownIn(denied as never)).toContain('并未要求');
      expect(JSON.stringify(denied?.blocks)).toContain('case:excuse');
      expect(desk.posted(directOf(WHO.tom)).some((one) => shownIn(one).includes('did not wish to move'))).toBe(true);
    });
  });

  test('V4: several small delays in a row are the long one that they come to', async () => {
    const other = await desk.orderVisit(await desk.logCall(aCall({ phone: '138 0000 4722', customer: '城东面馆' })), {
      engineer: WHO.tom,
      date: '2026-11-30',
      from: '14:30',
      to: '15:30',
    });
    await desk.actWithForm(WHO.tom, other, 'accept', {});
    const move = async (from: string, to: string) => {
      const moved = { date: '2026-11-30', from, to, wish: 'ours', agreedWith: '王先生', reason: '工程师另有急单' };
      await desk.actWithForm(WHO.agent, other, 'reschedule', moved);
      return ((await desk.case(other)) as object as Visit).data.misses ?? [];
    };
    expect(await move('15:29', '16:29')).toEqual([]);
    expect(await move('16:28', '17:28')).toEqual([]);
    expect(await move('20:00', '21:00')).toMatchObject([{ why: 'moved', promisedAt: at('2026-11-30T14:30').toJSDate() }]);
  });

  test('eye10-18: a visit given back too late says that it counts, with the press that excuses it', async () => {
    const other = await desk.orderVisit(await desk.logCall(aCall({ phone: '138 0000 4713', customer: '阳光花店' })), {
      engineer: WHO.tom,
      date: '2026-11-30',
      from: '11:45',
      to: '12:45',
    });
    await desk.actWithForm(WHO.tom, other, 'accept', {});
    await desk.actWithForm(WHO.tom, other, 'decline', { reason: '客户不在店里' });
    await eventually(() => {
      const told = desk.posted(directOf(WHO.supervisor)).findLast((one) => shownIn(one).includes(other) && shownIn(one).includes('拒单'));
      expect(shownIn(told as never)).toContain('计为未到');
      expect(JSON.stringify(told?.blocks)).toContain('case:excuse');
    });
  });

  test('eye10-17: of a visit that was ordered after its time to leave nothing was held up by the bot', async () => {
    const ticket = await desk.logCall(aCall({ phone: '138 0000 4715', customer: '江南茶庄' }));
    const near = await desk.orderVisit(ticket, { engineer: WHO.tom, date: '2026-11-30', from: '11:20', to: '12:20' });
    await desk.actWithForm(WHO.tom, near, 'accept', {});
    await desk.advance('PT1M');
    const told = await eventually(() => {
      const found = desk.posted(directOf(WHO.tom)).filter((one) => shownIn(one).includes(near) && one.blocks?.[0]?.type !== 'header');
      if (!found.some((one) => shownIn(one).includes('leave'))) throw new Error(found.map(shownIn).join(' | '));
      return found;
    });
    expect(told.map(shownIn).join()).not.toMatch(/延迟 .* 发送|held up/);
  });

  test('eye10-10: a shorter way that somebody typed is not the next visit’s', async () => {
    const ticket = await desk.logCall(aCall({ phone: '138 0000 4714', customer: '城南药店' }));
    const first = await desk.orderVisit(ticket, { engineer: WHO.tom, date: '2026-12-02', from: '10:00', to: '11:00', travelMinutes: '30' });
    await desk.actWithForm(WHO.tom, first, 'accept', {});
    await desk.actWithForm(WHO.tom, first, 'edit', { travelMinutes: '0' });
    await eventually(async () => expect(((await desk.case(first)) as object as Visit).data.travelMinutes).toBe(0));
    // Nor is one that was typed into the next order.
    const typed = { date: '2026-12-03', from: '10:00', to: '11:00', travelMinutes: '5' };
    await desk.orderVisit(ticket, { engineer: WHO.tom, ...typed });
    await desk.command(WHO.agent, `/visit ${ticket}`);
    const view = await desk.modal(WHO.agent, 'visit.schedule');
    await desk.pressInView(WHO.agent, view, 'more', 'value', ['more']);
    await eventually(() => expect(JSON.stringify(view.body)).toContain('"initial_value":"30"'));
  });
});
