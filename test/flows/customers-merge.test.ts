import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { aCall, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';
import { pagesOf } from '../support/pdf.js';

describe('two customers that are one', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({
      settings: { roles: { agents: [WHO.agent, WHO.anna], engineers: [WHO.tom], supervisors: [WHO.supervisor] } },
    });
  });
  afterAll(() => desk.close());

  const register = () => desk.app.desk.customers;
  const merge = async (user: string, from: string, into: string): Promise<string> => {
    await desk.command(user, `/customer ${from}`);
    await desk.pressAnswer(user, 'customer.merge', from);
    const view = await desk.modal(user, 'customer.merge');
    const { options = [] } = await desk.suggest(user, view, 'otherCustomer', into);
    expect(options.map(({ value }) => value)).toContain(into);
    const result = await desk.submit(user, view, { otherCustomer: option(into), reason: '地址和负责人都一样' });
    if (result.errors) return JSON.stringify(result.errors);
    return JSON.stringify((await desk.modal(user, 'tell')).body.blocks);
  };

  test('a leader makes them one: all that hangs on either is the one’s, names and number of the other lead there', async () => {
    const first = await desk.logCall(aCall({ customer: '悦购超市', site: '虹桥店' }));
    const second = await desk.logCall(aCall({ customer: 'YG Retail', site: '徐汇店', phone: '13900007788' }));
    const before = await desk.logCall(aCall({ customer: 'YG Retail', site: '徐汇店', phone: '13900007788', description: '打印机卡纸' }));
    const asking = { asked: 'the till stops', machine: 'till 2', tool: option('client') };
    await desk.command(WHO.tom, `/remote ${before}`);
    expect(await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'remote.ask'), asking)).toMatchObject({ ok: true });
    const session = await eventually(async () => {
      const found = (await desk.app.desk.remotes.openOf(before as CaseNo))?.no;
      if (!found) throw new Error('no session');
      return found;
    });
    const [stays, goes] = [await register().named('悦购超市'), await register().named('YG Retail')];
    if (!stays || !goes) throw new Error('a call made no customer');
    expect(await merge(WHO.anna, goes.no, stays.no)).toContain('A supervisor or head must agree');
    await eventually(() =>
      expect(desk.workspace.messages.some((one) => one.channel === directOf(WHO.supervisor) && shownIn(one).includes('YG Retail'))).toBe(
        true,
      ),
    );
    expect((await register().get(goes.no))?.mergedInto).toBeUndefined();
    // fresh eye: who decides has it at a press, filled in; the customer itself is not offered; who asked hears what became of it.
    const told = (user: string): string =>
      desk.workspace.messages
        .filter((one) => one.channel === directOf(user))
        .map(shownIn)
        .join('\n');
    const asked = desk.workspace.messages.findLast((one) => one.channel === directOf(WHO.supervisor) && shownIn(one).includes('YG Retail'));
    if (!asked) throw new Error('nobody was asked');
    const about = `${goes.no} ${stays.no} ${WHO.anna} 地址和负责人都一样`;
    expect(await merge(WHO.anna, goes.no, stays.no)).not.toContain('has looked');
    // issue 19, merge: once a request is answered, each copy of it says by whom and what, and has no presses any more.
    const requests = () => desk.posted(directOf(WHO.supervisor)).filter((one) => shownIn(one).includes('是同一家客户，依据'));
    await eventually(() => expect(requests()).toHaveLength(2));
    await desk.press(WHO.supervisor, asked, 'case:customer.notSame', about);
    await eventually(() => expect(told(WHO.anna)).toContain('are not the same customer'));
    for (const one of requests()) {
      expect(shownIn(one)).toMatch(new RegExp(`<@${WHO.supervisor}>：${goes.no} 与 ${stays.no} 不是同一家客户`));
      expect(shownIn(one)).not.toContain('case:customer.');
    }
    // Proposed again, whoever proposes and whoever decides read that it was refused, by whom and when.
    expect(await merge(WHO.anna, goes.no, stays.no)).toContain(`<@${WHO.supervisor}> has looked`);
    const again = await eventually(() => {
      const found = requests().find((one) => shownIn(one).includes('case:customer.merge'));
      if (!found) throw new Error('nobody was asked again');
      return found;
    });
    expect(shownIn(again)).toContain(`<@${WHO.supervisor}> 已核对`);
    await desk.press(WHO.supervisor, again, 'case:customer.merge', about);
    const form = await desk.modal(WHO.supervisor, 'customer.merge');
    expect(JSON.stringify(form.body.blocks)).toMatch(new RegExp(`${goes.no} · YG Retail → ${stays.no} · 悦购超市.*已核对`));
    expect([form.values.otherCustomer?.value.selected_option?.value, form.values.reason?.value.value]).toEqual([
      stays.no,
      '地址和负责人都一样',
    ]);
    expect((await desk.suggest(WHO.supervisor, form, 'otherCustomer', goes.no)).options).toEqual([]);
    const itself = await desk.submit(WHO.supervisor, form, { otherCustomer: option(goes.no) });
    expect(itself.errors?.otherCustomer).toContain('它本身');
    await desk.submit(WHO.supervisor, form, { otherCustomer: option(stays.no) });
    await desk.modal(WHO.supervisor, 'tell');
    await eventually(() => expect(told(WHO.anna)).toContain(`has merged ${goes.no} into ${stays.no}`));
    await eventually(() => expect(shownIn(again)).toContain(`已将 ${goes.no} 并入 ${stays.no}`));
    expect(shownIn(again)).not.toContain('case:customer.');
    expect(await register().get(goes.no)).toMatchObject({ mergedInto: stays.no, isEnabled: false });
    expect(await register().get(stays.no)).toMatchObject({ formerNames: ['YG Retail'], sites: [{ site: '虹桥店' }, { site: '徐汇店' }] });
    // Its tickets are the other's, a call under its name too, and its old number leads to it.
    await desk.command(WHO.anna, '/customer yg retail');
    const card = shownIn(await desk.answer(WHO.anna, stays.no));
    expect(card).toContain(first);
    expect(card).toContain(second);
    const third = await desk.logCall(aCall({ customer: 'YG Retail' }));
    expect((await desk.case(third))?.data).toMatchObject({ customer: '悦购超市', customerNo: stays.no });
    await desk.command(WHO.anna, `/customer ${goes.no}`);
    await desk.answer(WHO.anna, `merged into ${stays.no}`);
    await desk.pressAnswer(WHO.anna, 'customer.open', stays.no);
    await desk.answer(WHO.anna, '悦购超市');
    const histories = await Promise.all([stays.no, goes.no].map(async (no) => (await register().get(no))?.history.at(-1)));
    expect(histories).toMatchObject([stays, goes].map(() => ({ action: 'merge', by: WHO.supervisor, note: '地址和负责人都一样' })));
    expect((await register().find('')).map(({ no }) => no)).toEqual([stays.no]);
    // issue 19, merge: who called under the old name is known under the new one, and what begins on his ticket is the new one's.
    await desk.command(WHO.anna, '/newcall 13900007788');
    const log = await desk.modal(WHO.anna, 'call.log');
    expect(JSON.stringify(log.body.blocks)).toContain('悦购超市 · 徐汇店');
    expect(JSON.stringify(log.body.blocks)).not.toContain('YG Retail');
    await desk.closeModals(WHO.anna);
    await desk.command(WHO.tom, `/remote ${second}`);
    expect(await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'remote.ask'), asking)).toMatchObject({ ok: true });
    await eventually(async () => expect((await desk.app.desk.remotes.openOf(second as CaseNo))?.data.customer).toBe('悦购超市'));
    // The consents of a session of before are found under either name.
    await desk.pressOn(WHO.tom, await desk.card(session), 'consentSheet', session);
    const paper = (await pagesOf(await desk.received(WHO.tom, new RegExp(`^${session}-consents-`)))).join('');
    expect(paper).toContain('悦购超市(YGRetail)');
  });
});
