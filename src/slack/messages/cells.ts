import type { DataTableBlock, RichTextElement } from '@slack/types';
import { shorten } from '../../cases/text.js';
import { piecesOf, toPlain } from './mrkdwn.js';

/** So much stands in a cell. */
const MOST_IN_A_CELL = 500;
/** What is sorted as a number: no number with a zero in front, which is a name. */
const NUMBER = /^(0|[1-9]\d{0,14})$/;
/** How a cell shows a moment: in figures, since Slack sorts a column by its letters. */
const FORMATS = { when: '{date_num} {time}', both: '{date_num} {time} ({ago})', time: '{time}', ago: '{ago}' } as const;

/** A cell, and how many characters it counts: an address, and what stands for a time, count like what is read. */
interface Cell {
  readonly block: DataTableBlock['rows'][number][number];
  readonly length: number;
}

const rich = (elements: RichTextElement[]): Cell['block'] => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

/** A cell with moments, which each client shows by its reader's clock. */
function inTime(text: string): Cell | undefined {
  const pieces = piecesOf(text);
  if (!pieces.some((piece) => typeof piece === 'object')) return undefined;
  const elements = pieces.flatMap((piece): RichTextElement[] => {
    if (typeof piece === 'object')
      return [{ type: 'date', timestamp: piece.seconds, format: FORMATS[piece.style], fallback: shorten(piece.words, MOST_IN_A_CELL) }];
    return piece === '' ? [] : [{ type: 'text', text: shorten(piece, MOST_IN_A_CELL) }];
  });
  const lengthOf = (one: RichTextElement): number =>
    one.type === 'date' ? one.format.length + (one.fallback?.length ?? 0) : one.type === 'text' ? one.text.length : 0;
  return { block: rich(elements), length: elements.reduce((sum, one) => sum + lengthOf(one), 0) };
}

/** The cell of a text; `url`: where it leads to. `beside`: what is said of its row elsewhere in the message, which counts too. */
export function cellOf(text: string, url?: string, beside = ''): Cell {
  const shown = shorten(toPlain(text), MOST_IN_A_CELL) || '–';
  const length = shown.length + (url ?? beside).length;
  if (url) return { block: rich([{ type: 'link', url, text: shown }]), length };
  return inTime(text) ?? { block: { type: 'raw_text', text: shown }, length };
}

/** A column in which nothing but numbers stand is sorted by them. */
export function withNumbers(rows: readonly (readonly Cell[])[]): DataTableBlock['rows'] {
  const isNumeric = (column: number): boolean =>
    rows.every((row) => row[column]?.block.type === 'raw_text' && NUMBER.test(row[column].block.text));
  const numeric = (rows[0] ?? []).map((_, column) => isNumeric(column));
  return rows.map((row) =>
    row.map(({ block }, column) =>
      numeric[column] && block.type === 'raw_text' ? { type: 'raw_number' as const, value: Number(block.text), text: block.text } : block,
    ),
  );
}

const lengthOf = (row: readonly Cell[]): number => row.reduce((sum, { length }) => sum + length, 0);

/** The rows that a table takes after its head: so many at most, and so many characters with it. */
export function fitting(head: readonly Cell[], rows: readonly (readonly Cell[])[], characters: number, most: number): (readonly Cell[])[] {
  let left = characters - lengthOf(head);
  const shown: (readonly Cell[])[] = [];
  for (const row of rows.slice(0, most)) {
    left -= lengthOf(row);
    if (left < 0 && shown.length > 0) break;
    shown.push(row);
  }
  return shown;
}
