import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import type { Subject } from '../subject.js';
import { FAULT_LISTS, FAULTS } from './fault.js';
import { lookedUp } from './looked-up.js';
import { FAULT_FOLLOWS, NAMED_FAULT } from './resolving.js';
import { faultLines, inTime, KNOWN_FAULTS, knownFaults } from './suggest.js';

/** The fault table: what is known, shown where the same fault is met again. Rules B6, C3, J2. */
export const faults: Subject = {
  ...FAULTS,
  openForms: ['fault.add'],
  lists: FAULT_LISTS,
  views: { knownFaults: async (asked, { no }) => asked.answer(await knownFaults(asked, no)) },
  mentions: { faults: knownFaults },
  named: { fault: NAMED_FAULT },
  follows: FAULT_FOLLOWS,
  known: KNOWN_FAULTS,
  lookedUp,
  reviews: {
    async 'visit.accept'(desk, record, reader) {
      const ticket = await inTime(desk, desk.cases.get((record as object as Visit).data.ticketNo), undefined);
      return ticket ? { above: await faultLines(desk, ticket as object as Ticket, reader) } : {};
    },
    'ticket.resolve': async (desk, record, reader) => ({ above: await faultLines(desk, record as object as Ticket, reader) }),
  },
};
