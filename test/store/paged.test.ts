import { expect, test } from '@jest/globals';
import { paged } from '../../src/store/paged.js';

test('however many there are, all are read, each once, also what moved to a later page meanwhile', async () => {
  const rows = Array.from({ length: 25 }, (_, n) => n);
  const asked: number[] = [];
  const read = async (skip: number, limit: number): Promise<number[]> => {
    asked.push(skip);
    // One comes in front between two pages.
    if (skip === 10) rows.unshift(-1);
    return rows.slice(skip, skip + limit);
  };
  const all = await paged(read, String, 10);
  expect(all).toEqual(Array.from({ length: 25 }, (_, n) => n));
  expect(asked).toEqual([0, 10, 20]);
});
