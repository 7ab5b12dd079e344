import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withoutSite } from '../../commands/customers/site-gone.js';
import { readRows } from '../../src/documents/reading.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { aCall, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('customers as a sheet', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
  });
  afterAll(() => desk.close());

  const bring = async (bytes: Buffer, name = 'customers.xlsx') => {
    await desk.command(WHO.supervisor, '/customer 导入');
    const view = await desk.modal(WHO.supervisor, 'customer.import');
    return desk.submit(WHO.supervisor, view, { sheet: [await desk.file(name, bytes)] });
  };

  test('fresh eye: it is taken once it was looked over, name by name, comes out again, and goes in once more without a change', async () => {
    const head = ['客户名称', '简称', '门店', '地址', '路程分钟', '联系人', '电话', 'Tel. extra'];
    const rows = [
      ['悦购超市', '悦购；YG', '虹桥店', '虹桥路 1 号', '35', '周丽', '138 0000 4711'],
      ['悦购超市', '', '徐汇店', '', '', '吴敏', '138 0000 7012'],
      ['悦购超市', '', '徐汇店', '', '', '张燕', '=SUM(1)'],
      ['', '', '', '', '', '', ''],
      ['', '谁', '', '', '', '', ''],
    ];
    await bring(await writeWorkbook([{ name: 'x', head, rows }]));
    const dry = await desk.modal(WHO.supervisor, 'customer.confirm');
    expect(JSON.stringify(dry.body.blocks)).toContain('Tel. extra');
    expect(JSON.stringify(dry.body.blocks)).toContain('“=SUM(1)”是公式');
    expect(await desk.app.desk.customers.all()).toEqual([]);
    await desk.submit(WHO.supervisor, dry, {});
    await eventually(async () =>
      expect(await desk.app.desk.customers.all()).toMatchObject([
        {
          no: 'CU-1',
          shortNames: ['悦购', 'YG'],
          sites: [{ travelMinutes: 35 }, { site: '徐汇店' }],
          contacts: [{}, { phone: '138 0000 7012' }],
        },
      ]),
    );
    await desk.received(WHO.supervisor, /customers-errors/);
    await desk.command(WHO.supervisor, '/customer export');
    const sent = await desk.received(WHO.supervisor, /^customers\.xlsx/);
    expect((await readRows(sent)).length).toBe(3);
    await bring(sent);
    expect(JSON.stringify((await desk.modal(WHO.supervisor, 'tell')).body.blocks)).toContain('1');
    // A sheet that would rename one, and bring one that is like it, says so before anything is written.
    await bring(Buffer.from('编号,客户名称,合同编号,客户负责人\nCU-1,改了名的超市,K-1,李强\n,悦购超市有限公司,,\n'), 'wrong.csv');
    const ahead = JSON.stringify((await desk.modal(WHO.supervisor, 'customer.confirm')).body.blocks);
    expect(ahead).toContain('改名：CU-1 悦购超市 → 改了名的超市');
    expect(ahead).toMatch(/合同编号.{1,3}– → K-1/);
    expect(ahead).toContain('“悦购超市有限公司”与 CU-1 悦购超市 相近');
    const csv = Buffer.from('﻿Customer,Contract no.,Expiry\n"Alpha; Beta Ltd.",K-9,2027-06-30\n悦购超市,K-8,2027/6/30\n');
    await bring(csv, 'customers.csv');
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'customer.confirm'), {});
    await eventually(async () => {
      const [first, second] = await desk.app.desk.customers.everyone();
      expect(first).toMatchObject({ contractNo: 'K-8', contractTo: '2027-06-30', sites: [{}, {}] });
      expect(second).toMatchObject({ name: 'Alpha; Beta Ltd.', contractNo: 'K-9' });
    });
    expect((await desk.app.desk.customers.get('CU-1'))?.history.map(({ action }) => action)).toEqual(['add', 'import']);
  });

  test('systems 1 (b): before a sheet is taken its new customers are named, and those that are like each other, whichever signs they are written in', async () => {
    await bring(Buffer.from('客户名称,简称\n张记面馆,\n章记面馆,\n張記面館,\n恒昌,\n'), 'twins.csv');
    const ahead = JSON.stringify((await desk.modal(WHO.supervisor, 'customer.confirm')).body.blocks);
    expect(ahead).toContain('新增客户：张记面馆 · 章记面馆 · 恒昌');
    expect(ahead).toContain('表中的“章记面馆”与“张记面馆”相近');
    expect(ahead).not.toContain('“恒昌”');
    await desk.closeModals(WHO.supervisor);
  });

  test('systems 1 (b): a site that was removed does not come back by a sheet unawares', async () => {
    const { customers } = desk.app.desk;
    const known = await customers.get('CU-1');
    const site = known?.sites[0];
    if (!known || !site) throw new Error('CU-1 has no site');
    const change = { sites: known.sites.slice(1), ...withoutSite(known, site) };
    expect(await customers.change(known, change, 'removeSite', WHO.supervisor, new Date())).toMatchObject({ ok: true });
    await bring(Buffer.from(`编号,客户名称,门店\nCU-1,,${site.site}\n`), 'old.csv');
    const ahead = JSON.stringify((await desk.modal(WHO.supervisor, 'customer.confirm')).body.blocks);
    expect(ahead).toContain(`以下门店此前已从台账移除，导入后将恢复：${site.site}`);
    await desk.closeModals(WHO.supervisor);
  });

  test('systems 1 (b): 張記 is 张记, in the search and in a sheet, both ways', async () => {
    const { customers } = desk.app.desk;
    await bring(Buffer.from('客戶名稱,简称\n張記面館,\n'), 'signs.csv');
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'customer.confirm'), {});
    const own = await eventually(async () => {
      const one = await customers.named('张记面馆');
      if (!one) throw new Error('張記面館 is not found by simplified signs');
      return one;
    });
    for (const typed of ['张记', '張記', '張记面', 'zjmg']) expect(await customers.find(typed)).toMatchObject([{ no: own.no }]);
    await bring(Buffer.from('客户名称,简称,合同编号\n张记面馆,小張,K-77\n'), 'same.csv');
    const ahead = JSON.stringify((await desk.modal(WHO.supervisor, 'customer.confirm')).body.blocks);
    expect(ahead).toContain(`${own.no} 張記面館`);
    expect(ahead).not.toContain('新增客户');
    await desk.closeModals(WHO.supervisor);
    expect((await customers.similarTo('张记面店')).map(({ no }) => no)).toContain(own.no);
  });

  test('issue 19: opening hours that cannot be read are named before they are taken, on the card, and when a visit is ordered there', async () => {
    const hours = '早上9点到晚上9点半';
    await bring(Buffer.from(`客户名称,门店,营业时间\n早晚百货,外滩店,${hours}\n早晚百货,静安店,10:00–22:00\n`), 'hours.csv');
    const dry = await desk.modal(WHO.supervisor, 'customer.confirm');
    const ahead = JSON.stringify(dry.body.blocks);
    expect(ahead).toMatch(new RegExp(`营业时间未能识别[^"]*：早晚百货 外滩店 “${hours}”`));
    expect(ahead).not.toContain('静安店 “');
    await desk.submit(WHO.supervisor, dry, {});
    await desk.modal(WHO.supervisor, 'tell');
    const no = (await desk.app.desk.customers.named('早晚百货'))?.no ?? '';
    await desk.command(WHO.supervisor, `/customer ${no}`);
    expect(shownIn(await desk.answer(WHO.supervisor, '早晚百货'))).toContain(`${hours}（⚠️ 未能识别）`);
    const ticket = await desk.logCall(aCall({ customer: '早晚百货', site: '外滩店', outcome: 'visit' }));
    await desk.command(WHO.agent, `/visit ${ticket}`);
    const day = desk.app.desk.clock.now().plus({ days: 2 }).toFormat('yyyy-MM-dd');
    const order = { address: '外滩 1 号', phone: '138 0000 4711', need: '打印机', kind: 'repair', date: day, from: '22:00', to: '23:00' };
    await desk.submit(WHO.agent, await desk.modal(WHO.agent, 'visit.schedule'), order);
    const ordered = JSON.stringify((await desk.modal(WHO.agent, 'tell')).body.blocks);
    expect(ordered).toContain(`未能核对该门店的营业时间：“${hours}”`);
    // Whoever accepts the visit reads them too.
    const [visit = ''] = /V-\d+/.exec(ordered) ?? [];
    await desk.settle();
    await desk.pressOn(WHO.engineer, await desk.visitCard(visit), 'accept', visit);
    const accepting = JSON.stringify((await desk.modal(WHO.engineer, 'visit.accept')).body.blocks);
    expect(accepting).toContain(`营业时间：${hours}`);
    expect(accepting).toContain('未能核对该门店的营业时间');
  });

  test('issue 19: a site and a contact of which a sheet says something else read as changed, two numbers masked apart', async () => {
    await bring(Buffer.from('客户名称,门店,联系人,电话\n变样百货,虹桥店,王芳,13800007011\n'), 'first.csv');
    await desk.submit(WHO.supervisor, await desk.modal(WHO.supervisor, 'customer.confirm'), {});
    await desk.modal(WHO.supervisor, 'tell');
    await bring(Buffer.from('客户名称,门店,路程,联系人,电话\n变样百货,虹桥店,25分钟,王芳,021-6234 5678/13700001111\n'), 'second.csv');
    const ahead = JSON.stringify((await desk.modal(WHO.supervisor, 'customer.confirm')).body.blocks);
    expect(ahead).toMatch(/虹桥店 · 路程[^·]*：– → 25/);
    expect(ahead).toMatch(/王芳 · 电话：138••••11 → 021••••78\/137••••11/);
    expect(ahead).not.toMatch(/[−+] (?:虹桥店|王芳)/);
    await desk.closeModals(WHO.supervisor);
  });

  test('issue 19: a sheet that disables a customer says what is open for it, and the reason stays: an import, by whom and when', async () => {
    const ticket = await desk.logCall(aCall({ customer: '和润药房' }));
    const no = (await desk.app.desk.customers.named('和润药房'))?.no ?? '';
    await bring(Buffer.from(`编号,客户名称,状态,合同编号\n${no},,停用,K-4\n,刚关的店,停用,\n`), 'disable.csv');
    const dry = await desk.modal(WHO.supervisor, 'customer.confirm');
    expect(JSON.stringify(dry.body.blocks)).toContain(`⚠️ 导入后将停用 ${no} 和润药房，不再供选择；该客户仍有 1 项未结：${ticket}`);
    await desk.submit(WHO.supervisor, dry, {});
    await desk.modal(WHO.supervisor, 'tell');
    expect(await desk.app.desk.customers.get(no)).toMatchObject({ isEnabled: false, contractNo: 'K-4' });
    for (const name of ['和润药房', '刚关的店']) {
      const own = (await desk.app.desk.customers.named(name))?.no ?? '';
      await desk.command(WHO.supervisor, `/customer ${own}`);
      expect(shownIn(await desk.answer(WHO.supervisor, `${own} · `))).toMatch(
        new RegExp(`已停用：由导入表格停用（<@${WHO.supervisor}>，.*\\d\\d:\\d\\d）`),
      );
    }
  });

  test('only who leads takes the register out or brings one in', async () => {
    await desk.command(WHO.anna, '/customer export');
    await desk.answer(WHO.anna, 'Only supervisors and heads');
    await desk.command(WHO.tom, '/customer import');
    await desk.answer(WHO.tom, 'Only supervisors and heads');
  });
});
