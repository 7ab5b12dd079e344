import { describe, expect, test } from '@jest/globals';
import { PROJECT_CYCLES } from '../../src/cases/inspection/check-item.js';
import { itemsAsText, parseItems } from '../../src/cases/inspection/items.js';
import { ITEM_WORDS } from '../../src/documents/item-words.js';

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
