import type { CaseNo, Notice, Recipient } from '../case.js';
import { leads, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { type FormValues, textIn } from '../form.js';
import { breachedByOf } from '../owner.js';
import { leadersHear } from '../promise-told.js';
import type { Change } from '../rules.js';
import { CALLS_OTHERS, noticesOf, sounded } from '../sounding.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { othersWhoLead } from '../who-leads.js';
import { mayDo } from '../workflow.js';
import { EVERYBODY, OPEN, resumed, type TicketAction, WORKERS } from './action.js';
import { firstResponseDueAt, resolveDueAt, ticketDeadlines } from './deadlines.js';
import { duplicates, toInspections, toOriginal } from './duplicates.js';
import { TICKET_FORMS } from './form.js';
import { leaving } from './from-visits.js';
import { isWished, promisedBy } from './terms.js';
import { type PastPromise, TICKET_STATES, type Ticket, type TicketData, type TicketState } from './ticket.js';

/** The promise as it stands at its end. Rule A3: without consent it was broken at its due time. */
function endedPromise(ticket: Ticket, { now, policy }: Circumstances): PastPromise[] {
  const dueAt = resolveDueAt({ ...ticket, pauses: resumed(ticket, now.toJSDate()) }, policy);
  const wasKept = dueAt !== undefined && now.toJSDate() <= dueAt && !ticket.breachedAt;
  const by = wasKept ? {} : { by: breachedByOf(ticket, ticket.breachedAt ?? dueAt) };
  return dueAt ? [{ dueAt, endedAt: now.toJSDate(), wasKept, priority: promisedBy(ticket), ...by }] : [];
}

/** A solution that did not hold for so long has not kept its promise; what was cancelled can be taken up again for so long. */
const HOLDS_MS = 7 * 24 * 3_600_000;

/** Whom a ticket goes back to: whoever had accepted it, else it waits to be accepted. */
const reopenedState = ({ owner, data: { acceptedBy } }: Ticket): TicketState => (acceptedBy === owner ? 'accepted' : 'open');

/** What becomes of the promise of a ticket that is reopened. */
interface Reopened {
  /** The one that was given goes on; else it is over, and another begins. */
  readonly goesOn: boolean;
  readonly data: Pick<TicketData, 'clock' | 'pastPromises' | 'expectedBy'>;
}

/**
 * The promise when a ticket goes on. The one that was given stands while it can be kept; it stands too, late as it is, where the ticket
 * was cancelled or solved too late: no ending buys time. What was solved in time and does not hold was broken, and another begins.
 */
function reopenedPromise(ticket: Ticket, { now, policy }: Circumstances): Reopened {
  const { clock, expectedBy, pastPromises } = ticket.data;
  const at = now.toJSDate();
  const endedAt = ticket.closedAt ?? at;
  const dueAt = resolveDueAt(ticket, policy);
  const openedAt = reopenedState(ticket) === 'open' ? { openedAt: at } : {};
  const own = pastPromises.findLast((one) => one.endedAt.getTime() === endedAt.getTime());
  const others = pastPromises.filter((one) => one !== own);
  const isRecent = now.toMillis() - endedAt.getTime() <= HOLDS_MS;
  const isOwed = isRecent && (ticket.state === 'cancelled' || ticket.breachedAt !== undefined || (dueAt ?? endedAt) < endedAt);
  if (dueAt && (dueAt > at || isOwed))
    return { goesOn: true, data: { clock: { ...clock, ...openedAt }, expectedBy, pastPromises: own?.wasKept ? others : pastPromises } };
  // What did not hold is whose the solution was.
  const broken =
    dueAt && isRecent ? [{ endedAt, dueAt, wasKept: false, priority: promisedBy(ticket), by: ticket.owner }] : own ? [own] : [];
  return {
    goesOn: false,
    data: {
      clock: { revision: clock.revision + 1, startedAt: at, ...openedAt },
      expectedBy: expectedBy && expectedBy > at ? expectedBy : undefined,
      pastPromises: [...others, ...broken],
    },
  };
}

/** A breach that was told before its ticket ended is not told as a new one; from the reopening on it sounds again as it did. */
function soundsOn(ticket: Ticket, { now, policy }: Circumstances): Pick<Change<TicketData, TicketState>, 'said' | 'alarms'> {
  if (!ticket.breachedAt) return {};
  const endedAt = ticket.closedAt ?? ticket.changedAt;
  const told = ticketDeadlines(ticket, policy).filter(({ track, dueAt }) => /^(resolve|firstResponse)#/.test(track) && dueAt <= endedAt);
  return {
    said: [...ticket.said, ...told.map(({ id }) => id)],
    alarms: told.reduce((alarms, deadline) => sounded(alarms, deadline, now.toJSDate(), policy), [...ticket.alarms]),
  };
}

/** Who hears that a ticket is open again: its thread, its owner, and everybody who was told that it was over. */
function reopeningHeard(ticket: Ticket, { actor, policy }: Circumstances): Recipient[] {
  const endedAt = ticket.closedAt ?? ticket.changedAt;
  const alarmed = ticketDeadlines(ticket, policy)
    .filter(({ track, step, dueAt }) => track.startsWith('resolve#') && CALLS_OTHERS.includes(step) && dueAt <= endedAt)
    .flatMap((deadline) => noticesOf(ticket, deadline, policy));
  const { supervisors, heads } = policy.people;
  const leaders = ticket.state === 'cancelled' ? (supervisors.length > 0 ? supervisors : heads) : [];
  const all: Recipient[] = [
    { kind: 'thread' },
    ...[ticket.owner, ...leaders].map((user): Recipient => ({ kind: 'person', user })),
    ...alarmed.map(({ to }) => to),
  ];
  const unique = [...new Map(all.map((to) => [JSON.stringify(to), to])).values()];
  return unique.filter((to) => to.kind !== 'person' || to.user !== actor.id);
}

/** The ticket is solved: steps, cause and category are recorded, its promise ends. Rules B6, C3. */
function solved(ticket: Ticket, input: FormValues, circumstances: Circumstances): Change<TicketData, TicketState> {
  const now = circumstances.now.toJSDate();
  const steps = textIn(input, 'steps');
  const told = textIn(input, 'text');
  const isTold = told !== undefined || input.visit !== undefined;
  const firstContactAt = ticket.data.firstContactAt ?? (isTold ? now : undefined);
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
      // Only who was told, or was visited, was contacted: pressing "Resolve" calls nobody.
      firstContactAt,
      isUncontacted: firstContactAt || ticket.data.source ? undefined : true,
      // Who was promised a call is called, unless he was told how it ended.
      callbackAt: isTold ? undefined : ticket.data.callbackAt,
      handedTo: undefined,
      pastPromises: [...ticket.data.pastPromises, ...endedPromise(ticket, circumstances)],
    },
    note: told,
    endParams: { by: person(solver) },
    say: [
      inThread('resolved', { by: person(solver), steps: steps ?? '' }),
      ...openVisitsOf(ticket).map((no): NoticeDraft => ({ to: { kind: 'case', no }, say: 'ticketResolved' })),
    ],
  };
}

