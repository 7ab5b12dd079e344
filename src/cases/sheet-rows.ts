import { cleanText, shorten } from './text.js';

/** Longer than any of our fields. */
const LONGEST_CELL = 500;

/** What is wrong with a row of a sheet, as a locale key under `invalid.` with what the sentence needs. */
export interface RowProblem {
  /** As the spreadsheet counts: the heading is row 1. */
  readonly row: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A row by its columns' names; empty cells are absent. */
export type Row = Readonly<Record<string, string | undefined>>;

/** Reads the heading of a sheet in any language, and the rows below it by column; blank rows are left out. */
export function rowsByColumn(
  sheet: readonly (readonly string[])[],
  columns: Readonly<Record<string, string>>,
  required: readonly string[],
): { rows: { row: number; cells: Row }[] } | { missing: readonly string[] } {
  const heading = (sheet[0] ?? []).map((text) => columns[text.trim().toLowerCase()]);
  const missing = required.filter((name) => !heading.includes(name));
  if (missing.length > 0) return { missing };
  const rows = sheet
    .slice(1)
    .map((cells, n) => ({
      row: n + 2,
      cells: Object.fromEntries(
        heading.flatMap((name, m) => {
          const text = shorten(cleanText(cells[m] ?? ''), LONGEST_CELL);
          return name && text ? [[name, text]] : [];
        }),
      ) as Row,
    }))
    .filter(({ cells }) => Object.keys(cells).length > 0);
  return { rows };
}
