import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { type Contact, contractOn, type Site } from '../../src/cases/customer/customer.js';
import { keysOf, soughtIn } from '../../src/cases/customer/finding.js';
import { isOpenAt } from '../../src/cases/customer/hours.js';
import { likeness } from '../../src/cases/customer/similar.js';
import { initialsOf } from '../../src/cases/pinyin.js';

describe('pinyin initials', () => {
  test.each([
    ['悦购超市', 'ygcs'],
    ['恒昌（朝阳店）', 'hccyd'],
    ['家乐福', 'jlf'],
    ['重庆百货', 'cqbh'],
    ['厦门航空', 'xmhk'],
    ['长沙银行', 'csyh'],
    ['万达广场', 'wdgc'],
    ['永辉 KTV 2 号', 'yhktv2h'],
    ['阿里巴巴', 'albb'],
    ['欧尚', 'os'],
    ['瑞安新天地', 'raxtd'],
    ['物美', 'wm'],
    ['中石化', 'zsh'],
    ['农夫山泉', 'nfsq'],
    ['屈臣氏', 'qcs'],
    ['三只松鼠', 'szss'],
    ['同仁堂', 'trt'],
    ['百联', 'bl'],
    ['卡夫', 'kf'],
    ['平安普惠', 'paph'],
    ['格力', 'gl'],
    ['恩施', 'es'],
    ['飞鹤', 'fh'],
    ['德邦', 'db'],
    ['喜茶', 'xc'],
  ])('%s is found by %s', (name, typed) => expect(initialsOf(name)).toContain(typed));

  test('a name without Chinese characters has none, and one that can be read in very many ways is bounded', () => {
    expect(initialsOf('Carrefour 2')).toEqual([]);
    // A rare character whose sound the order knows nothing of stands for nothing, 𠮷 for its own.
    expect(initialsOf('𠮷野家')).toEqual(['jyj']);
    expect(initialsOf('𪚥记小吃')).toEqual(['jxc']);
    expect(initialsOf('重长厦乐行朝曾单盛会'.repeat(12)).length).toBeLessThanOrEqual(16);
  });
});

const customer = (changes: { sites?: Site[]; contacts?: Contact[]; formerNames?: string[] } = {}) => ({
  name: '上海悦购超市（总部）',
  shortNames: ['悦购'],
  formerNames: [],
  sites: [],
  contacts: [],
  ...changes,
});

/** As the store asks: every word in one of the keys, or a part of a number in one of the numbers. */
const finds = (typed: string, known: Parameters<typeof keysOf>[0]): boolean => {
  const { found, phoneKey } = keysOf(known);
  const { words, phones, mains } = soughtIn(typed);
  const hasWords = words.length > 0 && words.every((word) => found.some((key) => key.includes(word)));
  const has = (some: readonly string[]): boolean => some.some((phone) => phoneKey.some((key) => key.includes(phone)));
  return hasWords || has(phones) || has(mains);
};

describe('finding a customer', () => {
  const known = customer({
    sites: [{ id: 1, site: '虹桥店' }],
    contacts: [
      { id: 2, callerName: '周丽', phone: '138 0000 4711 / 021-5555 1234 转 801' },
      { id: 3, callerName: '吴敏', callerTitle: '女士', phone: '+86 139 0000 0042' },
    ],
    formerNames: ['大东方商厦'],
  });
  test.each([
    ['悦购'],
    ['悦购超市'],
    ['ｙｇｃｓ'],
    ['hqd'],
    ['虹桥'],
    ['悦购 虹桥'],
    ['悦购超市 (总部)'],
    ['大东方'],
    ['13800004711'],
    ['+86 138 0000 4711'],
    ['0086-138-0000-4711'],
    ['１３８００００４７１１'],
    ['013800004711'],
    ['4711'],
    ['55551234'],
    ['021 55551234'],
    ['+86 21 5555 1234'],
    ['021-55551234 转801'],
    ['转 801'],
    ['ext 801'],
    ['139 0000 0042'],
    ['4711 '],
    // fresh eye: whom one speaks with, and extensions as displays show them, known here or not.
    ['周丽'],
    ['吴敏女士'],
    ['悦购 周丽'],
    ['021-55551234-801'],
    ['（021）5555-1234-802'],
    ['+86 21 55551234-801'],
  ])('%s finds it', (typed) => expect(finds(typed, known)).toBe(true));
  test.each([['恒昌'], ['悦购 徐汇'], ['13800004712'], ['9999'], ['转 802'], ['zz'], ['47']])('%s does not', (typed) =>
    expect(finds(typed, known)).toBe(false),
  );
});

