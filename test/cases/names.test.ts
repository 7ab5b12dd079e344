import { describe, expect, test } from '@jest/globals';
import { typedCaller } from '../../src/cases/call/typed.js';
import { calledAs } from '../../src/cases/called.js';
import { namesNumber, withoutPerson } from '../../src/cases/forget.js';
import { nameKey, serialKey } from '../../src/cases/names.js';
import { findingKeys, phoneKey, phoneKeys } from '../../src/cases/telephone.js';
import { wordsAsked, wordsOf } from '../../src/cases/words.js';

const isFound = (typed: string, ...texts: string[]): boolean => {
  const words = wordsOf(...texts);
  return wordsAsked(typed).every((word) => words.includes(word));
};

describe('names as people mean them', () => {
  test.each([
    ['Harbour Books', 'harbour  books'],
    ['恒昌（朝阳店）', '恒昌(朝阳店)'],
    ['恒昌（朝阳店）', '恒昌 【朝阳店】'],
    ['悦购超市', '悦\u200B购超市\u2060'],
    ['ＡＢＣ商店', 'abc 商店'],
    ['Tulip & Sons', 'tulip&sons'],
    ['張記麵館', '张记面馆'],
  ])('Q22: %s is %s', (a, b) => expect(nameKey(a)).toBe(nameKey(b)));

  test.each([
    ['恒昌（朝阳店）', '恒昌（海淀店）'],
    ['Harbour Books', 'Harbourbooks'],
    ['Store 1', 'Store 11'],
    ['章記', '张记'],
  ])('Q22: %s is not %s', (a, b) => expect(nameKey(a)).not.toBe(nameKey(b)));

  test('O18: serial numbers are the same whatever their case and width', () => {
    expect(serialKey('cn001')).toBe(serialKey('ＣＮ ００１'));
    expect(serialKey('00123')).not.toBe(serialKey('123'));
  });
});

describe('telephone numbers as people mean them', () => {
  test.each([
    [
      ['+86 10 6234 5678', '010 6234 5678', '010-62345678', '（010）6234 5678', '0086 10 62345678', '０１０６２３４５６７８'],
      '01062345678',
    ],
    [['13800004711', '0138 0000 4711', '+86 138-0000-4711', '0086 13800004711', '８６１３８００００４７１１'], '13800004711'],
    [['+49 30 1234567', '0049 30 1234567'], '49301234567'],
    [['400-820-8820'], '4008208820'],
    [['8013'], '8013'],
  ])('Q23: %j are one', (spelt, key) => {
    expect(spelt.map(phoneKey)).toEqual(spelt.map(() => key));
  });

  test('Q23: an extension stands behind its number, and either of two numbers finds the caller', () => {
    for (const typed of ['010 6234 5678 转801', '010-62345678转接：801', '+86 10 62345678 ext. 801', '01062345678 分机801'])
      expect(phoneKey(typed)).toBe('01062345678x801');
    expect(findingKeys('010 6234 5678 转801')).toEqual(['01062345678x801', '01062345678']);
    for (const typed of ['13800004711/13900004712', '13800004711、139 0000 4712', '138 0000 4711 或 13900004712'])
      expect(phoneKeys(typed)).toEqual(['13800004711', '13900004712']);
    expect(findingKeys('13800004711')).toBe('13800004711');
  });

  test('Q23: what is forgotten of an extension is no other one’s, and both numbers of a field go', () => {
    const person = { phoneKey: '01062345678x801', names: [] };
    for (const spelt of ['010 6234 5678 转801', '+86 10-62345678 ext. 801', '（010）62345678 分机：８０１'])
      expect(namesNumber(`call ${spelt}.`, person)).toBe(true);
    for (const other of ['010 6234 5678 转802', '010 6234 5678']) expect(namesNumber(`call ${other}.`, person)).toBe(false);
    const record = { phone: '010 62345678', phoneKey: ['13800004711', '01062345678'], text: '+86 10 6234 5678' };
    expect(withoutPerson(record, { phoneKey: ['13800004711', '01062345678'], names: [] })).toEqual({
      phone: '[removed]',
      text: '[removed]',
    });
  });

  test.each([
    ['１３８ ００００ ４７１１', { phone: '138 0000 4711' }],
    ['138 0000 4711 打印机坏了', { phone: '138 0000 4711', words: '打印机坏了' }],
    ['悦购，13800004711', { phone: '13800004711', words: '悦购' }],
    // issue 19, numbers in all forms: what stands around a number is no description.
    ['tel:+86(138)00000004', { phone: '+86(138)00000004' }],
    ['电话 13800000004', { phone: '13800000004' }],
    ['13800000001/021-62345678转8', { phone: '13800000001/021-62345678转8' }],
    ['13800000001,13800000004', { phone: '13800000001/13800000004' }],
    ['一三八〇〇〇〇四七一一', { phone: '13800004711' }],
    ['13800000001 让回电 13800000004', { phone: '13800000001', words: '让回电 13800000004' }],
    ['4711', { part: '4711' }],
    ['转801', { part: 'x801' }],
    ['ext 801', { part: 'x801' }],
    ['悦购', { words: '悦购' }],
    ['Store 24', { words: 'Store 24' }],
    [' \u200B ', {}],
  ])('Q22: %s is read as what it is', (typed, read) => expect(typedCaller(typed)).toEqual(read));
});

describe('words as people mean them', () => {
  test.each([
    ['POS', 'POS机打不开'],
    ['pos机', 'POS机打不开'],
    ['ERP', '登录ERP系统很慢'],
    ['wifi', '会议室WiFi连不上'],
    ['ＷＩＦＩ', '会议室WiFi连不上'],
    ['HP', 'HP1020卡纸'],
    ['1020', 'HP1020卡纸'],
    ['HP 1020', 'HP1020卡纸'],
    ['HP1020', 'HP 1020 卡纸'],
    ['hp-1020', 'HP1020卡纸'],
    ['10.0.0.9', '服务器 10.0.0.9 不通'],
    ['10.0.0', '服务器10.0.0.9不通'],
  ])('Q24: %s finds %s', (typed, text) => expect(isFound(typed, text)).toBe(true));

  test('O22: 10.0.0 finds no 10.0.2.1, and HP1020 no HP1021', () => {
    expect(isFound('10.0.0', 'the server 10.0.2.1')).toBe(false);
    expect(isFound('HP1020', 'HP1021卡纸')).toBe(false);
  });
});

test('eye: a form of address stands where its language has it', () => {
  for (const [callerName, callerTitle, called] of [
    ['Leo Park', 'Mr', 'Mr Leo Park'],
    ['Ann Lee', 'Dr.', 'Dr. Ann Lee'],
    ['孙伟', '先生', '孙伟 先生'],
    ['Leo Park', '经理', 'Leo Park 经理'],
    ['Leo Park', undefined, 'Leo Park'],
    [undefined, undefined, ''],
  ] as const)
    expect(calledAs({ callerName, callerTitle })).toBe(called);
});
