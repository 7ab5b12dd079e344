import { filesIn } from '../../src/cases/form.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import { rowsByColumn } from '../../src/cases/sheet-rows.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { ownEntry } from '../shared/entries.js';
import type { RegisterForm } from '../shared/registers.js';
import { rowsOf, sheetForm } from '../shared/sheets.js';
import { type Checkable, type CheckedRegister, itemsText, writeItems } from './check-items.js';

/** The columns of a sheet of check items, in order; each is headed by `column.<name>` in any language. */
const COLUMNS = ['cycle', 'answer', 'question', 'expected', 'min', 'max'] as const;
const HEADINGS = wordsFor('shared.column', COLUMNS);

/** Sends the check items of an entry as a sheet that can be changed and imported again. */
export async function exportItems(asked: Asked, register: CheckedRegister, no: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const entry = await register.store(desk).get(no);
  if (!entry) return answer(t('shared.refusal.noSuchEntry', { no }));
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

async function importItems(
  asked: Asked,
  register: CheckedRegister,
  entry: Checkable,
  file: string | undefined,
): Promise<SubmissionResult | 'again'> {
  const { t } = asked.reader;
  const sheet = await rowsOf(asked, file);
  if (typeof sheet === 'string') return { errors: { sheet } };
  const read = rowsByColumn(sheet, HEADINGS, ['cycle', 'answer', 'question']);
  if ('missing' in read)
    return {
      errors: { sheet: t('shared.invalid.columnsMissing', { list: read.missing.map((name) => t(`shared.column.${name}`)).join(', ') }) },
    };
  const given = new Set(read.rows.map(({ cells }) => cells.question));
  const kept = entry.items.filter(({ question }) => !given.has(question));
  const text = [...(kept.length > 0 ? [itemsText({ items: kept, lastItem: 0 }, asked.reader)] : []), ...linesOf(read.rows)].join('\n');
  return writeItems(asked, register, entry, text, 'sheet');
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
    return importItems(asked, register, entry, filesIn(values, 'sheet')[0]?.id);
  },
});
