import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readRows } from '../../src/documents/reading.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { foundBy } from '../../src/store/devices.js';
import { eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const GROUP = '服务器组';

describe('columns that mean nothing to us', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open();
  });
  afterEach(() => desk.close());

  const sheet = async (head: string[], ...rows: string[][]) => [
    await desk.file('sheet.xlsx', await writeWorkbook([{ name: 'A', head, rows }])),
  ];
  /** The name of the input that asks what a heading is. */
  const fieldOf = (view: SandboxView, heading: string): string => {
    const block = view.body.blocks.find((one: { label?: { text: string } }) => one.label?.text.includes(`“${heading}”`));
    if (!block) throw new Error(`nothing asks about ${heading}`);
    return block.block_id as string;
  };
  const showing = (id: string, words: string): Promise<SandboxView> =>
    eventually(async () => {
      const view = await desk.modal(WHO.tom, id);
      if (!JSON.stringify(view.body.blocks).includes(words)) throw new Error(`no ${words} yet`);
      return view;
    });

  test('O15: an unknown column of a device sheet is shown and can be mapped; the dry run shows it then, and nothing was written before', async () => {
    await desk.command(WHO.tom, '/device import');
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'device.import'), {
      sheet: await sheet(
        ['Name', 'Group', 'Type', 'Fabriknummer', 'Colour'],
        ['A', GROUP, 'server', 'X-1', 'red'],
        ['n'.repeat(300), GROUP, 'server', 'X-9', 'red'],
      ),
    });
    const asking = await showing('device.confirm', 'do not know and leave out: “Fabriknummer”, “Colour”');
    // While columns are to be named, the press only goes on; what cannot be taken comes as a sheet once, at the end.
    expect(asking.body.submit).toMatchObject({ text: 'Go on' });
    await desk.submit(WHO.tom, asking, { [fieldOf(asking, 'Fabriknummer')]: option('serial') });
    const again = await showing('device.confirm', 'leave out: “Colour”');
    expect(again.body.submit).toMatchObject({ text: expect.stringContaining('1') });
    expect(again.body.blocks.filter(({ type }: { type: string }) => type === 'input')).toEqual([]);
    expect(await desk.app.desk.devices.all()).toEqual([]);
    await desk.submit(WHO.tom, again, {});
    await eventually(async () => expect(await desk.app.desk.devices.ofSerial('X-1')).toMatchObject({ name: 'A' }));
    // A name that no form would take is cut by no sheet either.
    expect(await desk.app.desk.devices.ofSerial('X-9')).toBeUndefined();
    const errors = await readRows(await desk.received(WHO.tom, /devices-errors\.xlsx/));
    expect(errors[1]?.at(-1)).toContain('80');
    const sheets = desk.workspace.messages.flatMap(({ files }) => files ?? []).filter(({ name }) => name === 'devices-errors.xlsx');
    expect(sheets).toHaveLength(1);
  });

  test('O15: where a needed column has another name, it is asked what it is', async () => {
    await desk.command(WHO.tom, '/device import');
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'device.import'), {
      sheet: await sheet(['Maschine', 'Group', 'Type', 'SN'], ['A', GROUP, 'server', 'X-2']),
    });
    const asking = await showing('device.confirm', 'no column Name');
    await desk.submit(WHO.tom, asking, { [fieldOf(asking, 'Maschine')]: option('name') });
    await desk.submit(WHO.tom, await showing('device.confirm', 'New: 1'), {});
    await eventually(async () => expect(await desk.app.desk.devices.ofSerial('X-2')).toMatchObject({ name: 'A' }));
  });

  test('O15: a sheet of check items asks the same, and what cannot be taken comes as a sheet to mend', async () => {
    const at = desk.app.desk.clock.now().toJSDate();
    await desk.app.desk.projects.add({ name: 'Till', group: GROUP, items: [], lastItem: 0 }, WHO.tom, at);
    const importing = async (head: string[], ...rows: string[][]) => {
      await desk.command(WHO.tom, '/project P-1');
      await desk.pressAnswer(WHO.tom, 'project.import', 'P-1');
      return desk.submit(WHO.tom, await desk.modal(WHO.tom, 'project.import'), { sheet: await sheet(head, ...rows) });
    };
    await importing(['Cycle', 'Answer', 'Was', 'Soll'], ['daily', 'ok', 'Does it open?', 'quickly']);
    const lacking = await showing('project.columns', 'no column Question');
    await desk.submit(WHO.tom, lacking, { [fieldOf(lacking, 'Was')]: option('question') });
    const left = await showing('project.columns', 'leave out: “Soll”');
    await desk.submit(WHO.tom, left, { [fieldOf(left, 'Soll')]: option('expected') });
    await eventually(async () =>
      expect((await desk.app.desk.projects.get('P-1'))?.items).toMatchObject([{ question: 'Does it open?', expected: 'quickly' }]),
    );
    await importing(['Cycle', 'Answer', 'Question'], ['daily', 'ok', 'Fine'], ['hourly', 'ok', 'Broken']);
    const errors = await readRows(await desk.received(WHO.tom, /P-1-errors\.xlsx/));
    expect(errors[1]).toEqual(expect.arrayContaining(['hourly', 'Broken', '3', expect.stringContaining('Line 3')]));
  });

  test('O15: devices are listed by pinyin, whatever page', async () => {
    for (const name of ['重庆', '阿里', '北京', '安徽']) {
      const fields = { name, group: GROUP, type: 'server' } as const;
      await desk.app.desk.devices.add({ ...fields, items: [], lastItem: 0, ...foundBy(fields) }, WHO.tom, new Date());
    }
    expect((await desk.app.desk.devices.find('')).map(({ name }) => name)).toEqual(['阿里', '安徽', '北京', '重庆']);
    expect((await desk.app.desk.devices.find('', 2)).map(({ name }) => name)).toEqual(['阿里', '安徽']);
    await desk.command(WHO.tom, '/device');
    expect(shownIn(await desk.answer(WHO.tom, '4 devices'))).toMatch(/阿里.*安徽.*北京.*重庆/s);
    // What is called exactly as it was typed comes first.
    for (const name of ['0 A1', 'A1']) {
      const fields = { name, group: GROUP, type: 'server' } as const;
      await desk.app.desk.devices.add({ ...fields, items: [], lastItem: 0, ...foundBy(fields) }, WHO.tom, new Date());
    }
    expect((await desk.app.desk.devices.find('a1')).map(({ name }) => name)).toEqual(['A1', '0 A1']);
  });
});
