import { figuresAtHome } from '../shared/figures.js';
import { alone } from '../shared/list-words.js';
import type { Subject } from '../subject.js';
import { casesView } from './cases.js';
import { awayView, handOverView, OVERVIEW_FORMS, OVERVIEW_PRESSES } from './handover.js';
import { helpView, reportsView } from './help.js';
import { settings } from './settings.js';
import { waitingBlocks } from './waiting.js';

/** What concerns the desk as a whole and no subject. */
export const overview: Subject = {
  name: 'overview',
  deskViews: {
    settings: alone(settings),
    handOver: handOverView,
    away: awayView,
    help: helpView,
    report: alone(reportsView),
    cases: casesView,
  },
  directs: { away: async (asked) => asked.answer(await awayView(asked)) },
  presses: OVERVIEW_PRESSES,
  forms: OVERVIEW_FORMS,
  helpLists: { summary: { page: 'leader', place: 10, list: 'desk summary' } },
  homeSections: [
    { place: 1, blocks: waitingBlocks },
    { place: 5, roles: ['supervisor', 'head'], blocks: figuresAtHome },
  ],
};
