import type { Reader } from '../../src/cases/card.js';
import type { RowProblem } from '../../src/cases/sheet-rows.js';

const MOST_NAMED = 30;

/** Each row that cannot be taken, with what is wrong with it. */
export function problemsInWords(subject: string, problems: readonly RowProblem[], { t }: Pick<Reader, 't'>): string[] {
  const named = problems
    .slice(0, MOST_NAMED)
    .map(({ row, code, params }) => t('shared.invalid.row', { row, problem: t(`${subject}.invalid.${code}`, params) }));
  return [...named, ...(problems.length > MOST_NAMED ? [t('shared.table.more', { n: problems.length - MOST_NAMED })] : [])];
}
