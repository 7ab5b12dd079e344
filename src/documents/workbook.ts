import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { DateTime, type Zone } from 'luxon';
import writeXlsx, { type Cell } from 'write-excel-file/node';
import { shorten } from '../cases/text.js';

/** What a cell of a sheet holds. Texts stay texts: what begins with `=` is no formula. */
export type CellValue = string | number | Date | undefined;

export interface SheetContent {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** Excel's own limits. */
const LONGEST_CELL = 32_000;
const LONGEST_NAME = 31;
const WIDEST_COLUMN = 60;
/** `2026-03-05 10:00` */
const SHOWN_TIME = 16;

/** A workbook knows no zones: what it is to show is put into it as if it were UTC. */
const shownAt = (at: Date, zone: Zone | string): Date =>
  DateTime.fromJSDate(at, { zone }).setZone('utc', { keepLocalTime: true }).toJSDate();

const cellOf = (value: CellValue, zone: Zone | string): Cell => {
  if (value === undefined || value === '') return null;
  if (typeof value === 'string') return { type: String, value: shorten(value, LONGEST_CELL) };
  return typeof value === 'number' ? { type: Number, value } : { type: Date, value: shownAt(value, zone), format: 'yyyy-mm-dd hh:mm' };
};

const widthOf = ({ head, rows }: SheetContent, column: number): number => {
  const shown = (value: CellValue): number => {
    if (value instanceof Date) return SHOWN_TIME;
    // A character of Chinese is as wide as two letters.
    return Math.max(
      ...String(value ?? '')
        .split('\n')
        .map((line) => [...line].reduce((sum, one) => sum + (/\p{Script=Han}/u.test(one) ? 2 : 1), 0)),
    );
  };
  const lengths = [shown(head[column]), ...rows.slice(0, 200).map((row) => shown(row[column]))];
  return Math.min(WIDEST_COLUMN, Math.max(8, ...lengths.map((length) => length + 2)));
};

/** More rows than this are made into no sheet: it would keep everybody waiting, and nobody reads it. */
const MOST_ROWS = 30_000;

/** Somebody asked for a sheet with more rows than are made. */
export class TooManyRowsError extends Error {
  constructor(
    readonly rows: number,
    readonly most = MOST_ROWS,
  ) {
    super(`${rows} rows are too many for a sheet, at most ${most}`);
  }
}

/** Prints on A4 across, all columns on one page beside each other: the library sets the direction of a page only. */
function printable(xml: string): string {
  const fits = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>';
  const page = '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>';
  return xml.replace(/(<worksheet\b[^>]*>)/, `$1${fits}`).replace(/<pageSetup\b[^>]*\/>/, page);
}

function forPrint(workbook: Buffer): Buffer {
  const parts = Object.entries(unzipSync(workbook)).map(([name, bytes]): [string, Uint8Array] => [
    name,
    /^xl\/worksheets\/[^/]+\.xml$/.test(name) ? strToU8(printable(strFromU8(bytes))) : bytes,
  ]);
  return Buffer.from(zipSync(Object.fromEntries(parts)));
}

/**
 * A workbook with a sheet for each subject, its first row frozen and bold, to be printed on A4. Times are shown in `zone`. Throws
 * TooManyRowsError.
 */
export async function writeWorkbook(sheets: readonly SheetContent[], zone: Zone | string = 'utc'): Promise<Buffer> {
  const rows = sheets.reduce((sum, sheet) => sum + sheet.rows.length, 0);
  if (rows > MOST_ROWS) throw new TooManyRowsError(rows);
  const workbook = await writeXlsx(
    sheets.map((sheet) => ({
      sheet: shorten(sheet.name.replace(/[\\/?*[\]:]/g, ' '), LONGEST_NAME),
      data: [
        sheet.head.map((text): Cell => ({ type: String, value: text, fontWeight: 'bold' })),
        ...sheet.rows.map((row) => row.map((value) => cellOf(value, zone))),
      ],
      columns: sheet.head.map((_, column) => ({ width: widthOf(sheet, column) })),
      stickyRowsCount: 1,
      orientation: 'landscape' as const,
    })),
  ).toBuffer();
  return forPrint(workbook);
}
