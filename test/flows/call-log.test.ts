import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const OUT_OF_SCOPE = {
  outcome: 'out_of_scope',
  phone: '138 0000 4720',
  callerName: '孙伟',
  pointedTo: '银行',
  description: '刷卡机坏了',
};

describe('the calls that were logged', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: at('2026-03-03T10:00') });
  });
  afterAll(() => desk.close());

  const lastHistory = async (no: string) => (await desk.case(no))?.history.at(-1);

  test('Q19: a wrong number is seen by its number, everywhere a number is typed', async () => {
    const no = await desk.logCall({ outcome: 'wrong_number', phone: '138 0000 4719' });
    await desk.command(WHO.anna, `/ticket ${no}`);
    expect(shownIn(await desk.answer(WHO.anna, `${no} · Wrong number`))).toContain('138••••19');
    await desk.command(WHO.agent, `/desk ${no.toLowerCase()}`);
    await desk.answer(WHO.agent, '打错电话');
    await desk.say(WHO.tom, no, undefined, directOf(WHO.tom));
    const toTom = () =>
      desk.workspace.messages.filter(({ channel, ephemeralFor }) => channel === directOf(WHO.tom) || ephemeralFor === WHO.tom);
    await eventually(() => expect(toTom().map(shownIn).join()).toContain(`${no} · Wrong number`));
  });

  test('Q19: a call out of scope is set right with a reason, and what stood there stays in its history', async () => {
    const no = await desk.logCall({ outcome: 'out_of_scope', callerName: '孙伟', pointedTo: '银行热线', description: '刷卡机' });
    await desk.command(WHO.agent, `/ticket ${no}`);
    await desk.answer(WHO.agent, '银行热线');
    await desk.pressAnswer(WHO.agent, 'edit', no);
    const view = await desk.modal(WHO.agent, 'call.edit');
    expect((await desk.submit(WHO.agent, view, { pointedTo: '收单机构' })).errors).toHaveProperty('reason');
    expect(await desk.submit(WHO.agent, view, { pointedTo: '收单机构', reason: '说错了' })).toMatchObject({ ok: true });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ pointedTo: '收单机构', callerName: '孙伟' }));
    expect(await lastHistory(no)).toMatchObject({ action: 'edit', by: WHO.agent, note: '说错了' });
    expect((await lastHistory(no))?.changes).toEqual([{ field: 'pointedTo', from: '银行热线', to: '收单机构' }]);
    await desk.closeModals(WHO.agent);
    await desk.command(WHO.agent, `/ticket ${no}`);
    await desk.answer(WHO.agent, '收单机构');
    await desk.pressAnswer(WHO.agent, 'edit', no);
    const again = await desk.modal(WHO.agent, 'call.edit');
    const { errors } = await desk.submit(WHO.agent, again, { reason: '没有什么' });
    expect(JSON.stringify(errors)).toContain('没有不同');
    expect((await desk.case(no))?.history).toHaveLength(2);
  });

  test('Q19: a message is corrected by whoever took it, and its receiver sees it; nobody else may', async () => {
    const no = await desk.logCall({
      outcome: 'message',
      messageFor: WHO.tom,
      callerName: 'Leo Park',
      phone: '13800000007',
      description: 'Please ring back about the invoice',
    });
    await desk.command(WHO.engineer, `/ticket ${no}`);
    const foreign = await desk.answer(WHO.engineer, no);
    expect(shownIn(foreign)).not.toContain(`edit ${no}`);
    await desk.command(WHO.agent, `/ticket ${no}`);
    const own = await desk.answer(WHO.agent, no);
    await desk.press(WHO.agent, own, 'case-menu', `edit ${no}`);
    const view = await desk.modal(WHO.agent, 'message.edit');
    await desk.submit(WHO.agent, view, { text: 'About the delivery, not the invoice', reason: '听错了' });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ text: 'About the delivery, not the invoice' }));
    await desk.settle();
    await eventually(() => expect(desk.posted(directOf(WHO.tom)).map(shownIn).join()).toContain('About the delivery'));
  });

  test('Q19: what was taken as out of scope becomes a ticket with what is known of it; that the number was seen is recorded', async () => {
    const no = await desk.logCall(OUT_OF_SCOPE);
    await desk.command(WHO.agent, `/ticket ${no}`);
    await desk.answer(WHO.agent, no);
    await desk.pressAnswer(WHO.agent, 'makeTicket', no);
    const view = await desk.modal(WHO.agent, 'call.log');
    expect(view.values.callerName?.value.value).toBe('孙伟');
    expect(view.values.description?.value.value).toBe(`刷卡机坏了 (${no})`);
    expect(await lastHistory(no)).toMatchObject({ action: 'showPhone', by: WHO.agent });
  });

  test('Q19: /newcall log lists the day’s calls of every kind, a period too, and is shared', async () => {
    const ticket = await desk.logCall(aCall());
    await desk.command(WHO.anna, '/newcall log');
    const shown = shownIn(await desk.answer(WHO.anna, 'Calls of 2026-03-03'));
    for (const no of ['C-1', 'C-2', 'M-1', ticket]) expect(shown).toContain(no);
    expect(shown).toContain('Wrong number');
    expect(shown).toContain('Message for a colleague');
    expect(shown).toContain('case:share');
    for (const typed of [
      '/desk call log',
      '/newcall 记录',
      '/desk 来电 记录',
      '/newcall log 2026-03',
      '/newcall log 2026-03-01..2026-03-31',
    ]) {
      await desk.command(WHO.agent, typed);
      expect(shownIn(await desk.answer(WHO.agent, '的来电'))).toContain('C-1');
    }
    await desk.command(WHO.anna, '/newcall log 2026-02');
    await desk.answer(WHO.anna, 'No calls.');
    await desk.command(WHO.anna, '/newcall log yesterday-ish');
    await desk.answer(WHO.anna, 'is not a period');
  });

  test('Q27: the alarm of a message that nobody acknowledged leads the supervisor to the message, not into its receiver’s direct channel', async () => {
    const no = await desk.logCall({
      outcome: 'message',
      messageFor: WHO.tom,
      callerName: '何静',
      phone: '13800000008',
      description: '请回电',
    });
    await desk.advance('PT2H5M');
    await desk.settle();
    const told = await eventually(() => {
      const found = desk
        .posted(directOf(WHO.supervisor))
        .map(shownIn)
        .findLast((shown) => shown.includes(no));
      if (!found) throw new Error('nobody was told');
      return found;
    });
    expect(told).not.toContain(`archives/${directOf(WHO.tom)}`);
    expect(told).toContain(`desk cases M-1 ${no}`);
    expect(desk.posted(directOf(WHO.tom)).map(shownIn).join()).toContain(`archives/${directOf(WHO.tom)}`);
    // A row of a list leads to no card in somebody else's channel: it is opened by the press below.
    const list = desk.posted(directOf(WHO.supervisor)).findLast((one) => shownIn(one).includes(no));
    await desk.press(WHO.supervisor, list as never, `case:rest.desk-cases-M-1-${no}`, `0 desk cases M-1 ${no}`);
    expect(shownIn(await desk.answer(WHO.supervisor, no))).toContain('row-menu');
  });

  test('A1: what becomes a ticket later is promised from its call, and the call log says so', async () => {
    const no = await desk.logCall({ ...OUT_OF_SCOPE, phone: '138 0000 4721' });
    const called = (await desk.case(no))?.openedAt.getTime() ?? 0;
    await desk.advance('PT2H');
    await desk.command(WHO.agent, `/ticket ${no}`);
    await desk.answer(WHO.agent, no);
    await desk.pressAnswer(WHO.agent, 'makeTicket', no);
    const view = await desk.modal(WHO.agent, 'call.log');
    expect(JSON.stringify(view.body.blocks)).toContain('起算');
    await desk.submit(WHO.agent, view, aCall({ phone: '138 0000 4721' }));
    const told = await desk.modal(WHO.agent, 'tell');
    const ticket = await desk.case(/T-\d+/.exec(JSON.stringify(told.body.blocks))?.[0] ?? '');
    expect(ticket?.dueAt?.getTime()).toBe(called + 24 * 3_600_000);
    await desk.closeModals(WHO.agent);
  });

  test('A1: where that is over already, nobody is told to promise a time that is gone', async () => {
    const no = await desk.logCall({ ...OUT_OF_SCOPE, phone: '138 0000 4722' });
    await desk.advance('PT26H');
    await desk.command(WHO.agent, `/ticket ${no}`);
    await desk.answer(WHO.agent, no);
    await desk.pressAnswer(WHO.agent, 'makeTicket', no);
    await desk.submit(WHO.agent, await desk.modal(WHO.agent, 'call.log'), aCall({ phone: '138 0000 4722' }));
    const told = JSON.stringify((await desk.modal(WHO.agent, 'tell')).body.blocks);
    expect(told).toContain('本应在');
    expect(told).not.toContain('我们最晚');
    await desk.closeModals(WHO.agent);
  });
});
