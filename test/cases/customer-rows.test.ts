import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { likeKnown } from '../../src/cases/customer/alike.js';
import { STATES } from '../../src/cases/customer/cells.js';
import type { Contact, Customer, CustomerData, Site } from '../../src/cases/customer/customer.js';
import { keysOf } from '../../src/cases/customer/finding.js';
import { joinTyped } from '../../src/cases/customer/joining.js';
import { absorbed } from '../../src/cases/customer/merging.js';
import { CUSTOMER_COLUMNS, type ImportPlan, planImport, rowsOfCustomer } from '../../src/cases/customer/rows.js';
import { wordsFor } from '../../src/locales/index.js';

const columns = { ...wordsFor('customer.columnAlso', CUSTOMER_COLUMNS), ...wordsFor('customer.column', CUSTOMER_COLUMNS) };
const now = DateTime.fromISO('2026-03-05T10:00', { zone: 'Asia/Shanghai' });

function aCustomer(seq: number, name: string, more: Partial<CustomerData> = {}): Customer {
  const data = { name, shortNames: [], formerNames: [], products: [], sites: [], contacts: [], lastPart: 0, ...more };
  return { ...data, ...keysOf(data), no: `CU-${seq}`, seq, version: 1, isEnabled: true, history: [] };
}
const states = wordsFor('customer.stateWord', STATES);
const personOf = (typed: string) => ({ 李强: 'U02ENGLI' })[typed];
const inSheet = { state: (state: string) => (state === 'inUse' ? '在用' : '停用'), person: () => '李强' };

function plan(rows: string[][], all: Customer[] = []): ImportPlan {
  const planned = planImport(rows, { columns, states, all, personOf, now });
  if ('missing' in planned) throw new Error(planned.missing.join());
  return planned;
}
const exported = (all: Customer[]): string[][] => [
  HEAD,
  ...all.flatMap((one) => rowsOfCustomer(one, inSheet)).map((cells) => CUSTOMER_COLUMNS.map((column) => cells[column] ?? '')),
];
const HEAD = [...CUSTOMER_COLUMNS].map((column) => Object.keys(columns).find((word) => columns[word] === column) ?? '');

