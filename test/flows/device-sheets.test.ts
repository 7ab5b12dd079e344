import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readRows } from '../../src/documents/reading.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

/** A workbook whose sheet and styles are changed as Excel would write them. */
function changed(workbook: Buffer, sheet: (xml: string) => string, styles = (xml: string): string => xml): Buffer {
  const parts = Object.entries(unzipSync(workbook)).map(([name, bytes]): [string, Uint8Array] => {
    const change = name === 'xl/worksheets/sheet1.xml' ? sheet : name === 'xl/styles.xml' ? styles : undefined;
    return [name, change ? strToU8(change(strFromU8(bytes))) : bytes];
  });
  return Buffer.from(zipSync(Object.fromEntries(parts)));
}

describe('sheets of devices as people write them', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ isSeeded: true });
  }, 120_000);
  afterAll(() => desk.close());

  const register = () => desk.app.desk.devices;
  const tried = async (bytes: Buffer, name = 'devices.xlsx') => {
    await desk.command(WHO.tom, '/device import');
    const view = await desk.modal(WHO.tom, 'device.import');
    const result = await desk.submit(WHO.tom, view, { sheet: [await desk.file(name, bytes)] });
    if (result.errors) return { words: JSON.stringify(result.errors) };
    const shown = await eventually(() => {
      const now = desk.workspace.modals.get(WHO.tom)?.at(-1);
      if (!now || now.body.callback_id === 'device.import' || !/New: |\.xls|CSV|empty|password|large/.test(JSON.stringify(now.body.blocks)))
        throw new Error(JSON.stringify(now?.body.blocks));
      return now;
    });
    return { words: JSON.stringify(shown.body.blocks), shown };
  };
  const sheetOf = (head: string[], ...rows: (string | number | undefined)[][]) => writeWorkbook([{ name: 'A', head, rows }]);
  const taken = async (bytes: Buffer, name?: string) => {
    const { words, shown } = await tried(bytes, name);
    if (shown?.body.callback_id !== 'device.confirm') throw new Error(words);
    // Columns that nobody names are left out; then it is taken.
    const isAsked = shown.body.blocks.some(({ type }: { type: string }) => type === 'input');
    await desk.submit(WHO.tom, shown, {});
    if (isAsked)
      await desk.submit(
        WHO.tom,
        await eventually(async () => {
          const last = await desk.modal(WHO.tom, 'device.confirm');
          if (last.body.blocks.some(({ type }: { type: string }) => type === 'input')) throw new Error('still asked');
          return last;
        }),
        {},
      );
    await eventually(() => expect(JSON.stringify(desk.workspace.modals.get(WHO.tom)?.at(-1)?.body.blocks)).toMatch(/(was|were) imported/));
    return words;
  };

  test('systems 1: a device is its registered customer’s, however the sheet writes him; a new one is named before, warned of, and entered', async () => {
    const { customers } = desk.app.desk;
    const known = (await customers.all())[0];
    if (!known) throw new Error('no customer is registered');
    const short = known.shortNames[0] ?? known.name;
    const head = ['Name', 'Group', 'Type', 'Customer', 'Site', 'Serial no.'];
    const row = (name: string, customer: string, serial: string) => [name, '服务器组', 'server', customer, 'Main hall', serial];
    const words = await taken(
      await sheetOf(
        head,
        row('By its short name', short, 'ALIKE-1'),
        row('By its number', known.no.toLowerCase(), 'ALIKE-2'),
        row('Of a new one', '張記麵館', 'ALIKE-3'),
        row('Of the same new one', '张记面馆', 'ALIKE-4'),
        row('Of one like it', '章记面馆', 'ALIKE-5'),
        row('Of nobody', '无', 'ALIKE-6'),
        row('Of no number', 'CU-999', 'ALIKE-7'),
      ),
    );
    expect(words).toContain('New customers: 张记面馆 · 章记面馆');
    expect(words).toContain('are like each other');
    expect(words).toContain('is not what a customer is called');
    expect(words).toContain('there is no customer CU-999');
    const of = async (serial: string) => (await register().all()).find((one) => one.serial === serial)?.customer;
    expect([await of('ALIKE-1'), await of('ALIKE-2')]).toEqual([known.name, known.name]);
    expect([await of('ALIKE-6'), await of('ALIKE-7')]).toEqual([undefined, undefined]);
    const fresh = await customers.named('张记面馆');
    expect(fresh).toMatchObject({ no: expect.stringMatching(/^CU-/), sites: [{ site: 'Main hall' }] });
    expect([await of('ALIKE-3'), await of('ALIKE-4')]).toEqual([fresh?.name, fresh?.name]);
    expect((await customers.named('章记面馆'))?.no).not.toBe(fresh?.no);
    // The other way round: what devices brought is known to a sheet of customers.
    expect(await taken(await sheetOf(head, row('By its number', '章記面館', 'ALIKE-2')))).not.toContain('New customers');
    expect(await of('ALIKE-2')).toBe('章记面馆');
  });

  test('O14, O16: the unchanged export, imported again, changes nothing, keepers by name and devices without a serial number included', async () => {
    await register().add(
      { name: 'Nameless', group: '服务器组', type: 'other', ip: '10.9.9.9', keeper: WHO.tom, items: [], lastItem: 0, words: [] },
      WHO.tom,
      new Date(),
    );
    await desk.closeModals(WHO.tom);
    await desk.command(WHO.tom, '/device export');
    const exported = await desk.received(WHO.tom, /devices\.xlsx/);
    const rows = await readRows(exported);
    expect(rows.flat()).not.toContain(WHO.tom);
    const before = await register().all();
    const { words } = await tried(exported);
    expect(words).toMatch(new RegExp(`New: 0 · changed: 0 · unchanged: ${before.length} · rows that cannot be taken: 0`));
    expect(await register().all()).toEqual(before);
  });

  test('O15, O17, O18: a title, other headings in any order, notes nobody asked for; days, zeros and addresses as people write them', async () => {
    const rows = [
      ['SN号', '备注', '设备名称*', '类别', '所属组', '保修到期', 'IP地址', '责任人'],
      ['cn0001', 'note', '甲', '服务器', '服务器组', '2027年3月1日', '无', (await desk.app.desk.people.find(WHO.tom)).name],
      ['CN0002', '', '乙', 'Server', '服务器组', '2027/3/1', '10.0. 0.9', ''],
    ];
    const words = await taken(await sheetOf(['2026年设备台账'], ...rows));
    expect(words).toContain('do not know and leave out: “备注”');
    expect(words).toContain('New: 2');
    expect(await register().ofSerial('CN0001')).toMatchObject({ name: '甲', serial: 'cn0001', warrantyUntil: '2027-03-01' });
    expect((await register().ofSerial('cn0001'))?.ip).toBeUndefined();
    expect(await register().ofSerial('cn0002')).toMatchObject({ ip: '10.0.0.9', type: 'server', warrantyUntil: '2027-03-01' });
    const again = await tried(await sheetOf(['Name', 'Group', 'Type', 'S/N'], ['甲二', '服务器组', 'server', 'CN0001']));
    expect(again.words).toContain('New: 0 · changed: 1');
    expect(again.words).toContain('Name: 甲 → 甲二');
  });

  test('O15, O18: what cannot be taken is named by its row in the sheet, and comes as a sheet to mend', async () => {
    const { words } = await tried(
      await sheetOf(
        ['Devices'],
        ['SN', 'Name', 'Type', 'Team', 'IP', 'No.'],
        ['X1', 'A', 'server', '服务器组', '10.0.0.999', ''],
        ['x1', 'B', 'server', '服务器组', '', 'D-999'],
        ['X2', 'C'.repeat(81), 'server', '服务器组', '', ''],
      ),
    );
    expect(words).toContain('Row 3: “10.0.0.999” is not an IP address');
    expect(words).toContain('Row 4: the serial number x1 stands in row 3');
    expect(words).toMatch(/Row 5: .C+…. is longer than 80 characters/);
    const errors = await eventually(async () => {
      const rows = await readRows(await desk.received(WHO.tom, /devices-errors\.xlsx/));
      expect(rows[0]?.slice(0, 2)).toEqual(['SN', 'Name']);
      return rows;
    });
    expect(errors[1]).toEqual(expect.arrayContaining(['X1', 'A', '3', expect.stringContaining('10.0.0.999')]));
  });

  test('O18, O19: a number shown as 00123 stays so, and a merged group stands for each of its rows', async () => {
    const plain = await sheetOf(
      ['Name', 'Group', 'Type', 'SN'],
      ['M1', '服务器组', 'server', 123],
      ['M2', undefined, 'server', 124],
      ['M3', undefined, 'server', 125],
    );
    const excel = changed(
      plain,
      (xml) =>
        xml
          .replace(/<c r="D2"[^>]*>/, '<c r="D2" s="1">')
          .replace('</sheetData>', '</sheetData><mergeCells count="1"><mergeCell ref="B2:B4"/></mergeCells>'),
      () =>
        '<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="00000"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="0"/><xf numFmtId="0"/></cellXfs></styleSheet>',
    );
    const rows = await readRows(excel);
    expect(rows.slice(1).map(([, group, , serial]) => [group, serial])).toEqual([
      ['服务器组', '00123'],
      ['服务器组', '124'],
      ['服务器组', '125'],
    ]);
    expect(await taken(excel)).toContain('New: 3');
    expect(await register().ofSerial('00123')).toMatchObject({ name: 'M1' });
  });

  test('O19: a project’s name in two groups is the one of the device’s own group', async () => {
    const project = async (group: string): Promise<string> => {
      const added = await desk.app.desk.projects.add({ name: 'Twice', group, items: [], lastItem: 0 } as never, WHO.tom, new Date());
      if (!added.ok) throw new Error('not added');
      return added.entry.no;
    };
    const [other, own] = [await project('软件组'), await project('服务器组')];
    expect(other).not.toBe(own);
    await taken(await sheetOf(['Name', 'Group', 'Type', 'SN', 'Project'], ['P', '服务器组', 'server', 'PRJ-1', 'twice']));
    expect(await register().ofSerial('PRJ-1')).toMatchObject({ project: own });
  });

  /** Holds every call of this method until as many wait as are expected. */
  const together = <Name extends 'add'>(name: Name, expected: number): (() => void) => {
    const devices = register();
    const before = devices[name];
    let waiting = 0;
    let open: () => void = () => {};
    const all = new Promise<void>((resolve) => {
      open = resolve;
    });
    devices[name] = async (...args) => {
      waiting += 1;
      if (waiting >= expected) open();
      await all;
      return before.apply(devices, args);
    };
    return () => {
      devices[name] = before;
    };
  };

  test('O21: of two who import the same sheet at once each hears what he took, and what the other was faster with', async () => {
    const sheet = await sheetOf(
      ['Name', 'Group', 'Type', 'SN'],
      ['T1', '服务器组', 'server', 'TWO-1'],
      ['T2', '服务器组', 'server', 'TWO-2'],
    );
    const other = await sheetOf(
      ['Name', 'Group', 'Type', 'SN'],
      ['T1', '服务器组', 'server', 'TWO-1'],
      ['T9', '服务器组', 'server', 'TWO-2'],
    );
    const { shown: first } = await tried(sheet);
    await desk.command(WHO.supervisor, '/device import');
    const view = await desk.modal(WHO.supervisor, 'device.import');
    await desk.submit(WHO.supervisor, view, { sheet: [await desk.file('devices.xlsx', other)] });
    const second = await desk.modal(WHO.supervisor, 'device.confirm');
    if (!first) throw new Error('nothing to confirm');
    const release = together('add', 2);
    await Promise.all([desk.submit(WHO.tom, first, {}), desk.submit(WHO.supervisor, second, {})]);
    release();
    const told = await Promise.all(
      [WHO.tom, WHO.supervisor].map(async (who) => {
        const words = JSON.stringify((await desk.modal(who, 'tell')).body.blocks);
        const count = (pattern: RegExp): number => Number(pattern.exec(words)?.[1] ?? 0);
        return [
          count(/(\d+) (?:devices? (?:was|were)|台设备，)/),
          count(/(\d+) (?:rows? says?|行已由)/),
          (words.match(/第 \d 行|Row \d/g) ?? []).length,
        ];
      }),
    );
    for (const counts of told) expect(counts.reduce((sum, n) => sum + n)).toBe(2);
    expect(told[0]?.[0]).toBe(2 - (told[1]?.[0] ?? 0));
  });

  test('O21: whoever closes the window while his sheet is read or written hears what became of it', async () => {
    await desk.closeModals(WHO.tom);
    const devices = register();
    const title = 'Import devices';
    const { all, add } = devices;
    let release: () => void = () => {};
    const held = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    const told = (words: RegExp) =>
      eventually(() =>
        expect(JSON.stringify(desk.posted(directOf(WHO.tom)).findLast(({ text }) => text === title)?.blocks)).toMatch(words),
      );
    const sheet = await sheetOf(['Name', 'Group', 'Type', 'SN'], ['C1', '服务器组', 'server', 'CLOSED-1']);
    const reading = held();
    devices.all = async () => {
      await reading;
      return all.call(devices);
    };
    await desk.command(WHO.tom, '/device import');
    const view = await desk.modal(WHO.tom, 'device.import');
    await desk.submit(WHO.tom, view, { sheet: [await desk.file('devices.xlsx', sheet)] });
    await desk.modal(WHO.tom, 'loading');
    await desk.closeModals(WHO.tom);
    release();
    await told(/New: 1 .*what it goes on to ask is not done/);
    devices.all = all;

    const { shown } = await tried(sheet);
    if (!shown) throw new Error('nothing to confirm');
    const writing = held();
    devices.add = async (...args) => {
      await writing;
      return add.apply(devices, args);
    };
    await desk.submit(WHO.tom, shown, {});
    // fresh eye: what was submitted is worked on, not looked up.
    expect(shownIn((await desk.modal(WHO.tom, 'loading')).body)).toContain('Working on it');
    await desk.closeModals(WHO.tom);
    release();
    await told(/1 device was imported; 0 rows were left out/);
    devices.add = add;
  });

  test.each([
    ['UTF-8', Buffer.from('\uFEFF名称,运维组,类型,序列号\n甲,服务器组,服务器,CSV-8\n')],
    // 名称;运维组;类型;序列号 / 甲;服务器组;服务器;CSV-18 as Excel in China writes it.
    [
      'GB18030',
      Buffer.from('c3fbb3c63bd4cbceacd7e93bc0e0d0cd3bd0f2c1d0bac50d0abcd73bb7fecef1c6f7d7e93bb7fecef1c6f73b4353562d31380d0a', 'hex'),
    ],
  ])('O23: a CSV file in %s is taken', async (encoding, bytes) => {
    expect(await taken(bytes, 'devices.csv')).toContain('New: 1');
    expect(await register().ofSerial(encoding === 'UTF-8' ? 'CSV-8' : 'CSV-18')).toMatchObject({
      name: '甲',
      group: '服务器组',
      type: 'server',
    });
  });

  test.each([
    [
      'an old workbook',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('Workbook', 'utf16le')]),
      'old kind (.xls)',
    ],
    [
      'one with a password',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]),
      'password',
    ],
    ['nothing', () => Buffer.alloc(0), 'is empty'],
    ['a sheet without a cell', async () => writeWorkbook([{ name: 'A', head: [], rows: [] }]), 'is empty'],
    ['more than 2 MB', () => Buffer.alloc(3 * 1024 * 1024, 65), 'too large: at most 2 MB'],
    ['no sheet', () => Buffer.from('no sheet'), 'not an XLSX sheet and not a CSV'],
  ])('O22: %s gets a sentence of its own', async (_what, make, words) => {
    expect((await tried(await make())).words).toContain(words);
  });

  test('O18: an address is checked where a device is edited too', async () => {
    await desk.command(WHO.tom, '/device add');
    const view = await desk.modal(WHO.tom, 'device.edit');
    const option = (value: string) => ({ value, text: { type: 'plain_text', text: value } });
    const device = { name: 'By hand', group: option('服务器组'), deviceType: option('server'), serial: 'HAND-1' };
    expect((await desk.submit(WHO.tom, view, { ...device, ip: '10.0.0.999' })).errors?.ip).toContain('not an IP address');
    expect(await desk.submit(WHO.tom, view, { ...device, ip: '１０．０．０．７' })).toMatchObject({ ok: true });
    await eventually(async () => expect(await register().ofSerial('hand-1')).toMatchObject({ ip: '10.0.0.7' }));
  });

  test('O22: /device counts all, and 10.0.0 does not find 10.0.2.1', async () => {
    for (const [name, ip] of [
      ['Near', '10.8.8.1'],
      ['Far', '10.8.2.1'],
    ] as const)
      await taken(await sheetOf(['Name', 'Group', 'Type', 'SN', 'IP'], [name, '服务器组', 'server', name, ip]));
    expect((await register().find('10.8.8')).map(({ name }) => name)).toEqual(['Near']);
    expect(await register().countFound('10.8')).toBe(2);
  });

  test('O23: times are the desk’s, and it prints across on A4, all columns beside each other', async () => {
    const at = new Date('2026-11-26T01:30:00Z');
    const bytes = await writeWorkbook([{ name: 'A', head: ['at'], rows: [[at]] }], 'Asia/Shanghai');
    const xml = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(xml).toContain('<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>');
    expect(xml).toContain('<pageSetUpPr fitToPage="1"/>');
    const shown = Number(/<c r="A2"[^>]*><v>([\d.]+)/.exec(xml)?.[1]);
    expect(Math.round((shown % 1) * 24 * 60)).toBe(9 * 60 + 30);
  });
});
