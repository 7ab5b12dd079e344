import { answeredFor, unanswered, withoutSeen } from '../alarms.js';
import { type Alarm, type CaseNo, refuse } from '../case.js';
import { dateIn, type FormValues, textIn } from '../form.js';
import type { Change } from '../rules.js';
import { OPEN, type TicketAction } from './action.js';
import { TICKET_STATES, type Ticket, type TicketData, type TicketState } from './ticket.js';

const isOfSolution = ({ track }: Pick<Alarm, 'track'>): boolean => track.startsWith('resolve#');

/** Who is at the customer's for it, and so is on what was promised of its solution. */
export const seenAt = ({ data: { there = [] } }: Ticket, alarm: Pick<Alarm, 'track'>): string | undefined =>
  isOfSolution(alarm) ? there.at(-1)?.by : undefined;

/** Nobody is there for this visit any more: what he was seen to be on nobody is on. */
function left({ alarms, data: { there = [] } }: Ticket, input: FormValues): Change<TicketData, TicketState> & { ok?: true } {
  const others = there.filter(({ visit }) => visit !== input.visit);
  return others.length === there.length ? {} : { data: { there: others }, alarms: others.length > 0 ? alarms : withoutSeen(alarms) };
}

/** What a visit tells its ticket by which nobody is there for it any more, whatever else it says. */
export const leaving = (action: TicketAction): TicketAction => ({
  ...action,
  apply(ticket, input, circumstances) {
    const change = action.apply(ticket, input, circumstances);
    if (change.ok === false) return change;
    const gone = left(ticket, input);
    return { ...gone, ...change, data: { ...gone.data, ...change.data } };
  },
});

/** What its visits tell a ticket: whoever takes the visit takes the fault, and a customer who was spoken to was contacted. Rules A4, A6, D2. */
export const fromVisits: Record<string, TicketAction> = {
  /** Whoever takes the visit in another's place takes the fault from him, also one that is being worked on. */
  visitAccepted: {
    from: OPEN,
    by: 'linkedCase',
    apply(ticket, input, { actor }) {
      const owner = textIn(input, 'engineer') ?? actor.id;
      if (ticket.state === 'open') return { state: 'accepted', owner, data: { handedTo: undefined } };
      return ticket.owner === input.insteadOf && ticket.owner !== owner
        ? { owner, data: { handedTo: undefined } }
        : refuse('nothingChanged');
    },
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
  /** Somebody is at the customer's, or back there: until he leaves he is on it, as if he had said so, and no longer than that would hold. */
  visitArrived: {
    from: OPEN,
    by: 'linkedCase',
    apply(ticket, input, circumstances) {
      const { now, actor } = circumstances;
      const since = dateIn(input, 'at') ?? now.toJSDate();
      const by = textIn(input, 'engineer') ?? actor.id;
      const visit = (textIn(input, 'visit') ?? '') as CaseNo;
      const others = (ticket.data.there ?? []).filter((one) => one.visit !== visit);
      return {
        state: ticket.state === 'waiting_customer' ? ticket.state : 'in_progress',
        data: { firstContactAt: ticket.data.firstContactAt ?? since, there: [...others, { visit, by, since }] },
        alarms: answeredFor(ticket, unanswered(ticket, isOfSolution), by, circumstances, { isSeen: true }),
      };
    },
  },
  /** Signed, interrupted, called off or taken back: he is there no more. */
  visitLeft: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply(ticket, input) {
      const gone = left(ticket, input);
      return gone.data ? gone : refuse('nothingChanged');
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
