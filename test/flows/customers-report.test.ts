import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unzipSync, zipSync } from 'fflate';
import { DateTime } from 'luxon';
import { readRows } from '../../src/documents/reading.js';
import { aCall, shownIn, TestDesk, WHO } from '../support/desk.js';

/** Reads in English; in Chinese. */
const ANNA = WHO.anna;
const SUP = WHO.supervisor;
const HEAD = WHO.head;

let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T09:00', { zone: 'Asia/Shanghai' }) });
  // One solved while the customer waits, one solved in time, one that stays open; another customer's is not counted.
  await desk.logCall(aCall({ outcome: 'solved', steps: '重插了电源线', cause: '电源线松动', part: 'hardware' }));
  const solved = await desk.logCall(aCall({ phone: '138 0000 4712' }));
  await desk.actWithForm(WHO.engineer, solved, 'resolve', { steps: '更换打印头', cause: '打印头烧坏', part: 'hardware' });
  const open = await desk.logCall(aCall({ phone: '138 0000 4713' }));
  await desk.orderVisit(open, { engineer: WHO.engineer });
  await desk.logCall(aCall({ phone: '138 0000 4799', customer: '恒昌五金' }));
}, 120_000);
afterAll(() => desk.close());

test('J3: a customer’s tickets, kept promises, visits and remote sessions over a period, for those who lead, in both languages', async () => {
  const report = shownIn(await desk.asks(SUP, '/customer 报告 悦购 2026-11', 'CU-1'));
  expect(report).toContain('2026-11-01 – 2026-11-30');
  expect(report).toContain('解决承诺：1 项中兑现 1 项');
  const row = (words: string): (string | undefined)[] =>
    [...report.slice(report.indexOf(words)).matchAll(/"value":(\d+)/g)].slice(0, 3).map(([, value]) => value);
  expect([row('新增'), row('"结束'), row('期末未完')]).toEqual([
    ['3', '1', '0'],
    ['2', '0', '0'],
    ['1', '1', '0'],
  ]);
  // issue 19: a period as people say it, the words in any order.
  await desk.asks(SUP, '/customer 报告 CU-1 上个月', '2026-10-01 – 2026-10-31');
  await desk.asks(SUP, '/customer CU-1 报告 本月', '2026-11-01 – 2026-11-30');
  await desk.asks(HEAD, '/customer report last month CU-1', '2026-10-01 – 2026-10-31');
  const other = shownIn(await desk.asks(HEAD, '/customer report CU-1', '2026-10-27'));
  expect(other).toContain('2026-11-25');
  expect(shownIn(await desk.asks(SUP, '/customer report 悦购 2025-11', '2025-11-01'))).toMatch(/没有发生任何事项|Nothing happened/);
  await desk.asks(SUP, '/customer report', /CU-3 2026-11/);
  await desk.asks(SUP, '/customer report 不存在的客户', '不存在的客户');
  await desk.asks(SUP, '/customer report 悦购 2020..2026', '“2020..2026”不是时间段');
  await desk.asks(ANNA, '/customer report 悦购', 'Only supervisors and heads');
});

test('J3: as a sheet it brings every case behind the figures, and where each is counted', async () => {
  await desk.asks(SUP, '/customer report CU-1 2026-11', 'CU-1');
  await desk.pressAnswer(SUP, 'customer.reportSheet', 'CU-1 2026-11-01..2026-11-30');
  const sheet = unzipSync(await desk.received(SUP, /^CU-1-2026-11-01\.xlsx/));
  const behind = zipSync({ ...sheet, 'xl/worksheets/sheet1.xml': sheet['xl/worksheets/sheet2.xml'] ?? new Uint8Array() });
  const rows = await readRows(behind);
  expect(rows.slice(1).map(([no, , , , , , , , counts]) => [no, counts])).toEqual([
    ['V-1', '新增, 期末未完'],
    ['T-3', '新增, 期末未完'],
    ['T-2', '新增, 结束'],
    ['T-1', '新增, 结束'],
  ]);
  expect(rows.find(([no]) => no === 'T-2')?.[9]).toBe('兑现');
  await desk.command(ANNA, '/customer report CU-1');
  await desk.answer(ANNA, 'Only supervisors and heads');
});

test('eye10-14: a visit that nobody came to stands as such, not as one that came late', async () => {
  await desk.actWithForm(WHO.engineer, 'V-1', 'accept', {});
  await desk.advance('PT7H');
  const report = shownIn(await desk.asks(SUP, '/customer report CU-1 2026-11', 'CU-1'));
  expect(report).toContain('迟到且未告知 0 次，无人到场 1 次');
});
