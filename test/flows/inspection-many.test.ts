import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { openInspections } from '../../jobs/inspections.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import { type Inspection, leftIn } from '../../src/cases/inspection/inspection.js';
import { readRows } from '../../src/documents/reading.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const ITEMS: CheckItem[] = [
  { id: '1', cycle: 'daily', answer: 'ok', question: 'Fans' },
  { id: '2', cycle: 'daily', answer: 'number', question: 'CPU in %', max: 90 },
];
const SERVERS = 120;

describe('a group with more servers than a modal can offer', () => {
  let desk: TestDesk;
  let no: string;
  beforeEach(async () => {
    desk = await TestDesk.open({ beginsAt: DateTime.fromISO('2026-11-25T08:00', { zone: 'Asia/Shanghai' }) });
    const at = desk.app.desk.clock.now().toJSDate();
    for (let n = 1; n <= SERVERS; n += 1)
      await desk.app.desk.projects.add({ name: `SRV-${n}`, group: '收银组', items: ITEMS, lastItem: 2 }, WHO.supervisor, at);
    await desk.sleepThrough({ hours: 1, minutes: 5 });
    await openInspections(desk.app.desk);
    await desk.settle();
    [no = '?'] = (await desk.app.desk.inspections.open()).map((one) => one.no);
  });
  afterEach(() => desk.close());

  const inspection = async (): Promise<Inspection> => (await desk.case(no)) as object as Inspection;

  test('O31: any server can be looked up and filled in; the card says how far each share is', async () => {
    const card = await desk.card(no);
    expect(shownIn(card)).toMatch(/0\/60.*0\/60/s);
    await desk.pressOn(WHO.tom, card, 'fill', no);
    const form = await desk.modal(WHO.tom, 'inspection.fill');
    expect(JSON.stringify(form.body.blocks)).toContain('answer_P-61_1');
    const offered = await desk.suggest(WHO.tom, form, 'subject', 'srv-117');
    expect(JSON.stringify(offered)).toContain('P-117');
    const chosen = { value: 'P-117', text: { type: 'plain_text', text: 'SRV-117' } };
    await desk.pressInView(WHO.tom, form, 'subject', 'value', chosen, { subject: chosen });
    const drawn = await eventually(async () => {
      const view = await desk.modal(WHO.tom, 'inspection.fill');
      if (!JSON.stringify(view.body.blocks).includes('answer_P-117_1')) throw new Error('not drawn yet');
      return view;
    });
    await desk.submit(WHO.tom, drawn, { subject: chosen, 'answer_P-117_1': option('ok'), 'answer_P-117_2': '12' });
    await eventually(async () => expect((await inspection()).data.results['P-117_2']).toMatchObject({ value: 12, by: WHO.tom }));
  });

  test('O31: it goes out as a sheet, the own share first, and comes back filled in; wrong rows come as a sheet, what others answered stays', async () => {
    const card = await desk.card(no);
    await desk.pressOn(WHO.tom, card, 'sheet', no);
    const [head = [], ...rows] = await readRows(await desk.received(WHO.tom, new RegExp(`^${no}.xlsx`)));
    expect(rows).toHaveLength(2 * SERVERS);
    expect(rows[0]?.slice(0, 3)).toEqual(['P-61', 'SRV-61', 'Fans']);
    await desk.pressOn(WHO.engineer, card, 'allOkBut', no);
    await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'inspection.allOkBut'), { exceptions: 'P-3 | Fans | noisy' });
    await eventually(async () => expect((await inspection()).data.results['P-3_1']).toMatchObject({ isOk: false, note: 'noisy' }));
    const filled = rows.map(([server = '', name = '', question = '', normal = '']) => {
      const beyond = server === 'P-70' && question !== 'Fans';
      const wrong = server === 'P-80' && question === 'Fans';
      const result = question === 'Fans' ? (wrong ? 'perhaps' : '正常') : beyond ? '97' : '12';
      return [server, name, question, normal, result, beyond ? 'a backup runs' : ''];
    });
    const sheet = await writeWorkbook([{ name: 'A', head, rows: filled }]);
    await desk.pressOn(WHO.tom, card, 'sheetIn', no);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'inspection.handIn'), { sheet: [await desk.file(`${no}.xlsx`, sheet)] });
    const told = JSON.stringify((await desk.modal(WHO.tom, 'tell')).body.blocks);
    expect(told).toContain('179 answers were taken, 60 were answered already and stay, 1 rows could not be taken; 1 are left');
    expect(told).toContain('“perhaps” is no result');
    const errors = await readRows(await desk.received(WHO.tom, new RegExp(`${no}-errors.xlsx`)));
    expect(errors[1]).toEqual(expect.arrayContaining(['P-80', 'perhaps']));
    const { data } = await inspection();
    expect(leftIn(data).map(({ key }) => key)).toEqual(['P-80_1']);
    expect(data.results['P-70_2']).toMatchObject({ value: 97, isOk: false, note: 'a backup runs' });
    expect(data.results['P-3_1']).toMatchObject({ by: WHO.engineer, note: 'noisy' });
  });

  test('O31: who is of no group of it hears so before he chooses a file', async () => {
    await desk.pressOn(WHO.anna, await desk.card(no), 'sheetIn', no);
    await desk.answer(WHO.anna, 'belongs to the group');
  });

  test('O31: the map says how many rows it leaves out', async () => {
    await desk.command(WHO.tom, '/inspect map 2026-11');
    await eventually(() => expect(desk.workspace.messages.map(shownIn).join()).toContain(`${SERVERS - 60} more are in /inspect export`));
  });
});
