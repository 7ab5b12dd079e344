import { expect, test } from '@jest/globals';
import { weekFromEmpty } from './week.js';

test('C3: with the table empty at first, what the first caller said answers those who call about the same later in the week', () => {
  const { calls, firstTime, answered, misled } = weekFromEmpty();
  expect(calls).toBe(50);
  expect(answered / (calls - firstTime)).toBeGreaterThanOrEqual(0.5);
  expect(misled / calls).toBeLessThanOrEqual(0.3);
});
