import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import type { TicketData } from '../../src/cases/ticket/ticket.js';
import { aCall, eventually, MEANT, option, TestDesk, WHO } from '../support/desk.js';

const CALLED = 'together_called';

describe('a call log that was left open', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T18:00', { zone: 'Asia/Shanghai' }) });
  });
  afterAll(() => desk.close());

  const opened = async () => {
    await desk.command(WHO.agent, '/newcall');
    return desk.modal(WHO.agent, 'call.log');
  };
  type View = Awaited<ReturnType<typeof opened>>;
  const has = (view: View, id: string): boolean => view.body.blocks.some(({ block_id }: { block_id?: string }) => block_id === id);
  const logged = async () => {
    const told = await desk.modal(WHO.agent, 'tell');
    return desk.case(/T-\d+/.exec(JSON.stringify(told.body.blocks))?.[0] ?? '');
  };

  test('50: over night it asks once, by the time it was opened, loses nothing, and the promise counts from the answer', async () => {
    const view = await opened();
    const begun = desk.app.desk.clock.now();
    await desk.advance('PT15H');
    await desk.submit(WHO.agent, view, aCall({ description: '小票打印机卡纸' }));
    await eventually(() => expect(has(view, CALLED)).toBe(true));
    expect(JSON.stringify(view.body.blocks)).toContain('18:00');
    expect(view.values.description?.value.value).toBe('小票打印机卡纸');
    // What is drawn anew meanwhile still knows when it was opened.
    const { hash } = view;
    await desk.pressInView(WHO.agent, view, 'category', 'value', option('hardware'));
    await eventually(() => expect(view.hash).not.toBe(hash));
    await desk.submit(WHO.agent, view, aCall());
    await eventually(() => expect(has(view, CALLED)).toBe(true));
    await desk.submit(WHO.agent, view, { ...aCall(), [CALLED]: 'then' });
    if (has(view, MEANT)) await desk.submit(WHO.agent, view, { ...aCall(), [MEANT]: 'new' });
    const ticket = await logged();
    const { startedAt } = ((ticket?.data ?? {}) as Partial<TicketData>).clock ?? { startedAt: new Date(0) };
    expect(Math.abs(startedAt.getTime() - begun.toMillis())).toBeLessThan(60_000);
    expect(ticket?.dueAt?.getTime()).toBe(startedAt.getTime() + 24 * 3_600_000);
  });

  test('50: who has just been called says so, also where the customer is asked about besides, and within ten minutes nobody is asked', async () => {
    await desk.logCall(aCall({ customer: '上海悦购超市' }));
    const view = await opened();
    await desk.advance('PT1H');
    const call = aCall({ customer: '上海越购超市' });
    await desk.submit(WHO.agent, view, call);
    await eventually(() => expect(has(view, CALLED)).toBe(true));
    await desk.submit(WHO.agent, view, { ...call, [CALLED]: 'now' });
    await eventually(() => expect(has(view, MEANT)).toBe(true));
    await desk.submit(WHO.agent, view, { ...call, [MEANT]: 'new' });
    const ticket = await logged();
    expect(ticket?.dueAt?.getTime()).toBe((ticket?.openedAt.getTime() ?? 0) + 24 * 3_600_000);
    const soon = await opened();
    await desk.advance('PT9M');
    await desk.submit(WHO.agent, soon, aCall());
    expect(has(soon, CALLED)).toBe(false);
  });

  test('eye10-12: what was answered stays answered through the question that comes after it, also where the log is drawn anew between', async () => {
    await desk.logCall(aCall({ customer: '南京东路花店' }));
    const view = await opened();
    const call = aCall({ customer: '南京东路花点' });
    await desk.submit(WHO.agent, view, call);
    await eventually(() => expect(has(view, MEANT)).toBe(true));
    await desk.advance('PT61H');
    await desk.submit(WHO.agent, view, { ...call, [MEANT]: 'new' });
    await eventually(() => expect(has(view, CALLED)).toBe(true));
    expect(has(view, MEANT)).toBe(false);
    const { hash } = view;
    await desk.pressInView(WHO.agent, view, 'category', 'value', option('network'), { ...call, [CALLED]: 'now' });
    await eventually(() => expect(view.hash).not.toBe(hash));
    await desk.submit(WHO.agent, view, call);
    expect((await logged())?.data).toMatchObject({ customer: '南京东路花点' });
  });
});
