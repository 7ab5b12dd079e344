import { dutyFigures } from '../../src/cases/duty/figures.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { isoDay } from '../../src/time/period.js';
import type { Subject } from '../subject.js';
import { DUTIES, listPlans } from './duty.js';
import { DUTY_LISTS, overdueTurns } from './duty-lists.js';
import { dutyBlocks } from './home.js';

/** How far back turns count as missed of late. */
const RECENT_DAYS = 30;

/** What comes round: standing duties and their turns. Rules H1–H13. */
export const duties: Subject = {
  ...DUTIES,
  entries: { prefix: 'SD', get: (desk, no) => desk.duties.get(no) },
  lists: DUTY_LISTS,
  ownLists: { list: listPlans },
  helpLists: {
    today: { page: 'operations', place: 20, list: 'duty today' },
    report: { page: 'report', place: 10, list: 'duty report' },
  },
  figures: {
    late: { place: 90, standing: 'late', list: 'duty late', count: async (asked) => (await overdueTurns(asked)).length },
  },
  deskLines: {
    place: 40,
    async lines({ desk, reader }) {
      const day = isoDay(reader.now);
      const [allOpen, allRecent] = await Promise.all([
        desk.duties.open(),
        desk.duties.between(isoDay(reader.now.minus({ days: RECENT_DAYS })), day),
      ]);
      const open = fitAlone(desk, allOpen, 'figures', (one) => dutyFigures([one], [], day));
      const recent = fitAlone(desk, allRecent, 'figures', (one) => dutyFigures([], [one], day));
      return open.length + recent.length > 0 ? [reader.t('duty.desk.duties', { ...dutyFigures(open, recent, day) })] : [];
    },
  },
  homeSections: [{ place: 40, blocks: dutyBlocks }],
};
