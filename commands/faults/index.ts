import type { Ticket } from '../../src/cases/ticket/index.js';
import type { Visit } from '../../src/cases/visit/index.js';
import type { Subject } from '../subject.js';
import { FAULT_LISTS, FAULTS } from './fault.js';
import { lookedUp } from './looked-up.js';
import { FAULT_FOLLOWS, NAMED_FAULT } from './resolving.js';
import { faultLines, KNOWN_FAULTS, knownFaults } from './suggest.js';

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
    'visit.accept': (desk, record, reader) =>
      faultLines(desk, desk.cases.get((record as object as Visit).data.ticketNo) as Promise<Ticket | undefined>, reader),
    'ticket.resolve': (desk, record, reader) => faultLines(desk, Promise.resolve(record as object as Ticket), reader),
  },
};
