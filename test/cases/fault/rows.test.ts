import { expect, test } from '@jest/globals';
import type { Fault } from '../../../src/cases/fault/fault.js';
import { FAULT_COLUMNS, planFaults, rowOfFault } from '../../../src/cases/fault/rows.js';
import { writeFault } from '../../../src/cases/fault/workflow.js';
import { anActor, aPolicy, at } from '../../support/builders.js';

const circumstances = { actor: anActor('U1'), now: at('2026-03-02T10:00'), policy: aPolicy() };
const faults: Fault[] = [1, 2].map(
  (seq) =>
    writeFault(
      {
        titleZh: `黑屏 ${seq}`,
        symptomsZh: '没有画面',
        stepsZh: '换线',
        titleEn: `Black ${seq}`,
        symptomsEn: 'dark',
        category: 'hardware',
      },
      {},
      { team: 'T1', seq },
      circumstances,
    ).next,
);
const plain = (name: string): string => name;
const context = {
  columns: Object.fromEntries(FAULT_COLUMNS.map((column) => [column, column])),
  categories: { hardware: 'hardware' },
  parts: { software: 'software' },
  all: faults,
};
const sheetOf = (rows: readonly Readonly<Record<string, string>>[]): string[][] => [
  [...FAULT_COLUMNS],
  ...rows.map((cells) => FAULT_COLUMNS.map((column) => cells[column] ?? '')),
];
const planned = (rows: readonly Readonly<Record<string, string>>[]) => {
  const plan = planFaults(sheetOf(rows), context);
  if ('missing' in plan) throw new Error(plan.missing.join());
  return plan;
};

test('C3: what came out of the fault table goes in again without a change', () => {
  const rows = faults.map((fault) => {
    const cells = rowOfFault(fault, { category: plain, part: plain, state: plain });
    return Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, String(value ?? '')]));
  });
  expect(planned(rows)).toMatchObject({ fresh: [], changed: [], same: 2, bad: [], unknown: [] });
});

test('C3: an archived entry does not come back as a double by its name, and a sheet of numbers needs no category', () => {
  const all = faults.map((one, n) => (n === 0 ? { ...one, state: 'archived' as const, isOpen: false } : one));
  const row = { titleZh: '黑屏 1', symptomsZh: '没有画面', category: 'hardware' };
  const plan = planFaults(sheetOf([row]), { ...context, all });
  expect(plan).toMatchObject({ fresh: [], changed: [], bad: [{ code: 'rowArchived', params: { no: 'F-1' } }] });
  const numbered = planFaults(
    [
      ['no', 'stepsZh'],
      ['F-2', '换 HDMI 线'],
    ],
    { ...context, all },
  );
  expect(numbered).toMatchObject({ changed: [{ before: { no: 'F-2' }, change: { stepsZh: '换 HDMI 线' } }], bad: [] });
});

test('C3: a row changes the entry of its number, else of its name, or is new; what is wrong is said of its row, and nothing is taken away', () => {
  const { fresh, changed, same, bad } = planned([
    { no: 'f-1', stepsZh: '换 HDMI 线' },
    { titleEn: 'black 2', part: 'software' },
    { titleZh: '门禁打不开', symptomsZh: '刷卡门不开', category: 'Hardware' },
    { titleZh: '门禁打不开', symptomsZh: '又一行', category: 'hardware' },
    { no: 'F-9', stepsZh: 'x' },
    { titleZh: '电梯', symptomsZh: '后台密码: Secret99', category: 'hardware' },
    { titleZh: '电梯', category: 'hardware' },
    { titleZh: '电梯', symptomsZh: '不动', category: 'lifts' },
    { titleZh: '电梯', symptomsZh: '不动' },
    { no: 'F-2', titleZh: '长'.repeat(200) },
  ]);
  expect(changed.map(({ before, change }) => [before.no, change])).toEqual([
    ['F-1', { stepsZh: '换 HDMI 线' }],
    ['F-2', { titleEn: 'black 2', part: 'software' }],
  ]);
  expect(fresh).toEqual([{ titleZh: '门禁打不开', symptomsZh: '刷卡门不开', category: 'hardware' }]);
  expect([same, bad.map(({ row, code }) => [row, code])]).toEqual([
    0,
    [
      [5, 'rowTwice'],
      [6, 'rowNoSuch'],
      [7, 'rowSecret'],
      [8, 'rowWords'],
      [9, 'rowCategory'],
      [10, 'rowNoCategory'],
      [11, 'rowLong'],
    ],
  ]);
});
