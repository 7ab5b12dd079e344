import type { KindRow } from '../kind.js';
import { shorten } from '../text.js';
import { problemCard } from './card.js';
import { problemPrefill } from './form.js';
import { PROBLEM_INDEXES } from './indexes.js';
import type { ProblemData, ProblemState } from './problem.js';
import { PROBLEM_SETTINGS, problemPolicy } from './settings.js';
import { problemKind } from './workflow.js';

export type { Problem } from './problem.js';
export { reportProblem } from './workflow.js';

/** Something that is wrong with a project, until it is verified to be mended. */
export const problem: KindRow<ProblemData, ProblemState> = {
  rules: problemKind,
  card: problemCard,
  prefill: (c, { action }) => problemPrefill(c, action),
  operations: PROBLEM_SETTINGS,
  policy: problemPolicy,
  noticeParams: ({ data: { title, projectName } }, { t }) => ({
    what: t('problem.what', { title: shorten(title, 80), project: projectName }),
  }),
  texts: { told: ['fix', 'verification'] },
  indexes: PROBLEM_INDEXES,
};
