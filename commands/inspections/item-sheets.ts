import type { ModalView } from '@slack/types';
import { filesIn } from '../../src/cases/form.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import { parseItems } from '../../src/cases/inspection/items.js';
import { rowsByColumn } from '../../src/cases/sheet-rows.js';
import { ITEM_WORDS } from '../../src/documents/item-words.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { section } from '../../src/slack/messages/blocks.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { modalOf, tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { columnForm, type MappedSheet, sheetIn, sheetTarget, withColumns } from '../shared/columns.js';
import { ownEntry } from '../shared/entries.js';
import { notThere } from '../shared/not-there.js';
import type { RegisterForm } from '../shared/registers.js';
import { problemsInWords } from '../shared/row-problems.js';
import { headingsFor, missingInWords, rowsOf, sendBadRows, sheetForm, unknownInWords } from '../shared/sheets.js';
import { type Checkable, type CheckedRegister, itemsText, soundItems, writeItems } from './check-items.js';

/** The columns of a sheet of check items, in order; each is headed by `column.<name>` in any language. */
const COLUMNS = ['cycle', 'answer', 'question', 'expected', 'min', 'max'] as const;
/** What they were headed by before, or people call them. */
const HEADINGS = { ...wordsFor('shared.columnToo', ['answer', 'question', 'expected']), ...headingsFor(COLUMNS) };

/** Sends the check items of an entry as a sheet that can be changed and imported again. */
export async function exportItems(asked: Asked, register: CheckedRegister, no: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const entry = await register.store(desk).get(no);
  if (!entry) return answer(await notThere(asked, no));
  const row = ({ cycle, answer: kind, question, expected, min, max }: CheckItem) => [
    t(`inspection.itemWord.${cycle}`),
    t(`inspection.itemWord.${kind}`),
    question,
    expected,
    min,
    max,
  ];
  const bytes = await writeWorkbook([
    { name: entry.name, head: COLUMNS.map((name) => t(`shared.column.${name}`)), rows: entry.items.map(row) },
  ]);
  await sendFile(desk, person.id, {
    bytes,
    name: `${no}-check-items.xlsx`,
    comment: t('inspection.done.itemsSheet', { no, name: entry.name }),
  });
  return answer(t('shared.done.sent'));
}

/** A sheet's rows as lines of check items, limits and all. */
function linesOf(rows: readonly { readonly cells: Readonly<Record<string, string | undefined>> }[]): string[] {
  return rows.map(({ cells: { cycle = '', answer = '', question = '', expected, min, max } }) => {
    const limits = min || max ? ` ${min ?? ''}..${max ?? ''}` : '';
    return [cycle, `${answer}${limits}`, question.replaceAll('|', '/'), ...(expected ? [expected.replaceAll('|', '/')] : [])].join(' | ');
  });
}

/** What the rows of a sheet make of a list: a known item is changed where it stands, a new one comes behind, all others stay. */
function mergedLines(
  items: readonly CheckItem[],
  rows: readonly { readonly row: number; readonly cells: Readonly<Record<string, string | undefined>> }[],
  { reader }: Asked,
): { lines: readonly string[]; rowOf: (line: number) => number } {
  const nameOf = (cycle: string | undefined, question = ''): string => `${cycle} ${question.replaceAll('|', '/')}`;
  const given = new Map(rows.map((row) => [nameOf(ITEM_WORDS[(row.cells.cycle ?? '').toLowerCase()], row.cells.question), row]));
  const taken = new Set<number>();
  const known = items.map((item) => {
    const row = given.get(nameOf(item.cycle, item.question));
    if (row) taken.add(row.row);
    return { line: row ? (linesOf([row])[0] ?? '') : itemsText({ items: [item], lastItem: 0 }, reader), row: row?.row };
  });
  const fresh = rows.filter(({ row }) => !taken.has(row)).map((row) => ({ line: linesOf([row])[0] ?? '', row: row.row }));
  const all = [...known, ...fresh];
  return { lines: all.map(({ line }) => line), rowOf: (line) => all[line - 1]?.row ?? line };
}

/** Takes a sheet into a list; where columns are missing it asks what the unknown ones are, and says afterwards which were left out. */
async function importItems(
  asked: Asked,
  register: CheckedRegister,
  entry: Checkable,
  mapped: MappedSheet,
): Promise<SubmissionResult | 'again'> {
  const { t, locale, now } = asked.reader;
  const sheet = await rowsOf(asked, mapped.file);
  if (typeof sheet === 'string') return { errors: { sheet } };
  const read = rowsByColumn(sheet, HEADINGS, ['cycle', 'answer', 'question'], mapped.given);
  const asking = { ...mapped, no: entry.no, unknown: [...read.unknown], open: COLUMNS.filter((column) => !read.known.includes(column)) };
  const form = columnForm(`${register.name}.columns`, asking, asked.reader);
  const askedFor = (words: readonly string[]): ModalView =>
    modalOf(form, {
      ...{ locale, now, t, title: t('shared.sheet.columns'), submit: t('shared.sheet.goOn') },
      metadata: sheetTarget(asking),
      above: [...words, t('shared.sheet.sayColumns')],
    });
  if ('missing' in read) {
    const lacking = missingInWords(read, asked.reader);
    return form.fields.length > 0 ? { show: askedFor([lacking]) } : { errors: { sheet: lacking } };
  }
  const unfit = read.rows.flatMap((row) => row.unfit);
  if (unfit.length > 0) {
    sendBadRows(asked, 'inspection', `${entry.no}-errors.xlsx`, { sheet, head: read.head, bad: unfit });
    return { errors: { sheet: [...problemsInWords('inspection', unfit, asked.reader), t('shared.sheet.badRowsComing')].join(' ') } };
  }
  const before = soundItems(entry);
  const { lines, rowOf } = mergedLines(before, read.rows, asked);
  const text = lines.join('\n');
  const result = await writeItems(asked, register, entry, text, 'sheet', rowOf);
  const parsed = parseItems(text, ITEM_WORDS, register.cycles, before, entry.lastItem);
  if (result === 'again') return result;
  if ('problems' in parsed) {
    const bad = parsed.problems.map(({ code, params }) => {
      const row = code === 'tooManyItems' ? 1 : rowOf(Number(params.n));
      return { row, code, params: code === 'tooManyItems' ? params : { ...params, n: row } };
    });
    sendBadRows(asked, 'inspection', `${entry.no}-errors.xlsx`, { sheet, head: read.head, bad });
    return 'errors' in result ? { errors: { sheet: `${result.errors.sheet} ${t('shared.sheet.badRowsComing')}` } } : result;
  }
  if (!('show' in result)) return result;
  const counts = countsInWords(before, parsed.items, read.rows.length, asked);
  const words = [counts, ...unknownInWords(read.unknown, asked.reader)];
  if (form.fields.length > 0) return { show: askedFor(words) };
  return { show: { ...result.show, blocks: [...result.show.blocks, ...words.map(section)] } };
}

/** What a sheet of so many rows has made of a list, in numbers. */
function countsInWords(before: readonly CheckItem[], after: readonly CheckItem[], rows: number, { reader }: Asked): string {
  const fresh = after.filter(({ id }) => !before.some((item) => item.id === id)).length;
  const changed = after.filter((item) => before.some((one) => one.id === item.id && JSON.stringify(one) !== JSON.stringify(item))).length;
  return reader.t('inspection.itemsTaken', { fresh, changed, same: Math.max(0, rows - fresh - changed) });
}

/** Takes check items from a sheet: new ones are added, those with the same question changed, the others stay. Rule G2. */
export const importForm = (register: CheckedRegister): RegisterForm => ({
  form: async () => sheetForm(`${register.name}.import`),
  above: async ({ reader }) => [
    reader.t('shared.sheet.itemsHow', { columns: COLUMNS.map((name) => reader.t(`shared.column.${name}`)).join(' | ') }),
  ],
  async save(asked, no, values) {
    const entry = await ownEntry(asked, register.name, register.store(asked.desk), no);
    if (typeof entry === 'string') return { errors: { sheet: entry } };
    const file = filesIn(values, 'sheet')[0]?.id ?? '';
    return importItems(asked, register, entry, { ...sheetIn(file), file });
  },
});

/** What the unknown columns of such a sheet are: it is taken once more with them. */
export const columnsForm = (register: CheckedRegister): RegisterForm => ({
  form: async ({ reader }, target) => columnForm(`${register.name}.columns`, sheetIn(target), reader),
  async save(asked, target, values) {
    const sheet = sheetIn(target);
    const entry = await ownEntry(asked, register.name, register.store(asked.desk), sheet.no);
    const tell = (words: string): SubmissionResult => ({
      show: tellingModal(asked.reader.t('shared.modal.done'), [words], asked.reader.t),
    });
    if (typeof entry === 'string') return tell(entry);
    const said = withColumns(sheet, values);
    if (!said) return tell(asked.reader.t('shared.sheet.columnsLeft'));
    const result = await importItems(asked, register, entry, said);
    // There is no field for the sheet in this modal any more.
    return result !== 'again' && 'errors' in result ? tell(result.errors.sheet ?? '') : result;
  },
});
