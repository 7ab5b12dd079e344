import type { RowProblem } from '../../src/cases/sheet-rows.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { modalOf, tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { problemsInWords } from './row-problems.js';
import { sendBadRows, unknownInWords } from './sheets.js';

/** What a sheet would do to a register. */
interface Plan {
  readonly fresh: readonly unknown[];
  readonly changed: readonly unknown[];
  readonly same: number;
  readonly bad: readonly RowProblem[];
  readonly unknown: readonly string[];
  readonly head: readonly string[];
}

interface Previewed {
  /** Whose words and presses it has, the form that confirms it, and the name of the sheet of rows that cannot be taken. */
  readonly subject: string;
  readonly confirm: string;
  readonly errors: string;
  readonly file: string;
  readonly sheet: readonly (readonly string[])[];
  readonly plan: Plan;
  /** What would be added and changed, in words. */
  readonly ahead: readonly string[];
}

/** How many rows are wrong; several things may be wrong in one. */
export const badRows = (bad: readonly RowProblem[]): number => new Set(bad.map(({ row }) => row)).size;

/** What a sheet would do, with the press that does it where there is anything; nothing is written yet. Rows that cannot be taken come back as a sheet. */
export function previewOf(asked: Asked, { subject, confirm, errors, file, sheet, plan, ahead }: Previewed): SubmissionResult {
  const { reader } = asked;
  const { t, locale, now } = reader;
  const { fresh, changed, same, bad, unknown, head } = plan;
  if (bad.length > 0) sendBadRows(asked, subject, errors, { sheet, head, bad });
  const above = [
    t('shared.sheet.dryRun', { fresh: fresh.length, known: changed.length, same, bad: badRows(bad) }),
    ...ahead,
    ...unknownInWords(unknown, reader),
    ...problemsInWords(subject, bad, reader),
    ...(bad.length > 0 ? [t('shared.sheet.badRowsComing')] : []),
  ];
  const n = fresh.length + changed.length;
  const title = t(`${subject}.press.import`);
  if (n === 0) return { show: tellingModal(title, above, t) };
  return {
    show: modalOf({ name: confirm, fields: [] }, { locale, now, t, title, submit: t('shared.sheet.take', { n }), metadata: file, above }),
  };
}
