import { ANY, charactersIn, count, type Json, lengthOf, PLAIN, type Problems, problem, type Surface, short, text } from './checks.js';
import { element, picture } from './element-checks.js';
import { LIMITS } from './limits.js';

type Check = (problems: Problems, at: string, block: Json, surface: Surface) => void;
const listOf = (items: Json): Json[] => (Array.isArray(items) ? items : []);

const CELLS = ['raw_text', 'rich_text'];
const NEWER_CELLS = [...CELLS, 'raw_number'];

/** What a rich text in a cell may hold, of what we send: words, links, and dates. */
function richText(problems: Problems, at: string, cell: Json): void {
  for (const part of listOf(cell?.elements).flatMap(({ elements }) => listOf(elements))) {
    if (!['text', 'link', 'date'].includes(part?.type)) problem(problems, at, `unsupported type: ${part?.type}`);
    if (part?.type === 'date' && !Number.isInteger(part.timestamp)) problem(problems, at, 'must provide an integer');
    if (part?.type === 'date' && lengthOf(part.format) === 0) problem(problems, at, 'missing required field: format');
    if (part?.type !== 'date' && lengthOf(part?.text) === 0) problem(problems, at, 'must be more than 0 characters');
  }
}

/** Checks the cells of a row; answers their characters. */
function cells(problems: Problems, at: string, row: Json, kinds = CELLS): number {
  count(problems, at, row, LIMITS.table.columns);
  let characters = 0;
  for (const cell of listOf(row)) {
    if (!kinds.includes(cell?.type)) problem(problems, at, 'unsupported cell');
    if (cell?.type !== 'rich_text' && lengthOf(cell?.text) === 0) problem(problems, at, 'must be more than 0 characters');
    if (cell?.type === 'rich_text') richText(problems, at, cell);
    if (cell?.type === 'raw_number' && typeof cell.value !== 'number') problem(problems, at, 'must be a number');
    characters += cell?.type === 'rich_text' ? charactersIn(cell) : lengthOf(cell?.text);
  }
  return characters;
}

const charactersOfTable = (block: Json): number =>
  listOf(block?.rows).reduce((sum: number, row) => sum + cells([], '', row, NEWER_CELLS), 0);

function isBetween(problems: Problems, at: string, value: Json, least: number, most: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
    problem(problems, at, `must be an integer from ${least} to ${most}`);
}

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
function dataTable(problems: Problems, at: string, block: Json): void {
  const { rows, leastRows, pageSize } = LIMITS.dataTable;
  if (lengthOf(block.caption) === 0) problem(problems, at, 'missing required field: caption');
  count(problems, `${at}/rows`, block.rows, rows, leastRows);
  const [head, ...others] = listOf(block.rows);
  cells(problems, `${at}/rows/0`, head, ['raw_text', 'raw_number']);
  for (const [n, row] of others.entries()) {
    cells(problems, `${at}/rows/${n + 1}`, row, NEWER_CELLS);
    if (listOf(row).length !== listOf(head).length) problem(problems, `${at}/rows/${n + 1}`, 'all rows must have the same number of cells');
  }
  isBetween(problems, `${at}/page_size`, block.page_size, 1, pageSize);
  isBetween(problems, `${at}/row_header_column_index`, block.row_header_column_index, 0, listOf(head).length - 1);
}

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block, of which we send bars, lines and areas. */
function chart(problems: Problems, at: string, block: Json): void {
  const { title, series, name, points, label, axis } = LIMITS.chart;
  if (lengthOf(block.title) === 0) problem(problems, at, 'missing required field: title');
  short(problems, `${at}/title`, block.title, title);
  if (!['bar', 'line', 'area'].includes(block.chart?.type)) problem(problems, `${at}/chart/type`, `unsupported type: ${block.chart?.type}`);
  const { categories, x_label: x, y_label: y } = block.chart?.axis_config ?? {};
  count(problems, `${at}/chart/axis_config/categories`, categories, points);
  for (const words of listOf(categories)) short(problems, `${at}/chart/axis_config/categories`, words, label);
  for (const words of [x, y]) short(problems, `${at}/chart/axis_config`, words, axis);
  count(problems, `${at}/chart/series`, block.chart?.series, series);
  const names = listOf(block.chart?.series).map((one) => one?.name);
  if (new Set(names).size !== names.length) problem(problems, `${at}/chart/series`, 'names must be unique');
  for (const [n, one] of listOf(block.chart?.series).entries()) {
    short(problems, `${at}/chart/series/${n}/name`, one?.name ?? 0, name);
    const labels = listOf(one?.data).map((point) => point?.label);
    if (JSON.stringify([...labels].sort()) !== JSON.stringify([...listOf(categories)].sort()))
      problem(problems, `${at}/chart/series/${n}/data`, 'must have one point for each category');
    if (listOf(one?.data).some((point) => typeof point?.value !== 'number'))
      problem(problems, `${at}/chart/series/${n}/data`, 'must be a number');
  }
}

