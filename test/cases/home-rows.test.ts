import { expect, test } from '@jest/globals';
import { MOST_ROWS, moreRows } from '../../commands/shared/home-rows.js';
import { translator } from '../../src/locales/index.js';

test('what Home does not show has a press with its count that opens the list', () => {
  const more = JSON.stringify(moreRows(MOST_ROWS + 4, 'inspect today', { t: translator('zh-CN') }));
  expect(more).toContain('还有 4 条');
  expect(more).toContain('inspect today');
  expect(moreRows(MOST_ROWS, 'inspect today', { t: translator('en') })).toEqual([]);
});
