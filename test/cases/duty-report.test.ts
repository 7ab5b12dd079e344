import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DutyTurn } from '../../src/cases/duty/duty.js';
import { dutyReport } from '../../src/cases/duty/report.js';

const turn = (duty: string, state: DutyTurn['state'], more: { late?: boolean } = {}): DutyTurn =>
  ({
    no: 'S-1',
    state,
    isOpen: state === 'open' || state === 'short',
    breachedAt: more.late ? new Date() : undefined,
    data: { duty, name: `Duty ${duty}`, group: 'G', isLate: more.late },
  }) as object as DutyTurn;

test('O32: over any turns, what a duty’s report counts adds up, and excused ones count for neither side', () => {
  const any = fc.record({
    duty: fc.constantFrom('SD-1', 'SD-2'),
    state: fc.constantFrom<DutyTurn['state'][]>('open', 'short', 'done', 'excused', 'missed'),
    late: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 40 }), (all) => {
      const report = dutyReport(all.map(({ duty, state, late }) => turn(duty, state, { late })));
      expect(report.reduce((sum, one) => sum + one.all, 0)).toBe(all.length);
      for (const { all: n, inTime, late, excused, missed, open, kept } of report) {
        expect(inTime + late + excused + missed + open).toBe(n);
        expect(kept).toBe(n === excused + open ? undefined : Math.floor((100 * inTime) / (inTime + late + missed)));
      }
    }),
  );
});

test('O32: the duty with most missed stands first', () => {
  const report = dutyReport([turn('SD-1', 'done'), turn('SD-2', 'missed'), turn('SD-1', 'done', { late: true })]);
  expect(report.map(({ duty, kept }) => [duty, kept])).toEqual([
    ['SD-2', 0],
    ['SD-1', 50],
  ]);
});
