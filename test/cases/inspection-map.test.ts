import { describe, expect, test } from '@jest/globals';
import { rowsByCycle, type SubjectMonth } from '../../src/cases/inspection/month.js';

const month = (no: string, cycle: SubjectMonth['cycle'], missed: number): SubjectMonth => ({
  ...{ no, cycle, missed, days: {}, done: 0, na: 0, open: 0, findings: 0 },
});

describe('the rows of a map of many', () => {
  test('fresh eye: what was missed most crowds out no other cycle, and each cycle stands together', () => {
    const daily = Array.from({ length: 100 }, (_, n) => month(`P-${n}`, 'daily', 20));
    const others = [month('D-1', 'hardware', 0), month('P-1', 'weekly', 0), month('P-2', 'weekly', 0)];
    const parts = rowsByCycle([...daily, ...others], 60);
    expect(parts.map(({ cycle, months }) => [cycle, months.length])).toEqual([
      ['daily', 57],
      ['weekly', 2],
      ['hardware', 1],
    ]);
    expect(rowsByCycle(others, 60).flatMap(({ months }) => months)).toHaveLength(3);
    expect(rowsByCycle([], 60)).toEqual([]);
  });
});