describe('a sheet of customers', () => {
  test('issue 19: a name of signs alone comes in by a sheet no more than by the form; “Contract to” is understood', () => {
    const known = aCustomer(1, '悦购超市');
    const { fresh, bad, unknown } = plan(
      [
        ['No', '单位名称', 'Contract from', 'Contract to'],
        ['', '😀😀', '', ''],
        ['CU-1', '😀', '', ''],
        ['', '恒昌', '2026-01-01', '2026-12-31'],
      ],
      [known],
    );
    expect([unknown, bad.map(({ row, code }) => [row, code])]).toEqual([
      [],
      [
        [2, 'rowName'],
        [3, 'rowName'],
      ],
    ]);
    expect(fresh).toMatchObject([{ name: '恒昌', contractTo: '2026-12-31' }]);
  });

  test('issue 19: what is said of a site in a row without one is the only site’s, else the row comes back; so is what is said of nobody', () => {
    const site = (id: number, name: string): Site => ({ id, site: name });
    const one = aCustomer(1, '锦绣百货', { sites: [site(1, '南京西路店')], lastPart: 1 });
    const two = aCustomer(2, '悦购超市', { sites: [site(1, '虹桥店'), site(2, '徐汇店')], lastPart: 2 });
    const { changed, fresh, bad } = plan(
      [
        ['编号', '客户名称', '营业时间', '路程', '联系人', '电话'],
        ['CU-1', '', '09:00-21:00', '30', '', ''],
        ['CU-2', '', '09:00-21:00', '30', '', ''],
        ['', '恒昌', '', '30', '', ''],
        ['', '张记面馆', '', '', '', '13800004711'],
      ],
      [one, two],
    );
    expect(changed.map(({ change }) => change)).toMatchObject([
      { sites: [{ id: 1, site: '南京西路店', hours: '09:00-21:00', travelMinutes: 30 }] },
    ]);
    expect(fresh).toEqual([]);
    expect(bad.map(({ row, code }) => [row, code])).toEqual([
      [3, 'rowWhichSite'],
      [4, 'rowNoSite'],
      [5, 'rowNoContact'],
    ]);
  });

  test('issue 19: numbers as people write them are understood, and all that is wrong with a row is said at once', () => {
    const { fresh, bad } = plan([
      ['客户名称', '门店', '路程', '备注', 'Contract from', '联系人', '电话'],
      ['恒昌', '外滩店', '15分钟', '', '26/3/5', '', ''],
      ['锦绣百货', '静安店', '二十', '', '', '', ''],
      ['悦购超市', '虹桥店', 'far', '', '2026-2-30', '周丽', '1.39E+10'],
      ['大华超市', '', '', '', '', '王芳', '=SUM(100)'],
      ['和润药房', '', '', '', '', '李明', '见备注'],
    ]);
    expect(fresh).toMatchObject([
      { name: '恒昌', contractFrom: '2026-03-05', sites: [{ travelMinutes: 15 }] },
      { name: '锦绣百货', sites: [{ travelMinutes: 20 }] },
    ]);
    expect(bad.map(({ row, code }) => [row, code])).toEqual([
      [4, 'rowNumber'],
      [4, 'rowPhone'],
      [4, 'rowDay'],
      [5, 'rowFormula'],
      [6, 'rowNoPhone'],
    ]);
  });

  test('issue 19: what a spreadsheet left of a number is nobody’s telephone: the row comes back', () => {
    const { fresh, bad } = plan([
      ['客户名称', '联系人', '电话'],
      ['恒昌', '科学数', '1.39E+10'],
      ['锦绣百货', '杨光', '13800007010；１.３８Ｅ+１０'],
      ['悦购超市', '周丽', '13800004711'],
    ]);
    expect(bad.map(({ row, code }) => [row, code])).toEqual([
      [2, 'rowPhone'],
      [3, 'rowPhone'],
    ]);
    expect(fresh).toMatchObject([{ name: '悦购超市' }]);
  });

  test('headings in both languages, in any order, a title above; sites and contacts come in by rows of their own', () => {
    const { fresh, bad, unknown } = plan([
      ['客户一览'],
      ['联系电话', '单位名称', 'Branch', '手机型号', '姓名', '合同到期', '路程'],
      ['138 0000 4711', '悦购超市', '虹桥店', 'x', '周丽', '2026年12月31日', '35'],
      ['021-5555 1234', '悦购 超市', '徐汇店', '', '吴敏', '', ''],
      ['', '恒昌', '', '', '', '', ''],
    ]);
    expect([bad, unknown]).toEqual([[], ['手机型号']]);
    expect(
      fresh.map(({ name, sites, contacts }) => [
        name,
        sites.map(({ site }) => site),
        contacts.map(({ callerName, site }) => [callerName, site]),
      ]),
    ).toEqual([
      [
        '悦购超市',
        ['虹桥店', '徐汇店'],
        [
          ['周丽', '虹桥店'],
          ['吴敏', '徐汇店'],
        ],
      ],
      ['恒昌', [], []],
    ]);
    expect(fresh[0]).toMatchObject({
      contractTo: '2026-12-31',
      sites: [{ travelMinutes: 35 }, {}],
      phoneKey: ['13800004711', '02155551234'],
    });
  });

  test('a merged customer does not come back: by its number nor by its name it is the one that it became', () => {
    const all = [
      aCustomer(1, '悦购超市', { formerNames: ['悦购商行'] }),
      aCustomer(2, '悦购商行', { mergedInto: 'CU-1', sites: [{ id: 1, site: '老店' }] }),
    ];
    const rows = (no: string) => [HEAD, CUSTOMER_COLUMNS.map((column) => ({ no, name: '悦购商行', site: '老店' })[column as 'no'] ?? '')];
    for (const no of ['CU-2', 'cu-2', '']) {
      const { fresh, changed } = plan(rows(no), all);
      expect(fresh).toEqual([]);
      expect(changed.map(({ before, change }) => [before.no, change.name, change.sites])).toEqual([
        ['CU-1', undefined, [{ id: 1, site: '老店' }]],
      ]);
    }
  });

  test('a row of a number renames; one that cannot be taken says why, and the others are', () => {
    const all = [aCustomer(1, '悦购超市'), aCustomer(2, '恒昌')];
    const row = (cells: Record<string, string>) => CUSTOMER_COLUMNS.map((column) => cells[column] ?? '');
    const { changed, bad, fresh } = plan(
      [
        HEAD,
        row({ no: 'CU-1', name: '大悦购' }),
        row({ no: 'CU-2', name: '悦购超市' }),
        row({ no: 'CU-9', name: 'x' }),
        row({ name: '百联', travelMinutes: '一小时' }),
        row({ name: '百联', contractTo: 'soon' }),
        row({ name: '百联', contractFrom: '2026-02-01', contractTo: '2026-01-01' }),
        row({ address: '路 1 号' }),
        row({ name: '新客户' }),
      ],
      all,
    );
    expect(changed[0]?.change).toMatchObject({ name: '大悦购', formerNames: ['悦购超市'], nameKey: '大悦购' });
    expect(bad.map(({ row: n, code }) => [n, code])).toEqual([
      [3, 'rowNameTaken'],
      [4, 'rowNoSuch'],
      [5, 'rowNumber'],
      [6, 'rowDay'],
      [7, 'contractOrder'],
      [8, 'rowName'],
    ]);
    expect(fresh.map(({ name }) => name)).toEqual(['新客户']);
  });

  const row = (cells: Record<string, string>) => CUSTOMER_COLUMNS.map((column) => cells[column] ?? '');

  test('fresh eye: one name for two customers of a sheet, and two names for one, are said of the row; a customer is renamed by its first row alone', () => {
    const all = [
      aCustomer(1, '悦购超市', { sites: [{ id: 1, site: '虹桥店' }], lastPart: 1 }),
      aCustomer(2, '恒昌', { formerNames: ['老恒昌'] }),
      aCustomer(3, '百联'),
    ];
    const { changed, bad, fresh } = plan(
      [
        HEAD,
        row({ name: '导入二号' }),
        row({ no: 'CU-1', name: '导入二号' }),
        row({ no: 'CU-2', name: '大恒昌', formerNames: '老恒昌' }),
        row({ no: 'CU-2', name: '恒昌', formerNames: '老恒昌', site: '徐汇店' }),
        row({ no: 'CU-2', name: '小恒昌' }),
        row({ name: '大恒昌' }),
        row({ name: '导入 二号', site: '总店' }),
        row({ no: 'CU-3', name: '百'.repeat(121) }),
        row({ name: '另一家', products: Array.from({ length: 150 }, (_, n) => `产品${n}`).join('；') }),
      ],
      all,
    );
    expect(fresh.map(({ name, sites, products }) => [name, sites.length, products.at(-1)])).toEqual([
      ['导入二号', 1, undefined],
      ['另一家', 0, '产品149'],
    ]);
    expect(changed.map(({ before, change }) => [before.no, change.name, change.formerNames, change.sites?.length])).toEqual([
      ['CU-2', '大恒昌', ['恒昌', '老恒昌'], 1],
    ]);
    expect(bad.map(({ row: n, code, params }) => [n, code, params.twin])).toEqual([
      [3, 'rowNameTwice', 2],
      [6, 'rowTwoNames', 4],
      [7, 'rowNameTwice', 4],
      [9, 'rowLong', undefined],
    ]);
  });

  test('B2: what nobody is called comes in by no sheet, as by no form', () => {
    const all = [aCustomer(1, '悦购超市')];
    const names = ['12345', '没人', '138 0000 0001', '同上', '好的'];
    const { fresh, bad } = plan([HEAD, ...names.map((name) => row({ name })), row({ no: 'CU-1', name: '无' }), row({ name: '1919' })], all);
    expect(fresh.map(({ name }) => name)).toEqual(['1919']);
    expect(bad.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => 'rowNoCustomer'));
    const typed = [...names, '新店', '悦购超市'].map((name) => ({ name }));
    const { fresh: entered, nobody } = joinTyped(typed, all);
    expect([entered.map(({ data }) => data.name), nobody.length]).toEqual([['新店'], names.length]);
  });

  test('fresh eye: owner and state go out with the sheet and come in with it', () => {
    const all = [aCustomer(1, '悦购超市'), aCustomer(2, '恒昌', { accountOwner: 'U02ENGLI' })];
    const { changed, fresh, bad, same } = plan(
      [
        HEAD,
        row({ no: 'CU-1', name: '悦购超市', accountOwner: '李强', state: '停用' }),
        row({ no: 'CU-2', name: '恒昌', accountOwner: '李强', state: '在用' }),
        row({ name: '新客户', state: '已停用' }),
        row({ name: '新客户二', state: '也许' }),
        row({ name: '新客户三', accountOwner: '谁' }),
      ],
      all,
    );
    expect(changed[0]?.change).toMatchObject({ accountOwner: 'U02ENGLI', isEnabled: false });
    expect([fresh.map(({ isEnabled }) => isEnabled), same]).toEqual([[false], 1]);
    expect(bad.map(({ code }) => code)).toEqual(['rowState', 'rowOwner']);
  });

  test('fresh eye: new names that are like known ones are found among very many', () => {
    const all = Array.from({ length: 2_000 }, (_, n) => aCustomer(n + 1, `批量客户${n}（上海）`));
    const known = [...all, aCustomer(5_000, '测试商贸(上海)有限公司')];
    expect(likeKnown(['测试商贸有限公司', '恒昌'], known, 10).map(({ name, customer }) => [name, customer.no])).toEqual([
      ['测试商贸有限公司', 'CU-5000'],
    ]);
    expect(likeKnown(['張記面館'], [aCustomer(1, '张记面馆')], 10)).toMatchObject([{ customer: { no: 'CU-1' } }]);
    expect(likeKnown(['恒昌'], [aCustomer(1, '恒畅', { mergedInto: 'CU-2' })], 10)).toEqual([]);
  });

  const text = fc.constantFrom('A', '悦购', '店 1', 'x-y', '=1+1', '007');
  const optional = fc.option(text, { nil: undefined });
  const uniqueBy = (field: string, rest: Record<string, fc.Arbitrary<unknown>>) =>
    fc.uniqueArray(fc.record({ [field]: text, ...rest }, { requiredKeys: [field] }), {
      selector: (one) => Reflect.get(one, field),
      maxLength: 4,
    });
  test('what was exported and is imported again changes nothing', () => {
    const sites = uniqueBy('site', { address: text, travelMinutes: fc.nat(300), hours: text, note: text });
    const contacts = uniqueBy('callerName', {
      callerTitle: text,
      role: text,
      phone: fc.constantFrom('13800004711', '021-5555 1234 转 801'),
    });
    fc.assert(
      fc.property(sites, contacts, fc.uniqueArray(text), optional, (someSites, someContacts, products, contractNo) => {
        const numbered = <Part extends object>(all: object[], from: number) =>
          all.map((one, n) => ({ id: from + n, ...one })) as object[] as Part[];
        const own = {
          products,
          contractNo,
          sites: numbered<Site>(someSites, 1),
          contacts: numbered<Contact>(someContacts, 10),
          lastPart: 20,
        };
        const all = [aCustomer(1, '悦购超市', own), aCustomer(2, '恒昌')];
        expect(plan(exported(all), all)).toMatchObject({ fresh: [], changed: [], bad: [], same: 2 });
      }),
    );
  });
});

