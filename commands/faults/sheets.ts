import { leads } from '../../src/cases/case.js';
import { FAULT_COLUMNS, type FaultImport, KNOWN, planFaults, rowOfFault } from '../../src/cases/fault/rows.js';
import { titleInBoth } from '../../src/cases/fault/words.js';
import { filesIn } from '../../src/cases/form.js';
import { nameKey } from '../../src/cases/names.js';
import type { LacksColumns } from '../../src/cases/sheet-rows.js';
import { CATEGORIES, PARTS } from '../../src/cases/ticket/index.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { wordsFor } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { inTurn } from '../shared/in-turn.js';
import type { RegisterForm } from '../shared/registers.js';
import { badRows, previewOf } from '../shared/sheet-preview.js';
import { changingInWords, missingInWords, rowsOf, sheetForm } from '../shared/sheets.js';
import { newFault } from './resolving.js';

const NAME = 'fault';
const CONFIRM = 'fault.confirm';
/** So many that were not taken are named. */
const MOST_LEFT = 30;

/** What may stand above the columns, in any language. */
const HEADINGS = { ...wordsFor('fault.columnAlso', FAULT_COLUMNS), ...wordsFor('fault.column', FAULT_COLUMNS) };
const asNames = (words: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(words).map(([word, name]) => [nameKey(word), name]));
const CATEGORY_WORDS = asNames({ ...wordsFor('fault.categoryAlso', CATEGORIES), ...wordsFor('fault.category', CATEGORIES) });
const PART_WORDS = asNames(wordsFor('fault.part', PARTS));

/** Sends the whole table in both languages as a sheet, archived entries too: it can be looked over elsewhere, and taken in again. */
export async function exportFaults({ desk, person, reader, answer }: Asked): Promise<void> {
  const { t, now } = reader;
  const faults = await desk.faults.everyone();
  const words = {
    category: (name: string) => t(`fault.category.${name}`),
    part: (name: string) => t(`fault.part.${name}`),
    state: (name: string) => t(`fault.state.${name}`),
  };
  const rows = faults.map((fault) => {
    const cells = rowOfFault(fault, words);
    return FAULT_COLUMNS.map((column) => cells[column]);
  });
  const head = FAULT_COLUMNS.map((column) => t(`fault.column.${column}`));
  const bytes = await writeWorkbook([{ name: t('fault.handbook.title'), head, rows }], now.zone);
  await sendFile(desk, person.id, { bytes, name: 'known-faults-all.xlsx', comment: t('fault.handbook.exported', { n: faults.length }) });
  return answer(t('shared.done.sent'));
}

type Planned = { readonly plan: FaultImport | LacksColumns; readonly sheet: string[][] } | string;

async function planOf(asked: Asked, file: string): Promise<Planned> {
  const sheet = await rowsOf(asked, file);
  if (typeof sheet === 'string') return sheet;
  const all = await asked.desk.faults.everyone();
  return { sheet, plan: planFaults(sheet, { columns: HEADINGS, categories: CATEGORY_WORDS, parts: PART_WORDS, all }) };
}

/** The columns that a sheet brings out and none takes in, as they stand in this one, with why. */
function untakenInWords({ known }: FaultImport, { t }: Asked['reader']): string[] {
  const untaken = KNOWN.filter((column) => known.includes(column)).map((column) => t(`fault.column.${column}`));
  return untaken.length > 0 ? [t('fault.sheetUntaken', { list: untaken.join(' · ') })] : [];
}

/** A sheet of known faults: first what it would do is shown, nothing is written before that is confirmed. */
export const importForm: RegisterForm = {
  submit: () => 'shared.button.preview',
  form: async () => sheetForm('fault.import'),
  above: async ({ reader: { t } }) => [
    t('fault.sheetHow', { columns: FAULT_COLUMNS.map((column) => t(`fault.column.${column}`)).join(' | ') }),
  ],
  async save(asked, _target, values): Promise<SubmissionResult> {
    const { reader, person } = asked;
    const { t } = reader;
    if (!leads(person)) return { errors: { sheet: t('shared.refusal.leadersOnly') } };
    const file = filesIn(values, 'sheet')[0]?.id ?? '';
    const planned = await planOf(asked, file);
    if (typeof planned === 'string') return { errors: { sheet: planned } };
    const { plan, sheet } = planned;
    if ('missing' in plan) return { errors: { sheet: missingInWords(plan, reader, 'fault.column') } };
    const changing = plan.changed.map(({ before, change }) => ({
      called: `${before.no} ${titleInBoth(before.data)}`,
      before: before.data,
      after: { ...before.data, ...change },
    }));
    return previewOf(asked, {
      subject: NAME,
      confirm: CONFIRM,
      errors: 'known-faults-errors.xlsx',
      file,
      sheet,
      plan,
      ahead: [...changingInWords(NAME, changing, {}, reader), ...untakenInWords(plan, reader)],
    });
  },
};

/** Reads the same sheet again and writes what it says by now; each entry for itself. */
export const confirmForm: RegisterForm = {
  form: async () => ({ name: CONFIRM, fields: [] }),
  save: (asked, file, _values, viewId) => inTurn(asked.desk, NAME, () => written(asked, file, viewId)),
};

async function written(asked: Asked, file: string, viewId: string): Promise<SubmissionResult> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const tell = (words: readonly string[]): SubmissionResult => ({ show: tellingModal(t('fault.press.import'), words, t) });
  if (!leads(person)) return tell([t('shared.refusal.leadersOnly')]);
  const planned = await planOf(asked, file);
  if (typeof planned === 'string') return tell([planned]);
  const { plan } = planned;
  if ('missing' in plan) return tell([missingInWords(plan, reader, 'fault.column')]);
  const left: string[] = [];
  const attempt = async (name: string, write: () => Promise<boolean>): Promise<void> => {
    try {
      if (!(await write())) left.push(name);
    } catch (error) {
      desk.log.error({ err: error, fault: name }, 'a known fault of a sheet was not written');
      left.push(name);
    }
  };
  for (const [n, values] of plan.fresh.entries())
    await attempt(titleInBoth(values), async () => Boolean(await newFault(asked, { ...values }, {}, `import:${viewId}:${n}`)));
  for (const { before, change } of plan.changed)
    await attempt(before.no, async () => (await act(desk, person, before.no, 'import', { ...change }, `import:${viewId}:${before.no}`)).ok);
  return tell([
    t('fault.imported', { n: plan.fresh.length + plan.changed.length - left.length, bad: badRows(plan.bad) }),
    ...(left.length > 0 ? [t('fault.importLeft', { list: left.slice(0, MOST_LEFT).join(' · ') })] : []),
  ]);
}
