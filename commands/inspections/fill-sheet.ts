import { type FormValues, filesIn } from '../../src/cases/form.js';
import { unlessInGroup } from '../../src/cases/group.js';
import { askedIn, type Inspection, leftIn, VERDICTS } from '../../src/cases/inspection/inspection.js';
import { ownFirst } from '../../src/cases/inspection/shares.js';
import { FILL_COLUMNS, inSheet, readFilledIn } from '../../src/cases/inspection/sheet.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { limitsInWords } from '../../src/cases/limits.js';
import { nameKey } from '../../src/cases/names.js';
import { rowsByColumn } from '../../src/cases/sheet-rows.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import { refusalInWords, wordsFor } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { notThere } from '../shared/not-there.js';
import type { RegisterForm } from '../shared/registers.js';
import { problemsInWords } from '../shared/row-problems.js';
import { headingsFor, missingInWords, rowsOf, sendBadRows, sheetForm } from '../shared/sheets.js';

const HEADINGS = headingsFor(FILL_COLUMNS);
const SAID = wordsFor('inspection.answerWord', VERDICTS);
const WORDS = Object.fromEntries(Object.entries(SAID).map(([word, verdict]) => [nameKey(word), verdict]));

/** The words of results in the reader's language, the first of each. */
const shownWords = ({ t }: Asked['reader']): string => VERDICTS.map((one) => t(`inspection.answerWord.${one}`).split(',')[0]).join(' / ');

/** An open inspection that the person may fill in, or the sentence why not. */
export async function fillable({ desk, person, reader }: Asked, typed: string): Promise<Inspection | string> {
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'inspection') return notThere({ desk, reader }, no ?? typed, 'inspection.refusal.noSuchCase');
  const inspection = record as object as Inspection;
  const refusal = unlessInGroup({ no: record.no, group: inspection.data.group }, person, await policyNow(desk));
  return refusal ? refusalInWords(refusal, reader.now, reader.locale) : inspection;
}

/** Sends what is left of an inspection as a sheet to fill in: the person's own share first. */
export async function sendFillSheet(asked: Asked, typed: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const inspection = await fillable(asked, typed);
  if (typeof inspection === 'string') return answer(inspection);
  const { no, data } = inspection;
  const left = ownFirst(leftIn(data).filter(inSheet), data.shares, person.id);
  if (left.length === 0) return answer(t('inspection.nothingForSheet', { no }));
  const rows = left.map(({ subject, item }) => [
    subject.no,
    subject.name,
    item.question,
    [limitsInWords(item), item.expected].filter(Boolean).join(' · '),
    '',
    '',
  ]);
  const bytes = await writeWorkbook([{ name: no, head: FILL_COLUMNS.map((name) => t(`shared.column.${name}`)), rows }]);
  const comment = t('inspection.fillSheet', { no, n: rows.length, words: shownWords(reader) });
  await sendFile(desk, person.id, { bytes, name: `${no}.xlsx`, comment });
  return answer(t('shared.done.sent'));
}

/** Takes a filled in sheet: what nobody answered meanwhile is answered, each row that cannot be taken comes back with what is wrong. */
export const handInForm: RegisterForm = {
  form: async () => sheetForm('inspection.handIn'),
  above: async ({ reader }, no) => [reader.t('inspection.handInHow', { no })],
  async save(asked, target, values, viewId) {
    const { desk, person, reader } = asked;
    const { t } = reader;
    const inspection = await fillable(asked, target);
    if (typeof inspection === 'string') return { errors: { sheet: inspection } };
    const { no } = inspection;
    const sheet = await rowsOf(asked, filesIn(values, 'sheet')[0]?.id);
    if (typeof sheet === 'string') return { errors: { sheet } };
    const read = rowsByColumn(sheet, HEADINGS, ['no', 'question', 'found']);
    if ('missing' in read) return { errors: { sheet: missingInWords(read, reader) } };
    const fitting = read.rows.filter(({ unfit }) => unfit.length === 0);
    const filled = readFilledIn(inspection, fitting, WORDS, shownWords(reader));
    const { answers } = filled;
    const bad = [...read.rows.flatMap(({ unfit }) => unfit), ...filled.bad].toSorted((a, b) => a.row - b.row);
    let taken = 0;
    const entered = (fresh: Inspection): FormValues => {
      const open = askedIn(fresh.data).filter(({ key, result }) => !result && answers.has(key));
      taken = open.length;
      return Object.assign({}, ...open.map(({ key }) => answers.get(key)));
    };
    const done =
      answers.size > 0
        ? await act(desk, person, no, 'fill', (fresh) => ({ values: entered(fresh as object as Inspection) }), `view:${viewId}`)
        : undefined;
    if (done && !done.ok && done.code !== 'inspection.nothingAnswered')
      return { errors: { sheet: refusalInWords(done, reader.now, reader.locale) } };
    if (bad.length > 0) sendBadRows(asked, 'inspection', `${no}-errors.xlsx`, { sheet, head: read.head, bad });
    const now = done?.ok ? (done.case as object as Inspection) : inspection;
    const counts = { no, n: taken, same: answers.size - taken, bad: bad.length, left: leftIn(now.data).length };
    const coming = bad.length > 0 ? [t('shared.sheet.badRowsComing')] : [];
    return {
      show: tellingModal(
        t('shared.modal.done'),
        [t('inspection.handedIn', counts), ...problemsInWords('inspection', bad, reader), ...coming],
        t,
      ),
    };
  },
};
