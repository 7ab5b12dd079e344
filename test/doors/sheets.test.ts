import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { LIMITS, readRows, SheetTooLargeError } from '../../src/documents/reading.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { eventually, TestDesk, WHO } from '../support/desk.js';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const KEPT = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as a spreadsheet would pack it, with what is given as its one sheet. */
function workbook(sheet: string, more: Record<string, string | Uint8Array> = {}, strings = ''): Buffer {
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="${KEPT}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="${KEPT}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `${HEAD}<sst ${MAIN}>${strings}</sst>`,
    'xl/worksheets/sheet1.xml': `${HEAD}<worksheet ${MAIN}><sheetData>${sheet}</sheetData></worksheet>`,
    ...more,
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]))),
  );
}

const cell = (at: string, text = 'x'): string => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const many = (n: number, of: (n: number) => string): string => Array.from({ length: n }, (_, m) => of(m + 1)).join('');

/** Files that killed the bot, or would: what they are, and the limit that each meets. */
const FILES: readonly (readonly [string, () => Buffer, RegExp])[] = [
  [
    'cells at XFD3 and XFD1048576',
    () => workbook(`<row r="3">${cell('XFD3')}</row><row r="1048576">${cell('XFD1048576')}</row>`),
    /at most 100 columns|at most 5000 rows/,
  ],
  ['a cell far below', () => workbook(`<row r="1048576">${cell('A1048576')}</row>`), /at most 5000 rows/],
  ['50 MB of blanks', () => workbook(`<row r="1">${cell('A1', ' '.repeat(50 * 1024 * 1024))}</row>`), /at most 24 MB/],
  ['20 MB of blanks', () => workbook(`<row r="1">${cell('A1', ' '.repeat(20 * 1024 * 1024))}</row>`), /no column|memory|too long/],
  ['a bomb of 600 MB of zeros', () => workbook('', { 'xl/theme/theme1.xml': new Uint8Array(600 * 1024 * 1024) }), /at most 24 MB/],
  [
    'entities that multiply',
    () =>
      workbook('', {
        'xl/worksheets/sheet1.xml': `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(100)}">]><worksheet ${MAIN}><sheetData><row r="1">${cell('A1', '&b;')}</row></sheetData></worksheet>`,
      }),
    /not an XLSX sheet/,
  ],
  [
    'one huge text referred to from many cells',
    () =>
      workbook(
        many(2_000, (n) => `<row r="${n}">${many(20, (m) => `<c r="${String.fromCharCode(64 + m)}${n}" t="s"><v>0</v></c>`)}</row>`),
        {},
        `<si><t>${'y'.repeat(1_000_000)}</t></si>`,
      ),
    /too much text|memory/,
  ],
  [
    'two hundred thousand cells',
    () => workbook(many(4_000, (n) => `<row r="${n}">${many(50, () => '<c><v>1</v></c>')}</row>`)),
    /too many cells: at most 100000/,
  ],
  ['hidden addresses', () => workbook(`<row r="1"><c x=">" r="XFD1048576"><v>1</v></c></row>`), /at most|memory|not an XLSX/],
  ['a picture of 30,000 by 30,000 that says it is a sheet', () => png(30_000, 30_000), /not an XLSX sheet/],
  [
    'ten thousand parts',
    () => workbook('', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`xl/x${n}.xml`, 'x']))),
    /at most 24 MB/,
  ],
  ['a text with commas that never ends', () => Buffer.from('name,group,type\na,b,c\n'.repeat(10_000)), /at most 5000 rows/],
  ['a program', () => Buffer.from(Uint8Array.from({ length: 5_000 }, (_, n) => (n * 7) % 256)), /not an XLSX sheet/],
  ['the head of a workbook and nothing behind', () => workbook('').subarray(0, 200), /damaged, perhaps cut off/],
  ['a workbook that was cut in half', () => workbook('').subarray(0, 900), /damaged, perhaps cut off/],
  ['a quotation mark that is never closed', () => Buffer.from('name,group,type\n"a,b,c\nd,e,f\n'), /quotation mark .* is never closed/],
];

/** The head of a picture, as large as it says. */
function png(width: number, height: number): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    size,
    Buffer.from('0806000000', 'hex'),
    Buffer.alloc(5_000),
  ]);
}

describe('S3: no sheet stops the bot', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ logLevel: 'error' });
  });
  afterAll(() => desk.close());

  test.each(FILES)('%s: the person hears why, and others are answered meanwhile', async (_name, make, words) => {
    await desk.command(WHO.tom, '/device import');
    const view = await desk.modal(WHO.tom, 'device.import');
    const file = await desk.file('devices.xlsx', make());
    const before = desk.private(WHO.anna).length;
    const submitted = desk.submit(WHO.tom, view, { sheet: [file] });
    await desk.command(WHO.anna, '/desk');
    await eventually(() => expect(desk.private(WHO.anna).length).toBeGreaterThan(before));
    const result = await submitted;
    const shown = await eventually(() => {
      const now = JSON.stringify(result.errors ?? desk.workspace.modals.get(WHO.tom)?.at(-1)?.body.blocks ?? '');
      if (!words.test(now)) throw new Error(now);
      return now;
    }, 40_000);
    expect(shown).not.toContain('should not have');
  });

  test('what people fill in is read as before: leap days, numbers, Chinese, and five thousand rows', async () => {
    const rows = Array.from({ length: LIMITS.mostRows - 1 }, (_, n) => [`设备 ${n}`, n, new Date('2028-02-29T00:00:00Z')]);
    const read = await readRows(await writeWorkbook([{ name: 'A', head: ['a', 'b', 'c'], rows }]));
    expect(read).toHaveLength(LIMITS.mostRows);
    expect(read.at(-1)).toEqual([`设备 ${LIMITS.mostRows - 2}`, String(LIMITS.mostRows - 2), '2028-02-29']);
  });

  test('a reading that takes too long is ended, and says so', async () => {
    const slow = workbook(many(4_000, (n) => `<row r="${n}">${many(20, (m) => cell(`${String.fromCharCode(64 + m)}${n}`, 'word'))}</row>`));
    await expect(readRows(slow, 1)).rejects.toThrow(SheetTooLargeError);
  });
});
