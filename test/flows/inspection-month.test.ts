import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import readWorkbook from 'read-excel-file/node';
import { openInspections } from '../../jobs/inspections.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { DESK, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';
import { pagesOf } from '../support/pdf.js';

const PROJECT_ITEMS = [
  { id: '1', cycle: 'daily', answer: 'ok', question: 'Does it open?' },
  { id: '2', cycle: 'daily', answer: 'number', question: 'Errors', max: 5 },
] as const;
const DEVICE_ITEMS = [
  { id: '1', cycle: 'system', answer: 'number', question: 'CPU %', min: 0, max: 90 },
  { id: '2', cycle: 'hardware', answer: 'ok', question: 'Lights' },
] as const;

describe('inspections one by one, of devices, and over a month', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open();
    const { projects, devices, clock } = desk.app.desk;
    const at = clock.now().toJSDate();
    await projects.add({ name: 'Checkout', group: '服务器组', items: PROJECT_ITEMS, lastItem: 2 }, WHO.tom, at);
    await devices.add(
      { name: 'App server', group: '服务器组', type: 'server', items: DEVICE_ITEMS, lastItem: 2, words: ['app'] },
      WHO.tom,
      at,
    );
  });
  afterEach(() => desk.close());

  /** To the morning of the next Monday, Wednesday or another weekday (ISO). */
  const toWeekday = async (weekday: number): Promise<void> => {
    const now = desk.app.desk.clock.now();
    let day = now.set({ hour: 9, minute: 1 }).plus({ days: 1 });
    while (day.weekday !== weekday) day = day.plus({ days: 1 });
    await desk.sleepThrough({ minutes: Math.ceil(day.diff(now).as('minutes')) });
    await openInspections(desk.app.desk);
    await desk.settle();
  };
  const openOf = async (cycle: string): Promise<Inspection | undefined> =>
    (await desk.app.desk.inspections.open()).find(({ data }) => data.cycle === cycle);
  /** The modal once it shows this field. */
  const showing = (id: string, field: string) =>
    eventually(async () => {
      const top = await desk.modal(WHO.tom, id);
      if (!JSON.stringify(top.body.blocks).includes(`"${field}"`)) throw new Error(`no ${field} yet`);
      return top;
    });
  const fill = async (no: string, values: object) => {
    await desk.closeModals(WHO.tom);
    await desk.pressOn(WHO.tom, await desk.card(no), 'fill', no);
    const [answers, notes] = [false, true].map((isNote) =>
      Object.fromEntries(Object.entries(values).filter(([field]) => field.startsWith('note_') === isNote)),
    ) as [object, object];
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'inspection.fill'), answers);
    // A number beyond its limits brings the modal back for a word of what was seen.
    if (Object.keys(notes).length > 0) await desk.submit(WHO.tom, await showing('inspection.fill', Object.keys(notes)[0] ?? ''), notes);
    await desk.settle();
  };

  test('servers’ systems open twice a week, their hardware once, and a finding becomes a ticket about the device', async () => {
    await toWeekday(1);
    const system = await openOf('system');
    expect(system?.data.subjects).toMatchObject([{ no: 'D-1', items: [{ question: 'CPU %' }] }]);
    expect(await openOf('hardware')).toBeUndefined();
    await fill(system?.no ?? '', { subject: option('D-1'), 'answer_D-1_1': '97', 'note_D-1_1': 'a runaway job' });
    await desk.pressOn(WHO.tom, await desk.card(system?.no ?? ''), 'raise', system?.no ?? '');
    const view = await desk.modal(WHO.tom, 'inspection.raise');
    await desk.submit(WHO.tom, view, { finding: option('D-1_1'), impact: option('high'), urgency: option('medium') });
    const ticket = await eventually(async () => {
      const [first] = await desk.app.desk.tickets.open();
      if (!first) throw new Error('no ticket');
      return first;
    });
    expect(ticket.data).toMatchObject({ device: 'D-1', description: expect.stringContaining('CPU %: 97') });
    await toWeekday(3);
    expect((await openOf('hardware'))?.data.subjects).toMatchObject([{ items: [{ question: 'Lights' }] }]);
    await toWeekday(4);
    expect((await openOf('system'))?.no).not.toBe(system?.no);
  });

  test('item by item in the thread: OK at a press, an exception with what was seen, a number in a modal; another goes on', async () => {
    await toWeekday(2);
    const { no } = (await openOf('daily')) ?? { no: '' };
    const card = await desk.card(no);
    await desk.pressOn(WHO.tom, card, 'step', no);
    const first = await desk.answer(WHO.tom, 'Does it open?');
    expect(first).toMatchObject({ threadTs: card.ts, channel: DESK });
    await desk.pressAnswer(WHO.tom, 'inspection.skip', `${no} P-1_1`);
    await desk.answer(WHO.tom, 'Errors');
    await desk.pressAnswer(WHO.tom, 'inspection.enter', `${no} P-1_2`);
    const number = await desk.modal(WHO.tom, 'inspection.item');
    expect((await desk.submit(WHO.tom, number, {})).errors).toEqual({ 'answer_P-1_2': 'This is a required field' });
    await desk.submit(WHO.tom, number, { 'answer_P-1_2': '3' });
    const next = await eventually(async () => {
      const top = await desk.modal(WHO.tom, 'inspection.item');
      if (!JSON.stringify(top.body.blocks).includes('answer_P-1_1')) throw new Error('not the next one yet');
      return top;
    });
    await desk.submit(WHO.tom, next, { 'answer_P-1_1': option('ok') });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('done'));
    await toWeekday(3);
    const second = (await openOf('daily'))?.no ?? '';
    expect(second).toMatch(/^I-/);
    await desk.say(WHO.tom, '@fieldbell next', (await desk.card(second)).ts);
    await desk.answer(WHO.tom, 'Does it open?');
    await desk.pressAnswer(WHO.tom, 'inspection.ok', `${second} P-1_1`);
    await eventually(() => expect(shownIn(desk.private(WHO.tom).at(-1) ?? { text: '' })).toContain('Errors'));
    await desk.pressAnswer(WHO.tom, 'inspection.enter', `${second} P-1_2`);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'inspection.item'), { 'answer_P-1_2': '9' });
    await desk.submit(WHO.tom, await showing('inspection.item', 'note_P-1_2'), { 'note_P-1_2': 'many' });
    await eventually(async () =>
      expect((await desk.case(second as never))?.data).toMatchObject({ results: { 'P-1_2': { isOk: false, value: 9 } } }),
    );
  });

  test('fresh eye: the month is a picture, a sheet and a report', async () => {
    await toWeekday(1);
    const [daily, system] = [(await openOf('daily'))?.no ?? '', (await openOf('system'))?.no ?? ''];
    await fill(daily, { subject: option('P-1'), 'answer_P-1_1': option('ok'), 'answer_P-1_2': '9', 'note_P-1_2': 'many' });
    await fill(system, { subject: option('D-1'), 'answer_D-1_1': '42' });
    const month = desk.app.desk.clock.now().toFormat('yyyy-MM');
    await desk.command(WHO.supervisor, `/inspect map ${month}`);
    const picture = await desk.received(WHO.supervisor, /\.png$/);
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    await desk.command(WHO.supervisor, `/inspect export ${month} 服务器组`);
    const [map, findings] = await readWorkbook(await desk.received(WHO.supervisor, /\.xlsx$/));
    expect(map?.data.map(([name]) => name)).toEqual(['项目或设备', 'P-1 Checkout', 'D-1 App server']);
    expect(map?.data[1]?.[2]).toBe(1);
    expect(findings?.data[1]).toEqual(expect.arrayContaining([daily, 'Checkout', 'Errors', '9 – many']));
    await desk.command(WHO.tom, '/inspect server app');
    await desk.answer(WHO.tom, 'CPU %: last 42');
    const days = `${desk.app.desk.clock.now().toISODate()}..${desk.app.desk.clock.now().toISODate()}`;
    await desk.command(WHO.tom, `/inspect server D-1 ${days}`);
    await desk.answer(WHO.tom, '1 inspections: 1 done');
    await desk.pressAnswer(WHO.tom, 'inspection.report', `D-1 ${days}`);
    const pdf = await desk.received(WHO.tom, /^D-1-.*\.pdf$/);
    expect((await pagesOf(pdf)).join()).toContain('Serverinspectionreport');
    await desk.command(WHO.tom, `/inspect report P-1 ${days}`);
    const ofProject = (await pagesOf(await desk.received(WHO.tom, /^P-1-.*\.pdf$/))).join();
    expect(ofProject).toMatch(/Inspectionreport.*Path/);
    expect(ofProject).not.toMatch(/Server|device\.field/);
    for (const [typed, words] of [
      ['map never', 'is not a period'],
      ['map 2026-01-01..2026-06-30', 'is not a month'],
      ['server nothing', 'No device is found'],
      ['report', 'Of which project or device'],
      ['project', 'Of which project or device'],
      [`project D-1 ${days}`, '1 inspections: 1 done'],
    ] as const) {
      await desk.command(WHO.tom, `/inspect ${typed}`);
      await desk.answer(WHO.tom, words);
    }
  });

  test('O10, O21, O30: check items go out as a sheet and come back: new ones are added, known ones changed, and a wrong row is named', async () => {
    await desk.command(WHO.tom, '/project P-1');
    await desk.pressAnswer(WHO.tom, 'project.export', 'P-1');
    expect((await desk.received(WHO.tom, /P-1-check-items\.xlsx/)).length).toBeGreaterThan(500);
    const head = ['周期', 'Answer', 'Question', 'Normal', 'Min', 'Max'];
    const importing = async (rows: (string | number)[][]) => {
      await desk.command(WHO.tom, '/project P-1');
      await desk.pressAnswer(WHO.tom, 'project.import', 'P-1');
      const view = await desk.modal(WHO.tom, 'project.import');
      return desk.submit(WHO.tom, view, { sheet: [await desk.file('items.xlsx', await writeWorkbook([{ name: 'Items', head, rows }]))] });
    };
    // On a busy machine the sheet is read behind a modal that says so, and the form comes back afterwards.
    const refused = async (cycle: string, words: string) => {
      const { errors } = await importing([[cycle, 'ok', 'New one', '', '', '']]);
      await eventually(() => {
        const top = desk.workspace.modals.get(WHO.tom)?.at(-1);
        expect(JSON.stringify([errors, top?.errors, top?.body.blocks])).toContain(words);
      });
    };
    await refused('hourly', 'hourly');
    await refused('system', 'daily, weekly or monthly');
    await importing([
      ['weekly', 'ok', 'New one', 'fine', '', ''],
      ['每日', '数值', 'Errors', '', 0, 4],
    ]);
    expect(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body)).toContain('new 1 · changed 1 · unchanged 0');
    await eventually(async () =>
      expect((await desk.app.desk.projects.get('P-1'))?.items).toMatchObject([
        { id: '1', question: 'Does it open?' },
        { id: '2', question: 'Errors', min: 0, max: 4 },
        { id: '3', question: 'New one', cycle: 'weekly', expected: 'fine' },
      ]),
    );
    // The same question in another cycle is another item; a wrong row is named as the sheet counts it; the modal's words head it too.
    await importing([['weekly', 'ok', 'Errors', '', '', '']]);
    await eventually(async () =>
      expect((await desk.app.desk.projects.get('P-1'))?.items.map(({ cycle, question }) => `${cycle} ${question}`)).toEqual([
        'daily Does it open?',
        'daily Errors',
        'weekly New one',
        'weekly Errors',
      ]),
    );
    head.splice(0, head.length, '周期', '类型', '检查内容', '正常情况');
    expect(
      (
        await importing([
          ['每日', '正常', 'Fine', ''],
          ['每日', '没有', 'Broken', ''],
        ])
      ).errors?.sheet,
    ).toContain('Line 3');
    const at = desk.app.desk.clock.now().toJSDate();
    await desk.app.desk.projects.add({ name: 'Second', group: '服务器组', items: [], lastItem: 0 }, WHO.tom, at);
    await desk.command(WHO.tom, '/project P-2');
    await desk.pressAnswer(WHO.tom, 'project.copy', 'P-2');
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'project.copy'), { project: option('P-1') });
    await eventually(async () => expect((await desk.app.desk.projects.get('P-2'))?.items).toHaveLength(4));
    await desk.command(WHO.tom, '/project seco');
    await desk.answer(WHO.tom, 'Second');
    await desk.command(WHO.tom, '/project nothing like it');
    await desk.answer(WHO.tom, 'No project is found for “nothing like it”. These there are:');
  });
});