describe('two customers that are one', () => {
  const data = (name: string, more: Partial<CustomerData> = {}): CustomerData => {
    const own = { name, shortNames: [], formerNames: [], products: [], sites: [], contacts: [], lastPart: 9, ...more };
    return { ...own, ...keysOf(own) };
  };
  const stays = data('悦购超市', {
    shortNames: ['悦购'],
    sites: [{ id: 1, site: '虹桥店', address: '虹桥路 1 号' }],
    contacts: [{ id: 2, callerName: '周丽', phone: '138 0000 4711' }],
  });
  const goes = data('悦购 商行', {
    formerNames: ['悦购超市 ', '老悦购'],
    sites: [
      { id: 1, site: '虹桥 店', address: '别处', hours: '10:00–22:00' },
      { id: 2, site: '徐汇店' },
    ],
    contacts: [
      { id: 3, callerName: '周丽', phone: '+86 13800004711', role: '店长', site: '虹桥 店' },
      { id: 4, callerName: '周丽', phone: '139 0000 0001' },
    ],
    contractNo: 'K-1',
  });

  test('everything of the other comes along: what both say stays, blanks are filled, two people of one name stay two', () => {
    expect(absorbed(stays, goes)).toMatchObject({
      shortNames: ['悦购'],
      formerNames: ['悦购 商行', '老悦购'],
      sites: [
        { id: 1, site: '虹桥店', address: '虹桥路 1 号', hours: '10:00–22:00' },
        { id: 10, site: '徐汇店' },
      ],
      contacts: [
        { id: 2, role: '店长', site: '虹桥店', phone: '138 0000 4711' },
        { id: 11, phone: '139 0000 0001' },
      ],
      contractNo: 'K-1',
      nameKey: '悦购超市',
    });
  });

  const names = fc.constantFrom('悦购', '悦 购', 'A', '恒昌', '（a）', '(A)');
  const parts = fc.array(fc.record({ name: names, phone: fc.constantFrom(undefined, '13800004711', '13900000001') }), { maxLength: 5 });
  const some = fc.record({ name: names, short: fc.array(names, { maxLength: 3 }), parts }).map(({ name, short, parts: all }) =>
    data(name, {
      shortNames: short,
      sites: all.map((one, n) => ({ id: n + 1, site: `${one.name}${n}` })),
      contacts: all.map((one, n) => ({ id: 20 + n, callerName: one.name, phone: one.phone })),
      lastPart: 40,
    }),
  );
  test('nothing is lost, no id is there twice, and done again it adds nothing', () => {
    fc.assert(
      fc.property(some, some, (first, second) => {
        const once: CustomerData = { ...first, ...absorbed(first, second) };
        const ids = [...once.sites, ...once.contacts].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(Math.max(0, ...ids)).toBeLessThanOrEqual(once.lastPart);
        for (const key of [...first.found, ...second.found]) expect(once.found).toContain(key);
        for (const key of [...first.phoneKey, ...second.phoneKey]) expect(once.phoneKey).toContain(key);
        expect({ ...once, ...absorbed(once, second) }).toEqual(once);
      }),
    );
  });
});
