import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Customer, Site } from '../../src/cases/customer/customer.js';
import { keysOf } from '../../src/cases/customer/finding.js';
import { aCall, calledIn, directOf, eventually, MEANT, option, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('calls, tickets and visits know the customer', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
  });
  afterAll(() => desk.close());

  const enter = async (name: string, more: Partial<Customer> = {}): Promise<string> => {
    const data = { name, shortNames: [], formerNames: [], products: [], sites: [], contacts: [], lastPart: 9, ...more };
    const added = await desk.app.desk.customers.add({ ...data, ...keysOf(data) }, WHO.supervisor, desk.app.desk.clock.now().toJSDate());
    if (!added.ok) throw new Error(added.why);
    return added.entry.no;
  };
  const site: Site = { id: 1, site: '虹桥店', address: '虹桥路 1 号', travelMinutes: 35, hours: '10:00–11:00', note: '机房在三楼' };
  let no = '';

  test('who calls from a contact’s number, however it is typed, is filled in; that the contract is over is said, and the call is taken', async () => {
    no = await enter('上海悦购超市', {
      shortNames: ['悦购'],
      sites: [site],
      contacts: [{ id: 2, callerName: '周丽', callerTitle: '女士', phone: '+86 138-0000-4711 / 021-5555 1234', site: '虹桥店' }],
      contractNo: 'K-7',
      contractTo: '2020-12-31',
    });
    for (const typed of ['13800004711', '０１３８００００４７１１', '021 55551234']) {
      await desk.command(WHO.anna, `/newcall ${typed}`);
      await eventually(async () => {
        const view = await desk.modal(WHO.anna, 'call.log');
        expect(calledIn(view)).toMatchObject({ customer: '上海悦购超市', callerName: '周丽', site: '虹桥店' });
        expect(JSON.stringify(view.body.blocks)).toContain('the contract K-7 ended on 2020-12-31');
      });
    }
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    for (const typed of ['悦购', 'shyg', '虹桥', '4711'])
      expect((await desk.suggest(WHO.anna, view, 'customer', typed)).options?.[0]?.value).toBe('上海悦购超市');
    const ticket = await desk.logCall(aCall({ customer: '悦购', site: '虹桥店' }));
    expect((await desk.case(ticket))?.data).toMatchObject({ customer: '上海悦购超市', customerNo: no });
  });

  test('B2: what names no customer is refused in the call log and in the register alike, with what to write', async () => {
    await desk.command(WHO.agent, '/newcall');
    const log = await desk.modal(WHO.agent, 'call.log');
    const { outcome, ...call } = aCall({ description: '键盘坏了' });
    for (const [customer, words] of [
      ['没人', '没有写出是哪家客户'],
      ['同上', '没有写出是哪家客户'],
      ['13800000001', '这是号码'],
      ['=HYPERLINK("http://x")', '不像客户名称'],
    ] as const)
      expect((await desk.submit(WHO.agent, log, { ...call, customer, outcome })).errors?.customer).toContain(words);
    await desk.command(WHO.anna, '/customer add');
    const add = await desk.modal(WHO.anna, 'customer.edit');
    expect((await desk.submit(WHO.anna, add, { name: '12345' })).errors?.name).toContain('That is a number');
    expect((await desk.submit(WHO.anna, add, { name: 'nobody' })).errors?.name).toContain('names no customer');
    await desk.closeModals(WHO.anna);
    await desk.closeModals(WHO.agent);
  });

  test('before a new customer is made one is asked whether it is one of those like it; nothing typed is lost', async () => {
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    const { outcome, ...call } = aCall({ customer: '上海越购超市', description: '小票打印机卡纸' });
    await desk.submit(WHO.agent, view, { ...call, outcome });
    await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain(`${no} 上海悦购超市`));
    expect(view.values.description?.value.value).toBe('小票打印机卡纸');
    await desk.submit(WHO.agent, view, { ...call, [MEANT]: no });
    const told = await desk.modal(WHO.agent, 'tell');
    const meant = /T-\d+/.exec(JSON.stringify(told.body.blocks))?.[0] ?? '';
    expect((await desk.case(meant))?.data).toMatchObject({ customer: '上海悦购超市', customerNo: no });
    // The helper of the tests answers that it is a new one.
    const other = await desk.logCall(aCall({ customer: '上海越购超市', site: '徐汇店' }));
    const { customerNo } = { ...(await desk.case(other))?.data } as { customerNo?: string };
    expect(customerNo).not.toBe(no);
    expect(await desk.app.desk.customers.get(customerNo ?? '')).toMatchObject({ name: '上海越购超市', sites: [{ site: '徐汇店' }] });
    // Named so once, it is known, and nobody is asked again.
    expect((await desk.case(await desk.logCall(aCall({ customer: '上海越购超市' }))))?.data).toMatchObject({ customerNo });
    expect(await desk.app.desk.customers.find('越购')).toHaveLength(1);
  });

  test('eye9-5: a name that is like none, said from the number of a customer’s contact, asks whether that one is meant', async () => {
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    const { outcome, ...call } = aCall({ customer: 'Blue Sky Shop', phone: '138 0000 4711' });
    await desk.submit(WHO.agent, view, { ...call, outcome });
    await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain(`${no} 上海悦购超市`));
    expect(await desk.app.desk.customers.named('Blue Sky Shop')).toBeUndefined();
    await desk.closeModals(WHO.agent);
  });

  test('eye9-5: a number that is known from a call for another customer asks before a second one is made', async () => {
    const known = await desk.logCall(aCall({ customer: '青松药房', phone: '137 0000 5555' }));
    const { customerNo = '' } = { ...(await desk.case(known))?.data } as { customerNo?: string };
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    const { outcome, ...call } = aCall({ customer: 'Snow Clinic', phone: '+86 13700005555' });
    await desk.submit(WHO.agent, view, { ...call, outcome });
    await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain(`${customerNo} 青松药房`));
    expect(await desk.app.desk.customers.named('Snow Clinic')).toBeUndefined();
    await desk.submit(WHO.agent, view, { ...call, [MEANT]: customerNo });
    const told = await desk.modal(WHO.agent, 'tell');
    expect((await desk.case(/T-\d+/.exec(JSON.stringify(told.body.blocks))?.[0] ?? ''))?.data).toMatchObject({ customer: '青松药房' });
  });

  test('eye10-13: the saved contact of a number wins over a call that another customer made from it, and both are named', async () => {
    const saved = await enter('Blue Sky Shop', { contacts: [{ id: 2, callerName: '王先生', phone: '13700006666' }] });
    await desk.logCall(aCall({ customer: '蓝天小店', callerName: '王', phone: '13700006666' }));
    for (const typed of ['137 0000 6666', '6666']) {
      await desk.command(WHO.anna, `/newcall ${typed}`);
      await eventually(async () => {
        const view = await desk.modal(WHO.anna, 'call.log');
        expect(calledIn(view)).toMatchObject({ customer: 'Blue Sky Shop', callerName: '王先生' });
        expect(JSON.stringify(view.body.blocks)).toContain(`a contact of ${saved} Blue Sky Shop; the last call from it was for 蓝天小店`);
      });
    }
    await desk.command(WHO.anna, '/newcall 悦购');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.pressInView(WHO.anna, view, 'phone', 'value', '13700006666');
    await eventually(() =>
      expect(JSON.stringify(view.body.blocks)).toContain('saved for a contact of Blue Sky Shop. What you entered stays'),
    );
  });

  test('a ticket that is moved to another customer takes its number', async () => {
    const ticket = await desk.logCall(aCall({ customer: '悦购' }));
    const category = { value: 'hardware', text: { type: 'plain_text', text: 'h' } };
    await desk.actWithForm(WHO.anna, ticket, 'edit', { customer: '上海越购超市', description: 'printer', category });
    const [other] = await desk.app.desk.customers.find('越购');
    await eventually(async () =>
      expect((await desk.case(ticket))?.data).toMatchObject({ customer: '上海越购超市', customerNo: other?.no }),
    );
    await desk.actWithForm(WHO.anna, ticket, 'edit', { customer: '没有登记的客户', description: 'printer', category });
    await eventually(async () => expect((await desk.case(ticket))?.data).toMatchObject({ customer: '没有登记的客户' }));
    expect((await desk.case(ticket))?.data).not.toHaveProperty('customerNo');
  });

  test('a visit takes address, travel and opening hours from the site, and says when it is closed', async () => {
    const ticket = await desk.logCall(aCall({ customer: '悦购', site: '虹桥店', outcome: 'visit' }));
    await desk.command(WHO.anna, `/visit ${ticket}`);
    const view = await desk.modal(WHO.anna, 'visit.schedule');
    expect(JSON.stringify(view.body.blocks)).toContain('机房在三楼');
    const day = desk.app.desk.clock.now().plus({ days: 2 }).toFormat('yyyy-MM-dd');
    const empty = { address: '', travelMinutes: '', phone: '138 0000 4711', need: '打印机', kind: 'repair' };
    const result = await desk.submit(WHO.anna, view, { ...empty, date: day, from: '22:00', to: '23:00' });
    expect(result.errors).toBeUndefined();
    const told = JSON.stringify((await desk.modal(WHO.anna, 'tell')).body.blocks);
    expect(told).toContain('10:00–11:00');
    expect(told).toContain(`begins after ${ticket} is due`);
    const visit = /V-\d+/.exec(told)?.[0] ?? '';
    const kept = { address: '虹桥路 1 号', travelMinutes: 35, hours: '10:00–11:00', customerNo: no };
    expect((await desk.case(visit))?.data).toMatchObject(kept);
  });

  test('a renamed customer keeps its history: its card shows what is open, what was, and its visits', async () => {
    await desk.command(WHO.anna, `/customer ${no}`);
    await desk.pressAnswer(WHO.anna, 'customer.edit', no);
    await desk.submit(WHO.anna, await desk.modal(WHO.anna, 'customer.edit'), { name: '大悦购集团' });
    await desk.modal(WHO.anna, 'tell');
    await desk.command(WHO.anna, `/customer ${no}`);
    const card = shownIn(await desk.answer(WHO.anna, '大悦购集团'));
    // Fresh eye: what is open stands before sites and contacts, and says until when it is promised, and that it is late.
    expect(card).toMatch(/Open \(\d+\)[\s\S]*Sites \(1\)[\s\S]*Contacts \(1\)/);
    expect(card).toMatch(/T-1[^\n]*·[^\n]*, in \d/);
    expect(card).toContain('V-1');
    expect(card).toContain('T-1');
    await desk.pressAnswer(WHO.anna, 'customer.cases', no);
    const all = JSON.stringify((await desk.modal(WHO.anna, 'tell')).body.blocks);
    for (const one of ['T-1', 'T-2', 'V-1']) expect(all).toContain(one);
    const ticket = await desk.logCall(aCall({ customer: '上海悦购超市' }));
    expect((await desk.case(ticket))?.data).toMatchObject({ customer: '大悦购集团', customerNo: no });
  });

  test('two calls about one new customer at once make one of it', async () => {
    const people = [WHO.agent, WHO.anna];
    const views = [];
    for (const user of people) {
      await desk.command(user, '/newcall');
      views.push(await desk.modal(user, 'call.log'));
    }
    const { outcome, ...call } = aCall({ customer: 'Zebra & Sons', phone: '138 0000 7777' });
    await Promise.all(views.map((view, n) => desk.submit(people[n] ?? '', view, { ...call, outcome })));
    for (const user of people) await desk.modal(user, 'tell');
    const [zebra, ...others] = await desk.app.desk.customers.find('zebra');
    expect(others).toEqual([]);
    expect(await desk.app.desk.customers.casesOf({ numbers: [zebra?.no ?? ''], names: [] })).toHaveLength(2);
  });

  test('fresh eye: part of a contact’s number and an extension are known while a call is logged; two of one number are both named', async () => {
    const hqd = await enter('和庆达', { contacts: [{ id: 1, callerName: '王经理', phone: '021-5555 7788 转 801' }] });
    for (const typed of ['7788', '021-55557788-801', '021-55557788-9', '转801']) {
      await desk.command(WHO.anna, `/newcall ${typed}`);
      await eventually(async () => {
        const values = calledIn(await desk.modal(WHO.anna, 'call.log'));
        expect([typed, values.customer]).toEqual([typed, '和庆达']);
        expect(values.callerName).toBe('王经理');
      });
    }
    await desk.command(WHO.anna, '/newcall');
    const view = await desk.modal(WHO.anna, 'call.log');
    for (const typed of ['王经理', '7788', '021-55557788-801'])
      expect((await desk.suggest(WHO.anna, view, 'customer', typed)).options?.[0]?.value).toBe('和庆达');
    await desk.command(WHO.agent, `/customer ${hqd}`);
    await desk.pressAnswer(WHO.agent, 'customer.addContact', hqd);
    await desk.submit(WHO.agent, await desk.modal(WHO.agent, 'customer.contact'), { callerName: '小王', phone: '02155557788' });
    const told = JSON.stringify((await desk.modal(WHO.agent, 'tell')).body.blocks);
    expect(told).toContain('号码相同的还有：王经理');
    expect(told).toContain('case:customer.addContact');
    await desk.command(WHO.anna, '/newcall 021 55557788');
    await eventually(async () => {
      const { values, body } = await desk.modal(WHO.anna, 'call.log');
      expect([values.customer?.value.selected_option?.value, values.callerName?.value.value ?? '']).toEqual(['和庆达', '']);
      expect(JSON.stringify(body.blocks)).toContain('2 people have this number: 王经理 · 小王');
    });
  });

  test('systems 1: a number that a display shows without its area is known; of several, saved or heard, one asks', async () => {
    await enter('大庆北方百货', { contacts: [{ id: 1, callerName: '周芳', phone: '0459-5561234转802' }] });
    const opened = async (typed: string) => {
      await desk.closeModals(WHO.anna);
      await desk.command(WHO.anna, `/newcall ${typed}`);
      return desk.modal(WHO.anna, 'call.log');
    };
    for (const typed of ['5561234', '556 1234', '5561234转802', '04595561234'])
      await eventually(async () =>
        expect([typed, calledIn(await opened(typed))]).toMatchObject([typed, { customer: '大庆北方百货', callerName: '周芳' }]),
      );
    // The end of a mobile is no local number.
    await enter('江边小馆', { contacts: [{ id: 1, callerName: '孙姐', phone: '13845561234' }] });
    await eventually(async () => expect(calledIn(await opened('5561234'))).toMatchObject({ customer: '大庆北方百货' }));
    // Typed into the form it is known, too.
    await desk.closeModals(WHO.anna);
    await desk.command(WHO.anna, '/newcall');
    const form = await desk.modal(WHO.anna, 'call.log');
    await desk.pressInView(WHO.anna, form, 'phone', 'value', '5561234', { phone: '5561234' });
    await eventually(() => expect(calledIn(form)).toMatchObject({ customer: '大庆北方百货' }));
    await desk.closeModals(WHO.anna);
    await desk.logCall(aCall({ customer: '齐市五金', phone: '0452 5561234', callerName: '马师傅' }));
    for (const typed of ['5561234', '556123']) {
      const several = await opened(typed);
      await eventually(() => expect(JSON.stringify(several.body.blocks)).toContain('Several numbers hold 556'));
      expect(JSON.stringify(several.body.blocks)).toContain('齐市五金');
      expect(JSON.stringify(several.body.blocks)).toContain('大庆北方百货');
      expect(calledIn(several).customer || undefined).toBeUndefined();
    }
    await desk.closeModals(WHO.anna);
  });

  test('fresh eye: a disabled customer that calls is found and marked, with the reason', async () => {
    const gone = await enter('盛达商厦', { contacts: [{ id: 1, callerName: '陈工', phone: '13911110000' }] });
    await desk.logCall(aCall({ customer: '盛达商厦', phone: '13911110000' }));
    await desk.command(WHO.supervisor, `/customer ${gone}`);
    await desk.pressAnswer(WHO.supervisor, 'customer.disable', gone);
    const form = await desk.modal(WHO.supervisor, 'customer.disable');
    expect(JSON.stringify(form.body.blocks)).toMatch(/仍有 1 项未结：T-\d+/);
    await desk.submit(WHO.supervisor, form, { reason: '商厦已关门，不再合作' });
    await desk.command(WHO.anna, '/newcall 13911110000');
    const view = await eventually(async () => {
      const opened = await desk.modal(WHO.anna, 'call.log');
      expect(calledIn(opened).customer).toBe('盛达商厦');
      return opened;
    });
    expect(JSON.stringify(view.body.blocks)).toContain(`${gone} is disabled: 商厦已关门，不再合作.`);
    await desk.pressInView(WHO.anna, view, 'more', 'value', ['more']);
    await eventually(() => expect(view.values.customer?.value.selected_option?.value).toBe('盛达商厦'));
    const [first] = (await desk.suggest(WHO.anna, view, 'customer', '盛达')).options ?? [];
    expect([first?.value, first?.text.text]).toEqual(['盛达商厦', '盛达商厦 (disabled)']);
    const offered = (await desk.suggest(WHO.anna, view, 'customer', '')).options ?? [];
    expect(offered.map(({ value }) => value)).not.toContain('盛达商厦');
    // It calls twice: nobody answers for it, so who leads hears, once.
    const heard = () =>
      desk
        .posted(directOf(WHO.supervisor))
        .map(shownIn)
        .filter((text) => text.includes(gone) && text.includes('来电'));
    await desk.closeModals(WHO.anna);
    await desk.logCall(aCall({ customer: '盛达商厦', phone: '13911110000' }), WHO.anna);
    await desk.logCall(aCall({ customer: '盛达商厦', phone: '13911110000' }), WHO.anna);
    expect(heard()).toEqual([expect.stringMatching(/已停用的客户.*商厦已关门，不再合作[\s\S]*case:customer\.enable/)]);
    // issue 19, what is answered asks no more: whoever makes it usable again takes the press from what was told.
    const told = desk.posted(directOf(WHO.supervisor)).find((one) => shownIn(one).includes('case:customer.enable'));
    if (!told) throw new Error('nobody was told');
    await desk.press(WHO.supervisor, told, 'case:customer.enable', gone);
    await eventually(() => expect(heard()).toEqual([expect.stringContaining(`${gone} 已恢复使用`)]));
    expect(heard()[0]).not.toContain('case:customer.');
  });

  test('B2: a site that is taken out says what hangs on it, and calls offer it no more', async () => {
    const [one, two] = ['南京路店', '北京路店'].map((name, n): Site => ({ id: n + 1, site: name }));
    const at = one && two ? [one, two] : [];
    const contact = { id: 3, callerName: '杨光', phone: '138 0000 7010', site: '南京路店' };
    const gone = await enter('好邻居便利', { sites: at, contacts: [contact] });
    const open = await desk.logCall(
      aCall({ customer: '好邻居便利', site: '南京路店', phone: '138 0000 7010', callerName: '杨光', description: '冷柜不制冷' }),
    );
    await desk.command(WHO.agent, `/customer ${gone}`);
    const card = await eventually(() => {
      const found = desk.private(WHO.agent).findLast((message) => shownIn(message).includes('好邻居便利'));
      if (!found) throw new Error('no card');
      return found;
    });
    await desk.press(WHO.agent, card, 'case-menu:customer', option(`customer.site ${gone} 1`));
    const form = await desk.modal(WHO.agent, 'customer.site');
    await desk.submit(WHO.agent, form, { remove: ['remove'] });
    await eventually(() => expect(JSON.stringify(form.body.blocks)).toContain(`仍有：${open} · 杨光`));
    await desk.submit(WHO.agent, form, { remove: ['remove'], together_siteGone: 'gone' });
    await eventually(async () =>
      expect(await desk.app.desk.customers.get(gone)).toMatchObject({ sites: [{ site: '北京路店' }], contacts: [{ callerName: '杨光' }] }),
    );
    expect((await desk.app.desk.customers.get(gone))?.contacts[0]?.site).toBeUndefined();
    expect(await desk.app.desk.directory.sitesOf('好邻居便利')).toEqual(['北京路店']);
    await desk.command(WHO.anna, '/newcall 13800007010');
    const log = await desk.modal(WHO.anna, 'call.log');
    await eventually(() => expect(calledIn(log)).toMatchObject({ customer: '好邻居便利', callerName: '杨光' }));
    expect(calledIn(log).site).toBeUndefined();
    await desk.closeModals(WHO.anna);
  });

  test('a number with a name that two could mean names both, and a name with words is the customer and what he says', async () => {
    await enter('宏图商贸', { shortNames: ['宏图'] });
    await enter('宏图数码公司');
    for (const [typed, customer, description] of [
      ['13811112299 宏图', '宏图商贸', undefined],
      ['宏图商贸 打印机坏了', '宏图商贸', '打印机坏了'],
    ] as const) {
      await desk.closeModals(WHO.anna);
      await desk.command(WHO.anna, `/newcall ${typed}`);
      const log = await desk.modal(WHO.anna, 'call.log');
      await eventually(() => expect(calledIn(log)).toMatchObject({ customer }));
      expect(calledIn(log).description || undefined).toBe(description);
    }
    await desk.closeModals(WHO.anna);
    await desk.command(WHO.anna, '/newcall 13811112298 宏');
    const log = await desk.modal(WHO.anna, 'call.log');
    await eventually(() => expect(JSON.stringify(log.body.blocks)).toContain('宏图商贸 · 宏图数码公司'));
    await desk.closeModals(WHO.anna);
  });
});
