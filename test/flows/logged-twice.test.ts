import { afterEach, describe, expect, test } from '@jest/globals';
import { ALARMS, aCall, calledIn, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const FLOWERS = { customer: '花间花艺', phone: '021 6000 0009', description: '收银机死机' };

describe('a call that two agents log', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  /** Logs a call and leaves open what is said of it. */
  const logged = async (user: string, values: Record<string, unknown>) => {
    await desk.command(user, '/newcall');
    const view = await desk.modal(user, 'call.log');
    await desk.submit(user, view, aCall(values));
    return desk.modal(user, 'tell');
  };
  const blockWith = (view: Awaited<ReturnType<typeof logged>>, action: string): string =>
    view.body.blocks.find((block: { elements?: { action_id?: string }[] }) =>
      block.elements?.some(({ action_id: id }) => id === `case:${action}`),
    )?.block_id ?? '';

  test('eye9-19: the second is asked, however the number is written, and merges it; the first one’s owner hears only then', async () => {
    desk = await TestDesk.open();
    const first = await desk.logCall(aCall(FLOWERS));
    const other = await desk.logCall(aCall({ customer: '花间花艺', phone: '021 6000 0009', description: '门口的摄像头偏了' }));
    const told = await logged(WHO.anna, { ...FLOWERS, phone: '02160000009', description: '收银机死机了' });
    const words = shownIn(told.body);
    expect(words).toContain(`Same: merge into ${first}`);
    expect(words).not.toContain(other);
    const heard = () => desk.posted(directOf(WHO.agent)).filter((one) => shownIn(one).includes('重复登记'));
    expect(heard()).toHaveLength(0);

    await desk.pressInView(WHO.anna, told, blockWith(told, 'ticket.sameAs'), 'case:ticket.sameAs');
    const form = await desk.modal(WHO.anna, 'ticket.cancel');
    expect(form.values.duplicateOf?.value.value).toBe(first);
    await desk.submit(WHO.anna, form, {});
    const second = /T-\d+/.exec(words)?.[0] ?? '';
    await eventually(async () => expect(await desk.case(second)).toMatchObject({ state: 'cancelled', data: { duplicateOf: first } }));
    await eventually(async () => {
      await desk.settle();
      expect(heard()).toHaveLength(1);
    });
  });

  test('eye9-19: another fault stands in its thread; who said it an hour ago, or for somebody else, is not named', async () => {
    desk = await TestDesk.open();
    const first = await desk.logCall(aCall(FLOWERS));
    const elsewhere = await logged(WHO.anna, { ...FLOWERS, customer: '悦购超市', phone: '13800004711' });
    expect(shownIn(elsewhere.body)).not.toContain(first);
    const told = await logged(WHO.anna, { ...FLOWERS, phone: '13900001234' });
    await desk.pressInView(WHO.anna, told, blockWith(told, 'ticket.another'), 'case:ticket.another');
    const second = /T-\d+/.exec(shownIn(told.body))?.[0] ?? '';
    await eventually(async () =>
      expect((await desk.case(second))?.history.some(({ note = '' }) => note.includes(`Another fault than ${first}`))).toBe(true),
    );
    await desk.advance('PT2H');
    expect(shownIn((await logged(WHO.anna, FLOWERS)).body)).not.toContain('merge into');
  });

  test('eye9-19: while the second agent still types he sees the first ticket and adds to it; what he typed stays', async () => {
    desk = await TestDesk.open();
    const first = await desk.logCall(aCall(FLOWERS));
    await desk.logCall(aCall({ ...FLOWERS, description: '门口的摄像头偏了' }));
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    const typed = { phone: '02160000009', customer: '花间花艺', callerName: '店长', description: '收银机死机了' };
    const drawn = async (category: string, values: object) => {
      const { hash } = view;
      await desk.pressInView(WHO.anna, view, 'category', 'value', category, values);
      await eventually(() => expect(view.hash).not.toBe(hash));
      return shownIn(view.body);
    };
    expect(await drawn('hardware', { ...typed, description: '想问一下发票' })).not.toContain('Add to');
    expect(await drawn('network', { ...typed, phone: '13900001234', customer: 'Blue Sky' })).not.toContain('Add to');
    const words = await drawn('hardware', typed);
    expect(words).toContain(`Add to ${first}`);
    expect(words).toMatch(new RegExp(`${first}.*${WHO.agent}.*收银机死机`));
    expect(words.match(/Add to T-/g)).toHaveLength(1);

    await desk.pressInView(WHO.anna, view, blockWith(view, 'ticket.addTo'), 'case:ticket.addTo');
    const note = await desk.modal(WHO.anna, 'ticket.note');
    expect(note.values.text?.value.value).toBe('店长: 收银机死机了');
    await desk.submit(WHO.anna, note, {});
    await eventually(async () =>
      expect((await desk.case(first))?.history.some(({ note = '' }) => note.includes('收银机死机了'))).toBe(true),
    );
    await eventually(() => expect(desk.workspace.modals.get(WHO.anna)).toEqual([view]));
    expect(calledIn(view)).toMatchObject(typed);
  });

  test('eye10-3: what is cancelled and logged anew keeps what was promised first, a leader is asked, and the agent is told', async () => {
    desk = await TestDesk.open();
    const first = await desk.logCall(aCall({ ...FLOWERS, impact: 'high', urgency: 'medium' }));
    const dueAt = (await desk.case(first))?.dueAt;
    expect(await desk.case(first)).toMatchObject({ data: { priority: 'P2' } });
    await desk.actWithForm(WHO.agent, first, 'cancel', { cancelReason: option('mistake') });
    const heard = () => desk.posted(directOf(WHO.supervisor)).map((one) => shownIn(one));
    await eventually(() => expect(heard().some((words) => words.includes(first) && words.includes('P2'))).toBe(true));

    const told = await logged(WHO.anna, { ...FLOWERS, phone: '02160000009', description: '收银机又死机', impact: 'low', urgency: 'low' });
    const words = shownIn(told.body);
    expect(words).toContain(`${first} of the same call was cancelled before`);
    const second = /T-\d+/.exec(words)?.[0] ?? '';
    const anew = await desk.case(second);
    expect(anew).toMatchObject({ dueAt, data: { priority: 'P4', insteadOf: first } });
    await eventually(async () => {
      await desk.settle();
      expect(heard().some((said) => said.includes(`${first} 于`) && said.includes(second))).toBe(true);
    });
    const moved = await desk.actWithForm(WHO.supervisor, second, 'letMove', { reason: '客户确认可以等' });
    expect(moved.ok).toBe(true);
    await eventually(async () => expect((await desk.case(second))?.dueAt?.getTime()).toBeGreaterThan(dueAt?.getTime() ?? 0));
    // Somebody else's fault of that day is nobody's second try.
    expect(shownIn((await logged(WHO.anna, { ...FLOWERS, description: '门口的摄像头偏了' })).body)).not.toContain('was cancelled before');
  });

  test('eye9-21: five calls of nearly the same words are one alarm, though none is linked with a known fault', async () => {
    desk = await TestDesk.open();
    const alarms = () => desk.posted(ALARMS).filter((one) => shownIn(one).includes('说的几乎一样'));
    const words = [
      '收银机死机，扫不了码',
      '收银机死机 扫不了码',
      '收银机死机，扫不了码。',
      '收银机死机，扫不了码了',
      '收银机死机，扫不了码',
      '收银机死机，扫不了码',
    ];
    for (const [n, description] of words.entries()) {
      await desk.logCall(
        aCall({
          customer: ['花间花艺', '悦购超市', '青松药房', 'Blue Sky', 'Harbour Books', '老街面馆'][n],
          phone: `1380000470${n}`,
          description,
        }),
      );
      if (n === 1) await desk.logCall(aCall({ customer: '虹桥书店', phone: '13800004799', description: '收银机抽屉打不开' }));
      await desk.settle();
      expect(alarms()).toHaveLength(n < 4 ? 0 : 1);
    }
    expect(shownIn(alarms()[0] ?? { text: '' })).toContain('5 个来电');
  });
});
