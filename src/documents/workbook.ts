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

const cellOf = (value: CellValue): Cell => {
  if (value === undefined || value === '') return null;
  if (typeof value === 'string') return { type: String, value: shorten(value, LONGEST_CELL) };
  return typeof value === 'number' ? { type: Number, value } : { type: Date, value, format: 'yyyy-mm-dd hh:mm' };
};

const widthOf = ({ head, rows }: SheetContent, column: number): number => {
  const lengths = [head[column] ?? '', ...rows.slice(0, 200).map((row) => String(row[column] ?? ''))].map((text) => [...text].length);
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

/** A workbook with a sheet for each subject, its first row frozen and bold. Throws TooManyRowsError. */
export async function writeWorkbook(sheets: readonly SheetContent[]): Promise<Buffer> {
  const rows = sheets.reduce((sum, sheet) => sum + sheet.rows.length, 0);
  if (rows > MOST_ROWS) throw new TooManyRowsError(rows);
  return writeXlsx(
    sheets.map((sheet) => ({
      sheet: shorten(sheet.name.replace(/[\\/?*[\]:]/g, ' '), LONGEST_NAME),
      data: [
        sheet.head.map((text): Cell => ({ type: String, value: text, fontWeight: 'bold' })),
        ...sheet.rows.map((row) => row.map(cellOf)),
      ],
      columns: sheet.head.map((_, column) => ({ width: widthOf(sheet, column) })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}
