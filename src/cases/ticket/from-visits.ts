import { refuse } from '../case.js';
import { dateIn, textIn } from '../form.js';
import { OPEN, type TicketAction } from './action.js';

/** What its visits tell a ticket: whoever takes the visit takes the fault, and a customer who was spoken to was contacted. Rules A4, A6, D2. */
export const fromVisits: Record<string, TicketAction> = {
  visitAccepted: {
    from: ['open'],
    by: 'linkedCase',
    apply: (_ticket, input, { actor }) => ({
      state: 'accepted',
      owner: textIn(input, 'engineer') ?? actor.id,
      data: { handedTo: undefined },
    }),
  },
  /** Given back by who took it: the fault is again whose it was before. */
  visitReturned: {
    from: ['accepted'],
    by: 'linkedCase',
    apply: (ticket, input) =>
      ticket.owner === input.engineer ? { state: 'open', owner: textIn(input, 'orderedBy') ?? ticket.owner } : refuse('nothingChanged'),
  },
  visitCalled: {
    from: OPEN,
    by: 'linkedCase',
    apply: (ticket, input, { now }) =>
      ticket.data.firstContactAt ? refuse('nothingChanged') : { data: { firstContactAt: dateIn(input, 'at') ?? now.toJSDate() } },
  },
  visitArrived: {
    from: ['open', 'accepted', 'in_progress'],
    by: 'linkedCase',
    apply(ticket, input, { now }) {
      if (ticket.state === 'in_progress' && ticket.data.firstContactAt) return refuse('nothingChanged');
      return { state: 'in_progress', data: { firstContactAt: ticket.data.firstContactAt ?? dateIn(input, 'at') ?? now.toJSDate() } };
    },
  },
  /** A press of the visit was taken back: a contact that rests on it alone never was. */
  visitUndone: {
    from: OPEN,
    by: 'linkedCase',
    apply: (ticket, input) =>
      ticket.data.firstContactAt && ticket.data.firstContactAt.getTime() === dateIn(input, 'at')?.getTime()
        ? { data: { firstContactAt: undefined } }
        : refuse('nothingChanged'),
  },
};
