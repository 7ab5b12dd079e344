import type { CaseNo } from '../case.js';
import { refuse } from '../case.js';
import { type FormValues, textIn } from '../form.js';
import { leadersHear } from '../promise-told.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { type Change, type Circumstances, mayDo, type NoticeDraft } from '../workflow.js';
import { EVERYBODY, OPEN, resumed, type TicketAction, WORKERS } from './action.js';
import { resolveDueAt } from './deadlines.js';
import { TICKET_FORMS } from './form.js';
import { type PastPromise, TICKET_STATES, type Ticket, type TicketData, type TicketState } from './ticket.js';

/** The promise as it stands at its end. Rule A3: without consent it was broken at its due time. */
function endedPromise(ticket: Ticket, { now, policy }: Circumstances): PastPromise[] {
  const dueAt = resolveDueAt({ ...ticket, pauses: resumed(ticket, now.toJSDate()) }, policy);
  return dueAt ? [{ dueAt, endedAt: now.toJSDate(), wasKept: now.toJSDate() <= dueAt && !ticket.breachedAt }] : [];
}

/** A solution that did not hold for so long has not kept its promise; what was cancelled can be taken up again for so long. */
const HOLDS_MS = 7 * 24 * 3_600_000;

/** Whom a ticket goes back to: whoever had accepted it, else it waits to be accepted. */
const reopenedState = ({ owner, data: { acceptedBy } }: Ticket): TicketState => (acceptedBy === owner ? 'accepted' : 'open');

/**
 * The promise when a ticket goes on: the one that was given stands as long as it can be kept. Once it is over it was broken, however
 * the ticket had ended, and another begins.
 */
function reopenedPromise(ticket: Ticket, { now, policy }: Circumstances): Pick<TicketData, 'clock' | 'pastPromises' | 'expectedBy'> {
  const { clock, expectedBy, pastPromises } = ticket.data;
  const at = now.toJSDate();
  const endedAt = ticket.closedAt ?? at;
  const dueAt = resolveDueAt(ticket, policy);
  const openedAt = reopenedState(ticket) === 'open' ? { openedAt: at } : {};
  const own = pastPromises.findLast((one) => one.endedAt.getTime() === endedAt.getTime());
  const others = pastPromises.filter((one) => one !== own);
  if (dueAt && dueAt > at) return { clock: { ...clock, ...openedAt }, expectedBy, pastPromises: others };
  const isRecent = now.toMillis() - endedAt.getTime() <= HOLDS_MS;
  const broken = dueAt && isRecent ? [{ endedAt, dueAt, wasKept: false }] : own ? [own] : [];
  return {
    clock: { revision: clock.revision + 1, startedAt: at, ...openedAt },
    expectedBy: expectedBy && expectedBy > at ? expectedBy : undefined,
    pastPromises: [...others, ...broken],
  };
}

/** The ticket is solved: steps, cause and category are recorded, its promise ends. Rules B6, C3. */
function solved(ticket: Ticket, input: FormValues, circumstances: Circumstances): Change<TicketData, TicketState> {
  const now = circumstances.now.toJSDate();
  const steps = textIn(input, 'steps');
  const told = textIn(input, 'text');
  const isTold = told !== undefined || input.visit !== undefined;
  const solver = textIn(input, 'by') ?? circumstances.actor.id;
  const isWorker = input.by !== undefined || mayDo(circumstances.actor.roles, { by: WORKERS });
  return {
    state: 'resolved',
    pauses: resumed(ticket, now),
    ...(isWorker ? { owner: solver } : {}),
    data: {
      ...(isWorker ? { acceptedBy: solver } : {}),
      steps,
      cause: textIn(input, 'cause'),
      part: textIn(input, 'part'),
      category: textIn(input, 'category') ?? ticket.data.category,
      resolvedAt: now,
      resolvedBy: solver,
      firstContactAt: ticket.data.firstContactAt ?? now,
      // Who was promised a call is called, unless he was told how it ended.
      callbackAt: isTold ? undefined : ticket.data.callbackAt,
      handedTo: undefined,
      pastPromises: [...ticket.data.pastPromises, ...endedPromise(ticket, circumstances)],
    },
    note: told,
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
      ticket.data.callbackAt
        ? refuse('ticket.callbackOwed', { at: ticket.data.callbackAt })
        : openVisitsOf(ticket).length > 0
          ? refuse('ticket.visitsOpen', { list: openVisitsOf(ticket).join(', ') })
          : { state: 'closed' },
  },
  reopen: {
    from: ['resolved', 'closed', 'cancelled'],
    by: EVERYBODY,
    form: TICKET_FORMS.reopen,
    apply(ticket, input, circumstances) {
      const { now, actor } = circumstances;
      const endedAt = ticket.closedAt ?? now.toJSDate();
      if (ticket.state === 'cancelled' && now.toMillis() - endedAt.getTime() > HOLDS_MS)
        return refuse('ticket.cancelledLongAgo', { at: endedAt });
      const params = { by: person(actor.id), reason: textIn(input, 'reason') ?? '' };
      return {
        state: reopenedState(ticket),
        breachedAt: undefined,
        pauses: [],
        data: {
          ...reopenedPromise(ticket, circumstances),
          firstContactAt: ticket.state === 'cancelled' ? ticket.data.firstContactAt : undefined,
          resolvedAt: undefined,
          resolvedBy: undefined,
          cancelReason: undefined,
          escalationLevel: 0,
        },
        note: textIn(input, 'reason'),
        say: [inThread('reopened', params), ...(ticket.owner === actor.id ? [] : [toPerson(ticket.owner, 'reopened', params)])],
      };
    },
  },
  cancel: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.cancel,
    restsOn: ['owner'],
    style: 'danger',
    apply(ticket, input, circumstances) {
      const { now, actor } = circumstances;
      const cancelReason = textIn(input, 'cancelReason') ?? 'other';
      const reason = textIn(input, 'reason') ?? '';
      const told = textIn(input, 'text');
      if (ticket.data.callbackAt && !told) return refuse('ticket.callbackOwed', { at: ticket.data.callbackAt }, 'text');
      const params = { by: person(actor.id), cancelReason, reason };
      return {
        state: 'cancelled',
        pauses: resumed(ticket, now.toJSDate()),
        note: [reason, told].filter(Boolean).join('\n'),
        data: {
          callbackAt: undefined,
          handedTo: undefined,
          cancelReason,
          // What was broken stays counted; what could still have been kept was withdrawn.
          pastPromises: [...ticket.data.pastPromises, ...endedPromise(ticket, circumstances).filter(({ wasKept }) => !wasKept)],
        },
        endSay: 'cancelledTold',
        say: [
          inThread('cancelled', params),
          ...leadersHear(ticket, 'cancelledTold', params, circumstances),
          ...openVisitsOf(ticket).map((no): NoticeDraft => ({ to: { kind: 'case', no }, say: 'ticketCancelled', params: { reason } })),
        ],
      };
    },
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
