import { parseCaseNo } from '../../src/cases/kinds.js';
import { callBackPromised } from '../../src/cases/ticket/next-promise.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { openModal } from '../../src/slack/modals/views.js';
import { alone, lookingFor, numberOf } from '../shared/list-words.js';
import type { Named, Subject } from '../subject.js';
import { countsNow, FEW, nextDue, promisesOf, sla, TICKET_LINES, weeksChart } from './desk.js';
import { lateBlocks, ownBlocks, pressingBlocks } from './home.js';
import { TICKET_OBJECTIONS } from './objections.js';
import { TICKET_REVIEWS } from './reviews.js';
import { answerTicket, explain, TICKET_LISTS } from './ticket.js';
import { TICKET_PRESSES } from './twins.js';

export { figuresNow, percent } from './desk.js';
export { cameBefore, twinBlocks, twinsSoFar, twinsSoFarBlocks } from './twins.js';

/** A ticket by its number, with or without its letter. */
const NAMED_TICKET: Named = {
  async find(desk, typed) {
    const no = parseCaseNo(numberOf('T', typed));
    const record = no && (await desk.cases.get(no));
    return record?.kind === 'ticket' ? record.no : undefined;
  },
  missing: 'ticket.invalid.notATicket',
};

/** Tickets: the call that became work, until it is closed. Rules A1–A5, C1–C4. */
export const tickets: Subject = {
  name: 'ticket',
  command: '/ticket',
  answer: answerTicket,
  presses: TICKET_PRESSES,
  lists: TICKET_LISTS,
  offers: lookingFor('ticket', 'ticket find'),
  reviews: TICKET_REVIEWS,
  objections: TICKET_OBJECTIONS,
  views: {
    async why(asked, { no, triggerId }) {
      const { desk, reader } = asked;
      await openModal(desk, triggerId, reader.t, async () =>
        tellingModal(reader.t('ticket.action.why'), await explain(asked, no), reader.t),
      );
    },
  },
  named: {
    ticket: NAMED_TICKET,
    duplicateOf: NAMED_TICKET,
  },
  mentions: {
    accept: 'action',
    contact: 'action',
    resume: 'action',
    wait: 'action',
    resolve: 'action',
    close: 'action',
    reopen: 'action',
    escalate: 'action',
    handOver: 'action',
    priority: 'action',
    callBack: 'action',
    calledBack: 'action',
    newTime: 'action',
    why: 'action',
  },
  figures: {
    late: { place: 10, standing: 'late', list: 'ticket late', count: async (asked) => (await countsNow(asked)).late },
    risk: {
      place: 20,
      standing: 'risk',
      list: 'ticket risk',
      count: async (asked) => (await countsNow(asked)).atRisk,
    },
    unaccepted: { place: 30, standing: 'waiting', list: 'ticket unaccepted', count: async (asked) => (await countsNow(asked)).unaccepted },
    open: { place: 50, list: 'ticket open', count: async (asked) => (await countsNow(asked)).open },
    callbacks: {
      place: 60,
      standing: 'waiting',
      list: 'ticket callbacks',
      count: ({ desk }) => desk.tickets.countCallbacks(),
      few: async (asked) => promisesOf(asked, await asked.desk.tickets.callbacks(FEW), callBackPromised),
    },
    first: {
      place: 62,
      standing: 'late',
      list: 'ticket first',
      count: ({ desk }) => desk.tickets.countFirstMissed(),
      few: async (asked) => promisesOf(asked, await asked.desk.tickets.firstMissed(FEW)),
    },
  },
  deskLines: TICKET_LINES,
  deskChart: weeksChart,
  deskTable: nextDue,
  deskViews: { sla: alone(sla) },
  helpLists: {
    open: { page: 'agent', place: 10, list: 'ticket open' },
    callbacks: { page: 'agent', place: 20, list: 'ticket callbacks' },
    mine: { page: 'engineer', place: 10, list: 'ticket mine' },
    sla: { page: 'leader', place: 20, list: 'desk sla' },
  },
  homeSections: [
    { place: 2, blocks: pressingBlocks },
    { place: 6, roles: ['supervisor', 'head'], blocks: lateBlocks },
    { place: 50, blocks: ownBlocks },
  ],
};
