import type { Subject } from '../subject.js';
import { PROBLEM_LISTS, PROBLEMS } from './problem.js';

/** The problem register: found, analysed, fixed, verified. Rule G9. */
export const problems: Subject = {
  ...PROBLEMS,
  openForms: ['problem.report'],
  lists: PROBLEM_LISTS,
  helpLists: { open: { page: 'operations', place: 30, list: 'problem open' } },
  figures: {
    open: { place: 100, list: 'problem open', count: async ({ desk }) => (await desk.problems.open()).length },
  },
  deskLines: {
    place: 50,
    async lines({ desk, reader }) {
      const open = await desk.problems.open();
      return open.length > 0 ? [reader.t('problem.desk.problems', { n: open.length })] : [];
    },
  },
};
