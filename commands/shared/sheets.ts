import type { Form } from '../../src/cases/form.js';
import { changesBetween, type HistoryWords } from '../../src/cases/history.js';
import type { RowProblem } from '../../src/cases/sheet-rows.js';
import { shorten } from '../../src/cases/text.js';
import { LIMITS, NotASheetError, readRows, SheetTooLargeError } from '../../src/documents/reading.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { changeInWords, ownWordsOf } from '../../src/slack/messages/changed.js';
import { FileTrouble } from '../../src/slack/messages/download.js';
import { fetchFile, sendFile } from '../../src/slack/messages/files.js';

/** A sheet larger than this is none that people wrote. */
export const LARGEST_SHEET = 2 * 1024 * 1024;

/** What may stand above these columns, in any language: what we call them, and what others do. */
export const headingsFor = <Name extends string>(names: readonly Name[]): Readonly<Record<string, Name>> => ({
  ...wordsFor('shared.columnAlso', names),
  ...wordsFor('shared.column', names),
});

/** The columns that mean nothing to us, so that nobody believes that they were taken. */
export const unknownInWords = (unknown: readonly string[], { t }: Pick<Asked['reader'], 't'>): string[] =>
  unknown.length > 0 ? [t('shared.sheet.unknown', { list: unknown.map((name) => `“${name}”`).join(', ') })] : [];

/** An entry that a sheet would change: what it is called, how it stands, and how it would. */
export interface Changing {
  readonly called: string;
  readonly before: object;
  readonly after: object;
}

/** So many entries that would change are named one by one. */
const MOST_CHANGING = 20;
const LONGEST_CHANGING = 600;

/** What a sheet would change, an entry a line: field by field, from what to what. */
export function changingInWords(subject: string, changing: readonly Changing[], own: HistoryWords, reader: Asked['reader']): string[] {
  const words = ownWordsOf({}, own);
  const lines = changing.slice(0, MOST_CHANGING).map(({ called, before, after }) => {
    const changes = changesBetween(before, after).flatMap((change) => changeInWords(change, subject, reader, words) ?? []);
    return shorten(`• ${[called, ...changes].join(' · ')}`, LONGEST_CHANGING);
  });
  return [...lines, ...(changing.length > MOST_CHANGING ? [reader.t('shared.table.more', { n: changing.length - MOST_CHANGING })] : [])];
}

/** Which columns a sheet lacks, and that the first rows name them; `words`: where their names stand. */
export const missingInWords = (
  { missing }: { readonly missing: readonly string[] },
  { t }: Pick<Asked['reader'], 't'>,
  words = 'shared.column',
): string => t('shared.invalid.columnsMissing', { list: missing.map((name) => t(`${words}.${name}`)).join(', ') });

/** Where a sheet is put into a modal. */
export const sheetForm = (name: string): Form => ({
  name,
  fields: [{ name: 'sheet', kind: 'files', isRequired: true, max: 1, fileTypes: ['xlsx', 'csv', 'xls'] }],
});

/** A sheet as it was read, and what is wrong with its rows. */
interface BadRows {
  readonly sheet: readonly (readonly string[])[];
  readonly head: readonly string[];
  readonly bad: readonly RowProblem[];
}

async function badRowsSent({ desk, person, reader }: Asked, subject: string, name: string, { bad, head, sheet }: BadRows): Promise<void> {
  const { t } = reader;
  const numbers = [...new Set(bad.map(({ row }) => row))];
  const rows = numbers.map((row) => [
    ...head.map((_, n) => sheet[row - 1]?.[n]),
    row,
    bad
      .filter((one) => one.row === row)
      .map(({ code, params }) => t(`${subject}.invalid.${code}`, params))
      .join(' '),
  ]);
  const bytes = await writeWorkbook([
    { name: t('shared.sheet.badRows'), head: [...head, t('shared.sheet.row'), t('shared.sheet.wrong')], rows },
  ]);
  await sendFile(desk, person.id, { bytes, name, comment: t('shared.sheet.badRowsSent', { n: rows.length }) });
}

/** Sends the rows that cannot be taken as a sheet that can be mended and taken again; nobody waits for it. */
export function sendBadRows(asked: Asked, subject: string, name: string, rows: BadRows): void {
  void badRowsSent(asked, subject, name, rows).catch((error: unknown) =>
    asked.desk.log.warn({ err: error }, 'the rows that cannot be taken were not sent'),
  );
}

/** Which limit a sheet met, and what to do. */
const limitInWords = ({ limit }: SheetTooLargeError, { t }: Asked['reader']): string =>
  `${t(`shared.sheet.limit.${limit}`, {
    mb: LIMITS.mostBytes / 1024 / 1024,
    rows: LIMITS.mostRows,
    columns: LIMITS.mostColumns,
    cells: LIMITS.mostCells,
    characters: LIMITS.mostText,
  })} ${t(limit === 'busy' ? 'shared.sheet.later' : 'shared.sheet.smaller')}`;

/** The rows of the sheet that a modal was given, or the sentence why it cannot be read. */
export async function rowsOf({ desk, reader }: Asked, file: string | undefined): Promise<string[][] | string> {
  try {
    return await readRows(await fetchFile(desk.client, file ?? '', LARGEST_SHEET));
  } catch (error) {
    if (error instanceof FileTrouble && error.code === 'tooLarge')
      return reader.t('shared.sheet.not.large', { mb: LARGEST_SHEET / 1024 / 1024 });
    if (error instanceof FileTrouble) return reader.t(`trouble.file_${error.code}`);
    if (error instanceof SheetTooLargeError) return limitInWords(error, reader);
    if (error instanceof NotASheetError) return reader.t(`shared.sheet.not.${error.kind}`);
    throw error;
  }
}
