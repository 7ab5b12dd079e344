import type { Field } from './form.js';
import { nameKey } from './names.js';
import { cleanText, shorten } from './text.js';

/** So long is a cell at most whose field says nothing else. */
const LONGEST_CELL = 500;
/** So much of a cell is read: more than any field takes, so that what is too long is seen. */
const READ_OF_CELL = 5_000;
/** So much of a text that is too long is said again. */
const SAID_OF_LONG = 30;
/** Above its heading a sheet has a title and notes, so many rows at most. */
const MOST_ABOVE = 10;
const LONGEST_HEADING = 60;

/** What is wrong with a row of a sheet, as a locale key under `invalid.` with what the sentence needs. */
export interface RowProblem {
  /** As the spreadsheet counts. */
  readonly row: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A row by its columns' names; empty cells are absent. */
export type Row = Readonly<Record<string, string | undefined>>;

/** A row as it was read; `unfit`: what of it is longer than its field, or a formula, each a sentence. */
export interface ReadRow {
  readonly row: number;
  readonly cells: Row;
  readonly unfit: readonly RowProblem[];
}

/** A sheet that was understood: its rows, and the headings of the columns that were not. */
export interface ReadSheet extends Headings {
  readonly rows: readonly ReadRow[];
}

/** The headings of a sheet. */
export interface Headings {
  /** Those that mean nothing to us. */
  readonly unknown: readonly string[];
  /** The heading as it stands there. */
  readonly head: readonly string[];
  /** Our columns that were found. */
  readonly known: readonly string[];
}

/** A sheet that lacks columns without which it says nothing. */
export interface LacksColumns extends Headings {
  readonly missing: readonly string[];
}

/** By what two headings are the same: no case, blanks, marks, nor what stands in brackets behind them. */
const headingKey = (text: string): string =>
  nameKey(text)
    .replace(/(?<=.)\(.*$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** How long the texts of these fields may be, by their names: a sheet takes no more than a form. */
export const longestOf = (...forms: readonly { readonly fields: readonly Field[] }[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    forms.flatMap(({ fields }) => fields.flatMap(({ name, kind, max }) => (max !== undefined && kind !== 'number' ? [[name, max]] : []))),
  );

/** The cells of a row that are longer than their fields: nothing is cut without a word. */
const tooLong = (row: number, cells: Row, longest: Readonly<Record<string, number>>): RowProblem[] =>
  Object.entries(cells).flatMap(([name, text = '']) => {
    const max = longest[name] ?? LONGEST_CELL;
    return text.length > max ? [{ row, code: 'rowLong', params: { text: shorten(text, SAID_OF_LONG), max } }] : [];
  });

/** `=SUM(A1)`, `=A1+B2`: what a spreadsheet reckons, and a file of bare text does not. */
const FORMULA = /^=\s*[-+(]*(?:[A-Z][A-Z.]*\(|\$?[A-Z]{1,3}\$?\d)/i;

/** The cells of a row that are formulas: what they come to is not known here. */
const formulasIn = (row: number, cells: Row): RowProblem[] =>
  Object.values(cells).flatMap((text = '') =>
    FORMULA.test(text) ? [{ row, code: 'rowFormula', params: { text: shorten(text, SAID_OF_LONG) } }] : [],
  );

/**
 * Finds the heading of a sheet in any language below whatever title it has, its columns in any order, and the rows below it by column;
 * blank rows are left out. `given`: what somebody said that a heading means, by the heading. `longest`: of the cells of a column, in
 * characters.
 */
export function rowsByColumn(
  sheet: readonly (readonly string[])[],
  columns: Readonly<Record<string, string>>,
  required: readonly string[],
  given: Readonly<Record<string, string>> = {},
  longest: Readonly<Record<string, number>> = {},
): ReadSheet | LacksColumns {
  const byKey = new Map([...Object.entries(columns), ...Object.entries(given)].map(([word, name]) => [headingKey(word), name]));
  const known = (cells: readonly string[]): (string | undefined)[] => {
    const names = cells.map((text) => byKey.get(headingKey(text)));
    return names.map((name, n) => (names.indexOf(name) === n ? name : undefined));
  };
  const above = sheet.slice(0, MOST_ABOVE).map(known);
  const lacking = (names: readonly (string | undefined)[]): string[] => required.filter((name) => !names.includes(name));
  const best = above.reduce((least, names, n) => (lacking(names).length < lacking(above[least] ?? []).length ? n : least), 0);
  const heading = above[best] ?? [];
  const unnamed = (sheet[best] ?? []).filter((text, n) => text !== '' && heading[n] === undefined);
  const headings: Headings = {
    head: sheet[best] ?? [],
    unknown: unnamed.map((text) => shorten(cleanText(text), LONGEST_HEADING)),
    known: heading.filter((name) => name !== undefined),
  };
  const missing = lacking(heading);
  if (missing.length > 0) return { missing, ...headings };
  const rows = sheet
    .slice(best + 1)
    .map((texts, n): ReadRow => {
      const row = best + n + 2;
      const cells: Row = Object.fromEntries(
        heading.flatMap((name, m) => {
          const text = shorten(cleanText(texts[m] ?? ''), READ_OF_CELL);
          return name && text ? [[name, text]] : [];
        }),
      );
      return { row, cells, unfit: [...tooLong(row, cells, longest), ...formulasIn(row, cells)] };
    })
    .filter(({ cells }) => Object.keys(cells).length > 0);
  return { rows, ...headings };
}
