import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readRows } from '../../src/documents/reading.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { aCall, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('the device register', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open();
  });
  afterEach(() => desk.close());

  const register = () => desk.app.desk.devices;
  const addDevice = async (user: string, values: Record<string, unknown>): Promise<string> => {
    await desk.command(user, '/device add');
    const view = await desk.modal(user, 'device.edit');
    const result = await desk.submit(user, view, { group: option('服务器组'), deviceType: option('server'), ...values });
    if (!result.ok) throw new Error(JSON.stringify(result));
    const told = await desk.modal(user, 'tell');
    return /D-\d+/.exec(JSON.stringify(told.body.blocks))?.[0] ?? '';
  };

  test('a device is found by any beginning of name, serial, address or site, also while it is typed into a modal', async () => {
    const no = await addDevice(WHO.tom, {
      name: 'App server',
      model: 'HP ProLiant DL580 G7',
      serial: 'CN7082X',
      ip: '10.0.3.11',
      site: '总部机房',
    });
    await addDevice(WHO.tom, { name: 'Backup server', serial: 'CN9999Z' });
    for (const typed of ['CN70', 'app', '10.0.3', '总部', '机房']) {
      await desk.command(WHO.tom, `/device ${typed}`);
      const found = shownIn(await desk.answer(WHO.tom, no));
      expect(found).not.toContain('Backup');
    }
    await desk.command(WHO.anna, '/problem add');
    const view = await desk.modal(WHO.anna, 'problem.report');
    const offered = await desk.suggest(WHO.anna, view, 'device', 'app ser');
    expect(JSON.stringify(offered)).toContain(`${no} App server`);
    expect(JSON.stringify(offered)).not.toContain('Backup');
  });

  test('a new server gets the shipped items of its type and each light of its model; its serial number is there once', async () => {
    const no = await addDevice(WHO.tom, { name: 'App server', model: 'dl580 g7', serial: 'CN1' });
    const device = await register().get(no);
    expect(device?.items.filter(({ cycle }) => cycle === 'system').length).toBe(6);
    expect(device?.items.map(({ question }) => question)).toEqual(expect.arrayContaining(['健康指示灯', 'CPU 使用率 %']));
    await desk.command(WHO.tom, '/device add');
    const view = await desk.modal(WHO.tom, 'device.edit');
    const twin = { name: 'Twin', group: option('服务器组'), deviceType: option('server'), serial: 'CN1' };
    expect((await desk.submit(WHO.tom, view, twin)).errors?.serial).toContain('already');
  });

  test('who is not in its group may look, not touch', async () => {
    const no = await addDevice(WHO.tom, { name: 'App server' });
    await desk.command(WHO.anna, '/device add');
    await desk.answer(WHO.anna, 'no operations group');
    await desk.command(WHO.anna, `/device ${no}`);
    expect(JSON.stringify((await desk.answer(WHO.anna, 'App server')).blocks)).not.toContain('case:device.edit');
    await desk.command(WHO.tom, `/device ${no}`);
    await desk.pressAnswer(WHO.tom, 'device.disable', no);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'device.disable'), { reason: 'scrapped' });
    await eventually(async () => expect((await register().get(no))?.isEnabled).toBe(false));
  });

  test('what a light shows is explained; other models come in by a sheet', async () => {
    await desk.command(WHO.tom, '/device lights DL580 G7 health');
    const health = shownIn(await desk.answer(WHO.tom, 'Health light'));
    expect(health).toContain('blinking red');
    expect(health).not.toContain('NIC');
    await desk.command(WHO.engineer, '/device lights DL580 G7 健康');
    await desk.answer(WHO.engineer, '系统健康出现严重问题');
    await desk.command(WHO.tom, '/device lights DL980');
    await desk.answer(WHO.tom, 'No table for');
    await desk.command(WHO.tom, '/device');
    await desk.pressAnswer(WHO.tom, 'device.importLights', 'new');
    const view = await desk.modal(WHO.tom, 'device.importLights');
    const head = ['Model', 'No.', 'Light', 'Shows', 'Means', 'Normal?'];
    const sheet = (rows: (string | number)[][]) => writeWorkbook([{ name: 'Lights', head, rows }]);
    const bad = await desk.file('lights.xlsx', await sheet([['DL980 G7', '1', 'Health', '', 'fine', 'yes']]));
    expect((await desk.submit(WHO.tom, view, { sheet: [bad] })).errors?.sheet).toContain('Row 2');
    const good = await desk.file(
      'lights.xlsx',
      await sheet([
        ['HP DL980 G7', '1', 'Health', 'green', 'fine', 'yes'],
        ['HP DL980 G7', '1', 'Health', 'red', 'broken', 'no'],
      ]),
    );
    await desk.submit(WHO.tom, view, { sheet: [good] });
    await desk.modal(WHO.tom, 'tell');
    await desk.command(WHO.tom, '/device lights DL980');
    expect(shownIn(await desk.answer(WHO.tom, 'HP DL980 G7'))).toContain('broken');
  });

  test('O20: another model takes its former lights away, and lights that come in by a sheet reach the devices that are there', async () => {
    const no = await addDevice(WHO.tom, { name: 'Server', model: 'HP ProLiant DL580 G7' });
    const hardware = async () => ((await desk.app.desk.devices.get(no))?.items ?? []).filter(({ cycle }) => cycle === 'hardware');
    const lights = (await hardware()).length;
    expect(lights).toBeGreaterThan(3);
    await desk.command(WHO.tom, `/device ${no}`);
    await desk.pressAnswer(WHO.tom, 'device.edit', no);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'device.edit'), {
      model: 'PowerEdge R740',
      reason: 'another machine stands there',
    });
    await eventually(async () => expect((await hardware()).length).toBeLessThan(lights));
    const left = (await hardware()).map(({ question }) => question);
    const other = (await desk.app.desk.devices.get(no))?.items.filter(({ cycle }) => cycle === 'system').length;
    expect(other).toBeGreaterThan(0);
    await desk.command(WHO.tom, '/device');
    await desk.pressAnswer(WHO.tom, 'device.importLights', 'new');
    const head = ['Model', 'No.', 'Light', 'Shows', 'Means', 'Normal?'];
    const rows = [['PowerEdge R740', '1', 'Health light', 'blue', 'fine', 'yes']];
    const sheet = await desk.file('lights.xlsx', await writeWorkbook([{ name: 'Lights', head, rows }]));
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'device.importLights'), { sheet: [sheet] });
    await eventually(async () => expect((await hardware()).map(({ question }) => question)).toEqual([...left, 'Health light']));
    expect((await desk.app.desk.devices.get(no))?.items.filter(({ cycle }) => cycle === 'system')).toHaveLength(other ?? 0);
  });

  test('a sheet is tried first: each bad row is named, nothing is written before it is confirmed, and it changes what it knows', async () => {
    const known = await addDevice(WHO.tom, { name: 'Old name', serial: 'S-1' });
    const head = ['名称', '运维组', 'Type', 'Serial number', 'Project', 'Warranty until'];
    const rows = [
      ['Server A', '服务器组', 'server', 'S-2', '', '2027-06-30'],
      ['New name', '服务器组', '服务器', 'S-1', '', ''],
      ['', '服务器组', 'server', 'S-3', '', ''],
      ['Server B', '财务组', 'server', 'S-4', '', ''],
      ['Server C', '服务器组', 'toaster', 'S-5', 'P-99', 'soon'],
      ['Server D', '服务器组', 'server', 'S-2', '', ''],
      ['=HYPERLINK("https://evil.example")', '服务器组', 'other', '', '', ''],
    ];
    await desk.command(WHO.tom, '/device import');
    const view = await desk.modal(WHO.tom, 'device.import');
    expect((await desk.submit(WHO.tom, view, { sheet: [await desk.file('x.xlsx', Buffer.from('no sheet'))] })).errors?.sheet).toContain(
      'XLSX',
    );
    const upload = await desk.file('devices.xlsx', await writeWorkbook([{ name: 'Devices', head, rows }]));
    await desk.submit(WHO.tom, view, { sheet: [upload] });
    const dry = await desk.modal(WHO.tom, 'device.confirm');
    const words = JSON.stringify(dry.body.blocks);
    expect(words).toContain('New: 1 · changed: 1 · unchanged: 0 · rows that cannot be taken: 5');
    for (const row of [
      'Row 4: it has no name',
      'Row 5: “财务组”',
      'Row 6: “toaster”',
      'Row 6: there is no project “P-99”',
      'Row 6: “soon”',
      'Row 7: the serial number S-2 stands in row 2',
      'Row 8: “=HYPERLINK(',
    ])
      expect(words).toContain(row);
    expect((await register().all()).map(({ name }) => name)).toEqual(['Old name']);
    await desk.submit(WHO.tom, dry, {});
    await eventually(async () => expect(await register().all()).toHaveLength(2));
    expect(await register().get(known)).toMatchObject({ name: 'New name', serial: 'S-1' });
    expect((await register().ofSerial('S-2'))?.items.length).toBeGreaterThan(3);
    await desk.closeModals(WHO.tom);
    // What somebody named so is exported as the text that it is.
    await addDevice(WHO.tom, { name: '=HYPERLINK("https://evil.example")', serial: 'S-6' });
    await desk.command(WHO.tom, '/device export');
    const exported = await readRows(await desk.received(WHO.tom, /devices\.xlsx/));
    expect(exported).toHaveLength(4);
    expect(exported.flat()).toContain('=HYPERLINK("https://evil.example")');
  });

  test('its history card tells everything that happened: added, changed, called about, visited, inspected', async () => {
    const no = await addDevice(WHO.tom, { name: 'App server', serial: 'H-1' });
    const ticket = await desk.logCall(aCall());
    const edited = { customer: '悦购超市', description: '打印机', category: option('hardware'), device: option(no) };
    await desk.actWithForm(WHO.engineer, ticket, 'edit', edited);
    await eventually(async () => expect((await desk.case(ticket))?.data).toMatchObject({ device: no }));
    const visit = await desk.orderVisit(ticket, { engineer: WHO.tom });
    expect((await desk.case(visit))?.data).toMatchObject({ device: no });
    await desk.command(WHO.tom, `/device ${no}`);
    await desk.pressAnswer(WHO.tom, 'device.edit', no);
    const view = await desk.modal(WHO.tom, 'device.edit');
    const edit = { name: 'App server', group: option('服务器组'), deviceType: option('server'), serial: 'H-1', site: 'Room B' };
    const before = await register().get(no);
    if (before) await register().change(before, { ip: '10.0.0.9' }, 'edit', WHO.supervisor, new Date());
    await desk.submit(WHO.tom, view, edit);
    expect(await register().get(no)).toMatchObject({ site: 'Room B', ip: '10.0.0.9' });
    await desk.command(WHO.tom, `/device ${no}`);
    await desk.pressAnswer(WHO.tom, 'device.items', no);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'device.items'), { items: 'system | ok | Fans turn?', reason: 'only the fans' });
    await desk.command(WHO.tom, `/device ${no}`);
    await desk.pressAnswer(WHO.tom, 'device.history', no);
    const card = JSON.stringify((await desk.modal(WHO.tom, 'tell')).body.blocks);
    expect(card).not.toContain('[object');
    for (const words of ['added', 'Room B', 'Fans turn?', ticket, visit]) expect(card).toContain(words);
    await desk.command(WHO.tom, `/device ${no}`);
    const shown = await desk.answer(WHO.tom, 'Fans turn?');
    expect(shownIn(shown)).not.toContain('case:device.delete');
    const device = await register().get(no);
    expect(device && (await register().remove(device))).toMatchObject({ why: 'hasHistory' });
  });

  test('a lookup that names nothing is refused in its field', async () => {
    const ticket = await desk.logCall(aCall());
    const edited = { customer: '悦购超市', description: '打印机', category: option('hardware'), device: option('D-77') };
    expect((await desk.actWithForm(WHO.engineer, ticket, 'edit', edited)).errors?.device).toContain('D-77');
  });
});
