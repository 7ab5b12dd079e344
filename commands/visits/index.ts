import { SCHEDULE_FORM } from '../../src/cases/visit/form.js';
import { alone } from '../shared/list-words.js';
import type { Subject } from '../subject.js';
import { VISIT_OBJECTIONS } from './clashes.js';
import { engineers, VISIT_LINES } from './desk.js';
import { DIARIES, lateNow, myDay } from './diary.js';
import { VISIT_SECTIONS } from './home.js';
import { lookedUp } from './looked-up.js';
import { VISIT_FOLLOWS } from './moved.js';
import { VISIT_PAPERS } from './papers.js';
import { VISIT_CONFIRMS, VISIT_REVIEWS, VISIT_TOLD } from './reviews.js';
import { listenToSchedule, openSchedule } from './schedule.js';
import { sosFor } from './sos.js';
import { sendViolations, violations } from './violations.js';
import { answerVisit } from './visit.js';
import { showWords } from './wording.js';

/** Visits: from the order to the hand-in. Rules D1–D14. */
export const visits: Subject = {
  name: 'visit',
  command: '/visit',
  answer: answerVisit,
  openForms: [SCHEDULE_FORM.name],
  lists: DIARIES,
  views: {
    needVisit: (asked, { no, triggerId, key, isInModal }) => openSchedule(asked, no, triggerId, key, isInModal),
    myDay: async (asked) => asked.answer(await myDay(asked)),
    words: showWords,
  },
  objections: VISIT_OBJECTIONS,
  reviews: VISIT_REVIEWS,
  confirms: VISIT_CONFIRMS,
  told: VISIT_TOLD,
  follows: VISIT_FOLLOWS,
  lookedUp,
  papers: VISIT_PAPERS,
  directs: { sos: sosFor },
  figures: { late: { place: 40, standing: 'late', list: 'visit late', count: async (asked) => (await lateNow(asked)).length } },
  deskLines: VISIT_LINES,
  deskViews: { engineers: alone(engineers), violations },
  leadersViews: ['violations'],
  helpLists: {
    today: { page: 'engineer', place: 20, list: 'visit today' },
    engineers: { page: 'leader', place: 30, list: 'desk engineers' },
  },
  presses: { violations: sendViolations },
  homeSections: VISIT_SECTIONS,
  listen: listenToSchedule,
};