describe('names that could be one', () => {
  test.each([
    ['悦购超市', '悦购超市有限公司'],
    ['越购超市', '悦购超市'],
    ['悦购超市虹桥店', '悦购超市'],
    ['恒畅', '恒昌'],
    ['Hengchang Trading', 'Heng Chang Trading Co., Ltd.'],
    ['Hengchang Tradng', 'Hengchang Trading'],
    ['Harbuor Books', 'Harbour Books'],
    ['Harbuor', 'Harbour Books'],
    ['Green Leef', 'Green Leaf Café'],
    ['好邻局', '好邻居便利'],
  ])('%s and %s', (a, b) => {
    expect(likeness(a, b)).toBeGreaterThan(0);
    expect(likeness(b, a)).toBe(likeness(a, b));
  });
  test.each([
    ['大发超市', '大华超市'],
    ['恒昌', '百联'],
    ['Alpha Store', 'Omega Store'],
    ['Blue Books', 'Harbour Books'],
    ['花间集', '花间花艺'],
    ['A', 'Alpha'],
    ['有限公司', '公司'],
  ])('%s and %s are not', (a, b) => expect(likeness(a, b)).toBe(0));
});

test('a contract stands by its days, the last one within', () => {
  const contract = { contractNo: 'K-1', contractFrom: '2026-01-01', contractTo: '2026-12-31' };
  expect(['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'].map((day) => contractOn(contract, day))).toEqual([
    'ahead',
    'running',
    'running',
    'over',
  ]);
  expect(contractOn({}, '2026-06-01')).toBe('none');
});

describe('opening hours', () => {
  // A Monday.
  const at = (time: string, day = 5) => DateTime.fromISO(`2026-01-0${day}T${time}`);
  test.each([
    ['10:00–22:00', '10:00', '12:00', true],
    ['10:00–22:00，周一休息', '21:00', '22:30', false],
    ['9：00至12：00、13:30-18:00', '14:00', '16:00', true],
    ['9:00-12:00, 13:30-18:00', '11:00', '14:00', false],
    ['18:00–02:00', '23:00', '23:59', true],
    ['18:00–02:00', '00:30', '01:30', true],
    ['24 小时', '03:00', '04:00', undefined],
    // fresh eye: no day has these hours.
    ['25:00-26:00', '10:00', '11:00', undefined],
    ['10:00–22:61', '10:00', '11:00', undefined],
    ['00:00–24:00', '23:00', '23:59', true],
  ])('%s: from %s to %s', (hours, from, to, isOpen) => expect(isOpenAt(hours, at(from), at(to))).toBe(isOpen));

  // issue 19, opening hours of a site: days of the week and breaks are compared where they can be read. Monday is the 5th, Sunday the 4th.
  const SIX_DAYS = '周一至周六 8:30-20:00 中午12-13休息';
  test.each([
    [SIX_DAYS, 5, '09:00', '11:00', true],
    [SIX_DAYS, 5, '12:30', '13:30', false],
    [SIX_DAYS, 5, '13:00', '15:00', true],
    [SIX_DAYS, 4, '09:00', '11:00', false],
    ['10:00–22:00，周一休息', 5, '11:00', '12:00', false],
    ['10:00–22:00，周一休息', 6, '11:00', '12:00', true],
    ['周日及节假日休息，其余 9:00-18:00', 4, '10:00', '11:00', false],
    ['周一至周五 9:00-18:00，周六、日 10:00-16:00', 4, '10:00', '11:00', true],
    ['周一至周五 9:00-18:00，周六、日 10:00-16:00', 4, '16:30', '17:30', false],
    ['工作日 9:00-18:00', 4, '10:00', '11:00', false],
    ['9:00-18:00 (Mon-Fri)', 4, '10:00', '11:00', false],
    ['9:00-18:00 (Mon-Fri)', 5, '10:00', '11:00', true],
    ['10:00–22:00, closed on Mondays', 5, '11:00', '12:00', false],
    ['Mon-Sat 9:00-18:00, lunch 12:00-13:00', 5, '11:30', '12:30', false],
    ['周五至周一 18:00–02:00', 6, '00:30', '01:30', true],
    ['周五至周一 18:00–02:00', 7, '00:30', '01:30', false],
    ['周一至周六 8:30-20:00，法定节假日休息', 5, '09:00', '11:00', true],
  ] as const)('%s on the %s from %s to %s', (hours, day, from, to, isOpen) =>
    expect(isOpenAt(hours, at(from, day), at(to, day))).toBe(isOpen),
  );
});