/** Blocks, each with its own rules. */
const BLOCKS: Readonly<Record<string, Check>> = {
  header: (problems, at, block) => text(problems, `${at}/text`, block.text, LIMITS.header.text, PLAIN),
  section(problems, at, block, surface) {
    if (!block.text && !block.fields) problem(problems, at, 'missing required field: text or fields');
    if (block.text) text(problems, `${at}/text`, block.text, LIMITS.section.text, ANY);
    if (block.fields) count(problems, `${at}/fields`, block.fields, LIMITS.section.fields);
    for (const [n, field] of listOf(block.fields).entries()) text(problems, `${at}/fields/${n}`, field, LIMITS.section.field, ANY);
    if (block.accessory?.type === 'image') picture(problems, `${at}/accessory`, block.accessory);
    else if (block.accessory) element(problems, `${at}/accessory`, block.accessory, false, surface);
  },
  context(problems, at, block) {
    count(problems, `${at}/elements`, block.elements, LIMITS.context.elements);
    for (const [n, item] of listOf(block.elements).entries()) {
      if (item?.type === 'image') picture(problems, `${at}/elements/${n}`, item);
      else text(problems, `${at}/elements/${n}`, item, LIMITS.context.text, ANY);
    }
  },
  actions(problems, at, block, surface) {
    count(problems, `${at}/elements`, block.elements, LIMITS.actions.elements);
    const ids = listOf(block.elements).flatMap((item) => item?.action_id ?? []);
    if (new Set(ids).size !== ids.length) problem(problems, `${at}/elements`, 'duplicate action_id');
    for (const [n, item] of listOf(block.elements).entries()) element(problems, `${at}/elements/${n}`, item, false, surface);
  },
  input(problems, at, block, surface) {
    text(problems, `${at}/label`, block.label, LIMITS.input.label, PLAIN);
    if (block.hint) text(problems, `${at}/hint`, block.hint, LIMITS.input.hint, PLAIN);
    element(problems, `${at}/element`, block.element, true, surface);
  },
  image(problems, at, block) {
    picture(problems, at, block);
    if (block.title) text(problems, `${at}/title`, block.title, LIMITS.image.title, PLAIN);
  },
  divider: () => {},
  markdown(problems, at, block) {
    if (lengthOf(block.text) === 0) problem(problems, `${at}/text`, 'must be more than 0 characters');
    short(problems, `${at}/text`, block.text, LIMITS.markdown.text);
  },
  table(problems, at, block) {
    count(problems, `${at}/rows`, block.rows, LIMITS.table.rows);
    const characters = listOf(block.rows).reduce((sum: number, row, n) => sum + cells(problems, `${at}/rows/${n}`, row), 0);
    if (characters > LIMITS.table.characters) problem(problems, at, `table has more than ${LIMITS.table.characters} characters`);
    if (block.column_settings) count(problems, `${at}/column_settings`, block.column_settings, LIMITS.table.columns);
  },
  data_table: dataTable,
  data_visualization: chart,
};

export const BLOCK_TYPES = Object.keys(BLOCKS);

/** Blocks that stand in some places only. */
const NOT_IN: Readonly<Record<Surface, readonly string[]>> = {
  message: ['input'],
  modal: ['table', 'data_table', 'data_visualization', 'markdown'],
  home: ['table', 'data_table', 'data_visualization', 'markdown'],
};

/** What Slack would say against blocks in this place. `unknown` are block types too new for its clients. */
export function blockProblems(blocks: Json, max: number, surface: Surface, unknown: readonly string[]): Problems {
  const problems: Problems = [];
  if (!Array.isArray(blocks)) return ['[ERROR] blocks must be an array [json-pointer:/blocks]'];
  if (blocks.length > max) problem(problems, '/blocks', `no more than ${max} items allowed`);
  const ids: string[] = blocks.flatMap((block) => block?.block_id ?? []);
  const twice = new Set(ids.filter((id, n) => ids.indexOf(id) !== n));
  if (twice.size > 0) problem(problems, '/blocks', `duplicate block_id ${[...twice].join(', ')}`);
  for (const [n, block] of blocks.entries()) {
    const at = `/blocks/${n}`;
    const check = BLOCKS[block?.type];
    if (!check || unknown.includes(block.type) || NOT_IN[surface].includes(block.type)) {
      problem(problems, `${at}/type`, `unsupported type: ${block?.type}`);
      continue;
    }
    short(problems, `${at}/block_id`, block.block_id, LIMITS.block.blockId);
    check(problems, at, block, surface);
  }
  const markdown = blocks.reduce((sum, block) => sum + (block?.type === 'markdown' ? lengthOf(block.text) : 0), 0);
  if (markdown > LIMITS.markdown.text) problem(problems, '/blocks', `markdown blocks have more than ${LIMITS.markdown.text} characters`);
  const tables = blocks.reduce((sum, block) => sum + (block?.type === 'data_table' ? charactersOfTable(block) : 0), 0);
  if (tables > LIMITS.dataTable.characters)
    problem(problems, '/blocks', `data tables have more than ${LIMITS.dataTable.characters} characters`);
  if (blocks.filter((block) => block?.type === 'data_visualization').length > LIMITS.chart.charts)
    problem(problems, '/blocks', `no more than ${LIMITS.chart.charts} charts allowed`);
  if (blocks.filter((block) => block?.type === 'table').length > LIMITS.message.tables)
    problem(problems, '/blocks', 'only_one_table_allowed');
  return problems;
}