/** Its visits whose service order is not archived yet. */
export const openVisitsOf = ({ data }: Ticket): readonly CaseNo[] => data.openVisits ?? [];

/** A visit of this ticket is over: it may be closed as far as that one goes. Rule D13. */
const withoutVisit: TicketAction['apply'] = (ticket, input) => ({
  data: { openVisits: openVisitsOf(ticket).filter((no) => no !== input.visit) },
});

/** Was its customer promised something by now that nobody kept? Which promise, and since when. */
function missedIn(
  ticket: Ticket,
  { now, policy }: Circumstances,
): { readonly missed: 'firstResponse' | 'resolve'; readonly at: Date } | undefined {
  const resolve = resolveDueAt(ticket, policy);
  if (resolve && resolve <= now.toJSDate()) return { missed: 'resolve', at: resolve };
  const { firstContactAt, clock } = ticket.data;
  const first = firstContactAt || clock.agreedDueAt ? undefined : firstResponseDueAt(ticket, policy);
  return first && first <= now.toJSDate() ? { missed: 'firstResponse', at: first } : undefined;
}

/** What somebody covers up who cancels this, by the word it is told with: what was missed, or what was promised and not yet let go. */
function coveredUp(
  ticket: Ticket,
  { original = '' }: Notice['params'],
  circumstances: Circumstances,
): { readonly say: string; readonly params: Notice['params'] } | undefined {
  const missed = missedIn(ticket, circumstances);
  if (missed) return { say: missed.missed === 'resolve' ? 'cancelledLate' : 'cancelledUncalled', params: { missedAt: missed.at } };
  const promised = promisedBy(ticket);
  const dueAt = resolveDueAt(ticket, circumstances.policy);
  // What a P2 was promised goes on in the ticket that it is a duplicate of.
  const isGrave = promised === 'P1' || (promised === 'P2' && original === '');
  if (!dueAt || !(isGrave || isWished(ticket))) return undefined;
  return { say: isWished(ticket) ? 'cancelledWished' : 'cancelledPromised', params: { promised, dueAt } };
}

/** Who leads hears at once of what somebody cancels that was missed, urgent or asked about: nobody covers up what he did not do. */
function cancelHeard(ticket: Ticket, params: Notice['params'], circumstances: Circumstances): NoticeDraft[] {
  const covered = coveredUp(ticket, params, circumstances);
  if (!covered) return leadersHear(ticket, 'cancelledTold', params, circumstances);
  const { actor, policy } = circumstances;
  return [...new Set([ticket.owner, ...othersWhoLead(policy, actor.id)])]
    .filter((user) => user !== actor.id)
    .map((user) => ({ ...toPerson(user, covered.say, { ...params, ...covered.params }), isUrgent: true }));
}

