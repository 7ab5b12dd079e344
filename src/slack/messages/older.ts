import type { DataTableBlock, RichTextElement, TableBlock } from '@slack/types';
import { bold, link, unformatted } from '../../cases/text.js';
import { type ShownBlock, section } from './blocks.js';
import { chartInWords } from './charts.js';

/** So much of a table stands in one section, a little less than Slack takes. */
const MOST_IN_A_SECTION = 2_800;

function asTable({ rows }: DataTableBlock): TableBlock {
  const cells = rows.map((row) => row.map((cell) => (cell.type === 'raw_number' ? { type: 'raw_text' as const, text: cell.text } : cell)));
  return { type: 'table', rows: cells, column_settings: (rows[0] ?? []).map(() => ({ is_wrapped: true })) };
}

function elementInWords(element: RichTextElement): string {
  if (element.type === 'link') return link(element.url, element.text ?? element.url);
  if (element.type === 'date') return element.fallback ?? '';
  return element.type === 'text' ? unformatted(element.text) : '';
}

function cellInWords(cell: TableBlock['rows'][number][number]): string {
  if (cell.type === 'raw_text') return unformatted(cell.text);
  if (cell.type !== 'rich_text') return '';
  return cell.elements.flatMap((part) => (part.type === 'rich_text_section' ? part.elements.map(elementInWords) : [])).join('');
}

/** A table as lines, its head first: every row is there, a row a line. */
function tableInWords({ rows }: TableBlock): ShownBlock[] {
  const [head = '', ...lines] = rows.map((row) => row.map(cellInWords).join(' · '));
  const sections = [bold(head)];
  for (const line of lines) {
    const longer = `${sections.at(-1)}\n${line}`;
    if (longer.length <= MOST_IN_A_SECTION) sections[sections.length - 1] = longer;
    else sections.push(line);
  }
  return sections.map(section);
}

/** A block in the form that was there before it; itself where there was none. */
function olderOf(block: ShownBlock): ShownBlock[] {
  if (block.type === 'data_table') return [asTable(block)];
  if (block.type === 'data_visualization') return [section(chartInWords(block))];
  if (block.type === 'table') return tableInWords(block);
  return block.type === 'header' ? [section(bold(unformatted(block.text.text)))] : [block];
}

function without(block: ShownBlock, types: ReadonlySet<string>): ShownBlock[] {
  return types.has(block.type) ? olderOf(block).flatMap((older) => without(older, types)) : [block];
}

/** A message, a modal or a Home, as far as its form goes. */
export interface Blocks {
  readonly blocks: readonly ShownBlock[];
}

/** The same without blocks of these types: each in the next older form that is not among them. */
export const inOlder = <S extends Blocks>(shape: S, types: ReadonlySet<string>): S => ({
  ...shape,
  blocks: shape.blocks.flatMap((block) => without(block, types)),
});
