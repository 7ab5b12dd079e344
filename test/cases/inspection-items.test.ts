import { describe, expect, test } from '@jest/globals';
import { type CheckItem, PROJECT_CYCLES } from '../../src/cases/inspection/check-item.js';
import { itemsAsText, parseItems } from '../../src/cases/inspection/items.js';
import { itemsLess } from '../../src/cases/inspection/less.js';
import { ITEM_WORDS } from '../../src/documents/item-words.js';
import { translator } from '../../src/locales/index.js';

describe('check items as lines', () => {
  test('are read in either language, keep their ids, and come back as they were written', () => {
    const read = parseItems(
      'daily | ok | Does the site open?\n每周｜数值 20..90｜磁盘剩余空间 %｜20 以上\n\ndaily | number ..5 | Errors',
      ITEM_WORDS,
      PROJECT_CYCLES,
    );
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    expect(read.items).toEqual([
      { id: '1', cycle: 'daily', answer: 'ok', question: 'Does the site open?' },
      { id: '2', cycle: 'weekly', answer: 'number', question: '磁盘剩余空间 %', expected: '20 以上', min: 20, max: 90 },
      { id: '3', cycle: 'daily', answer: 'number', question: 'Errors', max: 5 },
    ]);
    const again = parseItems(
      itemsAsText(read.items.toReversed(), (word) => word),
      ITEM_WORDS,
      PROJECT_CYCLES,
      read.items,
    );
    expect('items' in again && again.items).toEqual(read.items.toReversed());
    const changed = parseItems('daily | photo | New\ndaily | text | Errors', ITEM_WORDS, PROJECT_CYCLES, read.items, read.lastItem);
    expect('items' in changed && changed.items.map(({ id }) => id)).toEqual(['4', '3']);
    const none = parseItems('', ITEM_WORDS, PROJECT_CYCLES, read.items, 4);
    const anew = 'items' in none && parseItems('daily | ok | Errors', ITEM_WORDS, PROJECT_CYCLES, none.items, none.lastItem);
    expect(anew && 'items' in anew && anew.items.map(({ id }) => id)).toEqual(['5']);
  });

  test('every wrong line is named, all at once', () => {
    const read = parseItems(
      'hourly | ok | x\ndaily | ok 1..2 | y\ndaily | number 9..1 | z\ndaily | ok | twice\ndaily | ok | twice\ndaily | ok',
      ITEM_WORDS,
      PROJECT_CYCLES,
    );
    expect('problems' in read && read.problems.map(({ code, params }) => [code, params.n])).toEqual([
      ['itemLine', 1],
      ['itemLimits', 2],
      ['itemLimits', 3],
      ['itemTwice', 5],
      ['itemLine', 6],
    ]);
    expect(parseItems(Array.from({ length: 41 }, (_, n) => `daily | ok | q${n}`).join('\n'), ITEM_WORDS, PROJECT_CYCLES)).toMatchObject({
      problems: [{ code: 'tooManyItems' }],
    });
  });
});

describe('check items that ask less', () => {
  const read = (text: string, before?: readonly CheckItem[]): CheckItem[] => {
    const parsed = parseItems(text, ITEM_WORDS, PROJECT_CYCLES, before, before?.length);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    return parsed.items;
  };
  const lessOf = (before: string, after: string): string[] => {
    const items = read(before);
    return itemsLess(items, read(after, items), translator('en'));
  };
  const ask = (question: string): string => `weekly | ok | ${question}`;

  test('a question whose words go is gone, whatever stands in its place', () => {
    expect(lessOf(ask('防火墙日志已审查'), ask('随便看看'))).toEqual(['“防火墙日志已审查” is gone', 'New in their place: “随便看看”']);
    const two = lessOf(`${ask('登录与收银是否正常')}\n${ask('小票打印是否正常')}`, `${ask('今天天气如何')}\n${ask('午饭是否可口')}`);
    expect(two).toHaveLength(3);
    expect(two).toContain('New in their place: “今天天气如何”, “午饭是否可口”');
    // One question never stands for two.
    expect(lessOf(`${ask('登录正常')}\n${ask('收银正常')}`, `${ask('登录正常、收银正常')}\n${ask('午饭是否可口')}`)).toContain(
      '“收银正常” is gone',
    );
  });

  test.each([
    ['防火墙日志已审查', '防火墙日志未审查'],
    ['电源正常', '电流正常'],
    ['登录与收银是否正常', '登录'],
    ['Server 1 answers', 'Server 2 answers'],
    ['Server 1 answers', 'Server 10 answers'],
    ['Firewall logs reviewed', 'A walk was taken'],
    ['Load > 30', 'Load < 30'],
  ])('%s is not %s', (before, after) => expect(lessOf(ask(before), ask(after))).toContain(`“${before}” is gone`));

  test.each([
    ['防火墙日志已审察', '防火墙日志已审查'],
    ['登是否正常吗', '登录是否正常吗'],
    ['登录与收银是否正常', '登录与收银是否正常（两台收银机都看）'],
    ['登录、收银是否正常', '登录收银 是否正常？'],
    ['ＣＰＵ 使用率', 'CPU使用率'],
    ['Firewal logs reveiwed', 'Firewall logs reviewed'],
    ['Log in works', 'Login works.'],
    ['Fans turn', 'All fans turn without noise'],
    ['Temperature 20 to 30', 'temperature: 20 to 30'],
  ])('%s mended or added to is %s', (before, after) => expect(lessOf(ask(before), ask(after))).toEqual([]));

  test('a question put into other words keeps its answer, its limits, and what is normal', () => {
    expect(lessOf('daily | number ..90 | CPU in %', 'daily | number ..900 | CPU in %, all cores')).toEqual(['“CPU in %”: ..90 → ..900']);
    expect(lessOf('daily | ok | Light | green', 'daily | ok | Light | any colour')).toEqual(['“Light”: green → any colour']);
    expect(lessOf('daily | ok | Light | green', 'daily | ok | Light | green, not blinking')).toEqual([]);
    expect(lessOf('daily | ok | Light', 'daily | ok | Light | green')).toEqual([]);
  });

  test('a question that comes more rarely is not called deleted; one that comes more often asks more', () => {
    expect(lessOf('daily | ok | 出口链路', 'monthly | ok | 出口链路')).toEqual(['“出口链路” comes more rarely: daily → monthly']);
    expect(lessOf('monthly | ok | 出口链路', 'daily | ok | 出口链路')).toEqual([]);
    expect(lessOf('daily | number ..9 | Errors', 'weekly | number | Errors')).toEqual([
      '“Errors” comes more rarely: daily → weekly',
      '“Errors”: ..9 → ..',
    ]);
  });
});
