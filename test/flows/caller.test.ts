import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MORE } from '../../src/cases/form.js';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { inputsOf } from '../../src/slack/modals/modal.js';
import { aCall, calledIn, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('whoever calls is known, however he is typed', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
    await desk.logCall(
      aCall({ phone: '010-62345678转801', customer: 'Harbour Books', site: '总店', callerName: 'Mia', description: 'POS机' }),
      WHO.anna,
    );
    await desk.logCall(
      aCall({ phone: '13800009999 / 13900008888', customer: '恒昌（朝阳店）', callerName: '孙伟', description: 'ERP系统' }),
      WHO.anna,
    );
    await desk.logCall(
      aCall({ phone: '13700001111', customer: '恒昌（海淀店）', callerName: '李雷', description: 'HP1020卡纸' }),
      WHO.anna,
    );
  });
  afterAll(() => desk.close());

  const begun = async (typed: string) => {
    await desk.command(WHO.anna, `/newcall ${typed}`);
    return eventually(async () => {
      const view = await desk.modal(WHO.anna, 'call.log');
      return { shown: JSON.stringify(view.body.blocks), customer: undefined, ...calledIn(view) };
    });
  };

  test.each([
    ['+86 10 6234 5678', 'Mia'],
    ['010 6234 5678 ext. 801', 'Mia'],
    ['０１０－６２３４５６７８', 'Mia'],
    ['转801', 'Mia'],
    ['6234', 'Mia'],
    ['139 0000 8888', '孙伟'],
    ['0138 0000 9999', '孙伟'],
    ['9999', '孙伟'],
    ['13700001111 恒昌', '李雷'],
  ])('Q22, Q23: /newcall %s knows %s', async (typed, callerName) => {
    expect(await begun(typed)).toMatchObject({ callerName });
  });

  test('F19-17: the beginning of one customer’s name with words behind it is that customer, and the words what he says', async () => {
    expect(await begun('Harbour till is dead')).toMatchObject({ customer: 'Harbour Books', description: 'till is dead' });
    // Of several nobody is meant.
    expect((await begun('恒昌 收银机死机')).customer).not.toMatch(/朝阳店|海淀店/);
  });

  test('60: a known caller is asked less than an unknown one: who calls is in one line, and More has it, to be changed', async () => {
    const inputs = (view: SandboxView): string[] => inputsOf(view.body as { blocks: { type: string }[] }).filter((name) => name !== MORE);
    await desk.command(WHO.anna, '/newcall');
    const unknown = inputs(await desk.modal(WHO.anna, 'call.log'));
    await desk.closeModals(WHO.anna);
    await desk.command(WHO.anna, '/newcall 139 0000 8888');
    const view = await desk.modal(WHO.anna, 'call.log');
    const known = inputs(view);
    expect(known.length).toBeLessThanOrEqual(7);
    expect(known.length).toBeLessThan(unknown.length);
    expect(shownIn(view.body)).toMatch(/孙伟.*恒昌（朝阳店）/);
    expect(shownIn(view.body)).toContain('Open tickets of this customer');
    // What is behind More is there to be changed, and folds away again with what was changed.
    await desk.pressInView(WHO.anna, view, MORE, 'value', [MORE]);
    await eventually(() => expect(inputs(view)).toEqual(expect.arrayContaining(['phone', 'customer', 'callerName'])));
    await desk.pressInView(WHO.anna, view, MORE, 'value', [], { callerName: '孙小伟' });
    await eventually(() => expect(inputs(view)).toEqual(known));
    const { callerName: _, phone: __, customer: ___, ...asked } = aCall({ description: '又慢了' });
    expect(await desk.submit(WHO.anna, view, asked)).toEqual({ ok: true });
    const logged = JSON.stringify((await desk.modal(WHO.anna, 'tell')).body);
    const no = /T-\d+/.exec(logged)?.[0] ?? '';
    expect((await desk.case(no))?.data).toMatchObject({ callerName: '孙小伟', customer: '恒昌（朝阳店）', description: '又慢了' });
  });

  test('Q22: a part of a name that fits one customer is that one; of several one chooses; a new one is said to be new', async () => {
    expect(await begun('harb')).toMatchObject({ customer: 'Harbour Books', site: '总店' });
    const several = await begun('恒昌');
    expect(several.customer).toBeUndefined();
    expect(several.shown).toContain('恒昌（朝阳店） · 恒昌（海淀店）');
    const fresh = await begun('Tulip');
    expect(fresh).toMatchObject({ customer: 'Tulip', shown: expect.stringContaining('No customer fits “Tulip”') });
    expect(await begun('1234')).toMatchObject({ phone: '1234', shown: expect.stringContaining('Nobody is known whose number holds 1234') });
  });

  test('Q22: a number with words keeps both', async () => {
    expect(await begun('13700001111 打印机又坏了')).toMatchObject({ customer: '恒昌（海淀店）', description: '打印机又坏了' });
    expect(await begun('13611112222 harbour')).toMatchObject({ phone: '13611112222', customer: 'Harbour Books' });
  });

  test('Q22: a name typed first and then a known number fills in what is blank, and nothing else', async () => {
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.pressInView(WHO.anna, view, 'phone', 'value', '137 0000 1111', { callerName: '韩梅梅' });
    await eventually(() => expect(view.values.customer?.value.selected_option?.value).toBe('恒昌（海淀店）'));
    expect(calledIn(view).callerName).toBe('韩梅梅');
    expect(view.values.phone?.value.value).toBe('137 0000 1111');
  });

  test('Q22: another customer typed first stays, and one is told whose number it was', async () => {
    await desk.command(WHO.anna, '/newcall harb');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.pressInView(WHO.anna, view, 'phone', 'value', '13700001111');
    await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain('last called for 恒昌（海淀店）'));
    expect(view.values.customer?.value.selected_option?.value).toBe('Harbour Books');
    expect(view.values.callerName?.value.value ?? '').toBe('');
  });

  test.each([
    ['harbour  books', 'Harbour Books'],
    ['恒昌(朝阳店)', '恒昌（朝阳店）'],
    ['恒\u200B昌（朝阳店）', '恒昌（朝阳店）'],
  ])('Q22: %s is no second customer', async (typed, name) => {
    await desk.command(WHO.anna, '/newcall');
    const { options = [] } = await desk.suggest(WHO.anna, await desk.modal(WHO.anna, 'call.log'), 'customer', typed);
    expect(options.map(({ value }) => value)).toEqual([name]);
    const known = await begun(typed);
    expect(known).toMatchObject({ customer: name, shown: expect.stringContaining('Open tickets of this customer') });
  });

  test('Q22: nor is it one when a ticket is edited', async () => {
    const no = await desk.logCall(aCall({ customer: '恒昌（海淀店）' }), WHO.anna);
    const edited = {
      customer: 'HARBOUR books',
      description: 'printer',
      category: { value: 'hardware', text: { type: 'plain_text', text: 'h' } },
    };
    await desk.actWithForm(WHO.anna, no, 'edit', edited);
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ customer: 'Harbour Books' }));
  });

  test.each(['pos', 'ERP', '1020', 'hp 1020'])('Q24: /ticket find %s finds its ticket', async (typed) => {
    expect(await desk.app.desk.tickets.find(typed)).toHaveLength(1);
  });

  test('Q24: customers stand in the order of pinyin', async () => {
    for (const customer of ['张记', '阿记', '李记']) await desk.app.desk.directory.remember(customer, undefined);
    const all = await desk.app.desk.directory.customersLike('记');
    expect(all).toEqual(['阿记', '李记', '张记']);
  });
});
