import type { Reader } from '../../src/cases/card.js';
import type { RowProblem } from '../../src/cases/sheet-rows.js';

const MOST_NAMED = 30;

/** Each row that cannot be taken, with what is wrong with it. */
export function problemsInWords(problems: readonly RowProblem[], { t }: Pick<Reader, 't'>): string[] {
  const named = problems
    .slice(0, MOST_NAMED)
    .map(({ row, code, params }) => t('invalid.row', { row, problem: t(`invalid.${code}`, params) }));
  return [...named, ...(problems.length > MOST_NAMED ? [t('table.more', { n: problems.length - MOST_NAMED })] : [])];
}