/** How a ticket ends and comes back, and what its visits do to it. Rules A3, B6, D13. */
export const closing: Record<string, TicketAction> = {
  ...duplicates,
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
    isOffered: (ticket) => !ticket.data.callbackAt && openVisitsOf(ticket).length === 0,
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
      const { goesOn, data } = reopenedPromise(ticket, circumstances);
      const breachedAt = goesOn ? ticket.breachedAt : undefined;
      const pauses = goesOn ? ticket.pauses : [];
      const from = resolveDueAt(ticket, circumstances.policy) ?? endedAt;
      const to = resolveDueAt({ ...ticket, breachedAt, pauses, data: { ...ticket.data, ...data } }, circumstances.policy) ?? from;
      const params = { by: person(actor.id), reason: textIn(input, 'reason') ?? '', from, to };
      const say = !goesOn ? 'reopened' : to <= now.toJSDate() ? 'reopenedLate' : 'reopenedStands';
      // What goes on began with that contact; what begins anew asks for another.
      const firstContactAt = goesOn || ticket.state === 'cancelled' ? ticket.data.firstContactAt : undefined;
      const state = reopenedState(ticket);
      return {
        state: ticket.state === 'cancelled' && state === 'accepted' && firstContactAt ? 'in_progress' : state,
        breachedAt,
        pauses,
        ...(goesOn ? soundsOn(ticket, circumstances) : {}),
        data: {
          ...data,
          firstContactAt,
          resolvedAt: undefined,
          resolvedBy: undefined,
          isUncontacted: undefined,
          cancelReason: undefined,
          duplicateOf: undefined,
          escalationLevel: 0,
        },
        note: textIn(input, 'reason'),
        say: [
          ...reopeningHeard(ticket, circumstances).map((one): NoticeDraft => ({ to: one, say, params, mayWait: true })),
          ...(ticket.state === 'cancelled' ? toInspections(ticket, 'ticketReopened') : []),
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
    apply(ticket, input, circumstances) {
      const { now, actor } = circumstances;
      const cancelReason = textIn(input, 'cancelReason') ?? 'other';
      const reason = textIn(input, 'reason') ?? '';
      const told = textIn(input, 'text');
      if (ticket.data.callbackAt && !told) return refuse('ticket.callbackOwed', { at: ticket.data.callbackAt }, 'text');
      const original = textIn(input, 'duplicateOf') as CaseNo | undefined;
      if (original === ticket.no) return refuse('ticket.duplicateOfItself', { no: ticket.no }, 'duplicateOf');
      // No promise ends because of a ticket that does not go on, or goes on for somebody else.
      if (original && textIn(input, 'originalOver')) return refuse('ticket.originalOver', { no: original }, 'duplicateOf');
      const whose = textIn(input, 'originalOf');
      if (original && whose && !leads(actor)) return refuse('ticket.originalOfOther', { no: original, customer: whose }, 'duplicateOf');
      const params = { by: person(actor.id), why: cancelReason, reason, ...(original ? { original } : {}) };
      return {
        state: 'cancelled',
        pauses: resumed(ticket, now.toJSDate()),
        note: [reason, told].filter(Boolean).join('\n'),
        data: {
          callbackAt: undefined,
          handedTo: undefined,
          cancelReason,
          duplicateOf: original,
          ...(original ? { openVisits: [] } : {}),
          // What was broken stays counted; what could still have been kept was withdrawn.
          pastPromises: [...ticket.data.pastPromises, ...endedPromise(ticket, circumstances).filter(({ wasKept }) => !wasKept)],
        },
        endSay: 'cancelledTold',
        say: [
          inThread('cancelled', params),
          ...cancelHeard(ticket, params, circumstances),
          // Its visits go on for the ticket that goes on.
          ...openVisitsOf(ticket).map(
            (no): NoticeDraft => ({
              to: { kind: 'case', no },
              ...(original ? { say: 'ticketReplaced', params: { original } } : { say: 'ticketCancelled', params: { reason } }),
            }),
          ),
          ...(original
            ? [toOriginal(ticket, original, circumstances)]
            : toInspections(ticket, 'ticketCancelled', { why: cancelReason, reason })),
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
  visitSigned: leaving({
    from: OPEN,
    by: 'linkedCase',
    apply(ticket, input, circumstances) {
      if (input.result !== 'fixed' && input.result !== 'advised')
        return { data: { needsVisit: true, firstContactAt: ticket.data.firstContactAt ?? circumstances.now.toJSDate() } };
      return solved(ticket, input, circumstances);
    },
  }),
  visitArchived: { from: TICKET_STATES, by: 'linkedCase', apply: withoutVisit },
  visitCancelled: leaving({ from: TICKET_STATES, by: 'linkedCase', apply: withoutVisit }),
};
