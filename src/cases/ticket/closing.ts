import type { CaseNo } from '../case.js';
import { refuse } from '../case.js';
import { type FormValues, textIn } from '../form.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import type { Change, Circumstances, NoticeDraft } from '../workflow.js';
import { EVERYBODY, OPEN, resumed, type TicketAction } from './action.js';
import { resolveDueAt } from './deadlines.js';
import { TICKET_FORMS } from './form.js';
import { type PastPromise, TICKET_STATES, type Ticket, type TicketData, type TicketState } from './ticket.js';

/** The promise as it stands at its end. Rule A3: without consent it was broken at its due time. */
function endedPromise(ticket: Ticket, { now, policy }: Circumstances): PastPromise[] {
  const dueAt = resolveDueAt({ ...ticket, pauses: resumed(ticket, now.toJSDate()) }, policy);
  return dueAt ? [{ dueAt, endedAt: now.toJSDate(), wasKept: now.toJSDate() <= dueAt && !ticket.breachedAt }] : [];
}

/** The ticket is solved: steps, cause and category are recorded, its promise ends. Rules B6, C3. */
function solved(ticket: Ticket, input: FormValues, circumstances: Circumstances): Change<TicketData, TicketState> {
  const now = circumstances.now.toJSDate();
  const steps = textIn(input, 'steps');
  return {
    state: 'resolved',
    pauses: resumed(ticket, now),
    data: {
      steps,
      cause: textIn(input, 'cause'),
      part: textIn(input, 'part'),
      category: textIn(input, 'category') ?? ticket.data.category,
      resolvedAt: now,
      resolvedBy: textIn(input, 'by') ?? circumstances.actor.id,
      firstContactAt: ticket.data.firstContactAt ?? now,
      callbackAt: undefined,
      handedTo: undefined,
      pastPromises: [...ticket.data.pastPromises, ...endedPromise(ticket, circumstances)],
    },
    say: [inThread('resolved', { by: person(circumstances.actor.id), steps: steps ?? '' })],
  };
}

const openVisitsOf = ({ data }: Ticket): readonly CaseNo[] => data.openVisits ?? [];

/** A visit of this ticket is over: it may be closed as far as that one goes. Rule D13. */
const withoutVisit: TicketAction['apply'] = (ticket, input) => ({
  data: { openVisits: openVisitsOf(ticket).filter((no) => no !== input.visit) },
});

/** How a ticket ends and comes back, and what its visits do to it. Rules A3, B6, D13. */
export const closing: Record<string, TicketAction> = {
  resolve: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.resolve,
    restsOn: ['owner'],
    style: 'primary',
    apply: solved,
  },
  close: {
    from: ['resolved'],
    by: EVERYBODY,
    style: 'primary',
    apply: (ticket) =>
      openVisitsOf(ticket).length > 0 ? refuse('ticket.visitsOpen', { list: openVisitsOf(ticket).join(', ') }) : { state: 'closed' },
  },
  reopen: {
    from: ['resolved', 'closed'],
    by: EVERYBODY,
    form: TICKET_FORMS.reopen,
    apply(ticket, input, { now, actor }) {
      const { expectedBy, clock } = ticket.data;
      return {
        state: 'accepted',
        breachedAt: undefined,
        pauses: [],
        data: {
          clock: { revision: clock.revision + 1, startedAt: now.toJSDate() },
          expectedBy: expectedBy && expectedBy > now.toJSDate() ? expectedBy : undefined,
          firstContactAt: undefined,
          resolvedAt: undefined,
          resolvedBy: undefined,
          escalationLevel: 0,
        },
        note: textIn(input, 'reason'),
        say: [
          inThread('reopened', { by: person(actor.id), reason: textIn(input, 'reason') ?? '' }),
          ...(ticket.owner === actor.id
            ? []
            : [toPerson(ticket.owner, 'reopened', { by: person(actor.id), reason: textIn(input, 'reason') ?? '' })]),
        ],
      };
    },
  },
  cancel: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.cancel,
    restsOn: ['owner'],
    style: 'danger',
    apply: (ticket, input, { now, actor }) => ({
      state: 'cancelled',
      pauses: resumed(ticket, now.toJSDate()),
      note: textIn(input, 'reason'),
      data: { callbackAt: undefined, handedTo: undefined },
      say: [
        inThread('cancelled', { by: person(actor.id), reason: textIn(input, 'reason') ?? '' }),
        ...openVisitsOf(ticket).map(
          (no): NoticeDraft => ({ to: { kind: 'case', no }, say: 'ticketCancelled', params: { reason: textIn(input, 'reason') ?? '' } }),
        ),
      ],
    }),
  },
  visitOrdered: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply(ticket, input) {
      const no = (textIn(input, 'visit') ?? '') as CaseNo;
      const { visits = [] } = ticket.data;
      return visits.includes(no)
        ? refuse('nothingChanged')
        : { data: { needsVisit: false, visits: [...visits, no], openVisits: [...openVisitsOf(ticket), no] } };
    },
  },
  visitSigned: {
    from: OPEN,
    by: 'linkedCase',
    apply(ticket, input, circumstances) {
      if (input.result !== 'fixed' && input.result !== 'advised')
        return { data: { needsVisit: true, firstContactAt: ticket.data.firstContactAt ?? circumstances.now.toJSDate() } };
      return solved(ticket, input, circumstances);
    },
  },
  visitArchived: { from: TICKET_STATES, by: 'linkedCase', apply: withoutVisit },
  visitCancelled: { from: TICKET_STATES, by: 'linkedCase', apply: withoutVisit },
};
