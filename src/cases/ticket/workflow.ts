import type { DateTime } from 'luxon';
import type { Alarm, CaseNo, Role } from '../case.js';
import { refuse } from '../case.js';
import { dateIn, type FormValues, textIn } from '../form.js';
import { type Grade, PRIORITIES, type Priority } from '../policy.js';
import { person, phoneKey } from '../text.js';
import type { Action, CaseKind, Change, Circumstances, NoticeDraft } from '../workflow.js';
import { resolveDueAt, ticketDeadlines } from './deadlines.js';
import { TICKET_FORMS } from './form.js';
import { OPEN_TICKET_STATES, type PastPromise, TICKET_STATES, type Ticket, type TicketData, type TicketState } from './ticket.js';

type TicketAction = Action<TicketData, TicketState>;

const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];
const WORKERS: readonly Role[] = ['engineer', 'supervisor', 'head'];
const OPEN = OPEN_TICKET_STATES;

const inThread = (say: string, params: NoticeDraft['params'] = {}): NoticeDraft => ({ to: { kind: 'thread' }, say, params });
const toPerson = (user: string, say: string, params: NoticeDraft['params'] = {}): NoticeDraft => ({
  to: { kind: 'person', user },
  say,
  params,
});

/** Ends the pause that is running, if one is. */
const resumed = (ticket: Ticket, at: Date): Ticket['pauses'] => ticket.pauses.map((pause) => (pause.to ? pause : { ...pause, to: at }));

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

const said =
  (key: string) =>
  (_: Ticket, __: FormValues, { actor }: Circumstances): NoticeDraft =>
    inThread(key, { by: person(actor.id) });

const actions: Record<string, TicketAction> = {
  accept: {
    from: OPEN,
    by: WORKERS,
    style: 'primary',
    apply(ticket, input, circumstances) {
      const { actor } = circumstances;
      const isMine = ticket.data.handedTo === actor.id;
      if (ticket.state !== 'open' && !isMine) {
        return ticket.owner === actor.id
          ? refuse('alreadyYours', { no: ticket.no })
          : refuse('alreadyAccepted', { no: ticket.no, by: ticket.owner });
      }
      const state = ticket.state === 'open' ? 'accepted' : ticket.state;
      const tell = ticket.owner !== actor.id ? [toPerson(ticket.owner, 'takenOver', { by: person(actor.id) })] : [];
      return { state, owner: actor.id, data: { handedTo: undefined }, say: [said('accepted')(ticket, input, circumstances), ...tell] };
    },
  },
  contact: {
    from: ['open', 'accepted'],
    by: EVERYBODY,
    apply(ticket, _input, { now }) {
      if (ticket.data.firstContactAt && ticket.state === 'open') return refuse('contactedAlready', { at: ticket.data.firstContactAt });
      const state = ticket.state === 'accepted' ? 'in_progress' : ticket.state;
      return { state, data: { firstContactAt: ticket.data.firstContactAt ?? now.toJSDate() } };
    },
  },
  wait: {
    from: ['accepted', 'in_progress'],
    by: WORKERS,
    form: TICKET_FORMS.wait,
    apply: (ticket, input, { now, actor }) => ({
      state: 'waiting_customer',
      pauses: [...ticket.pauses, { from: now.toJSDate() }],
      note: textIn(input, 'reason'),
      say: [inThread('waiting', { by: person(actor.id), reason: textIn(input, 'reason') ?? '' })],
    }),
  },
  resume: {
    from: ['waiting_customer'],
    by: WORKERS,
    style: 'primary',
    apply: (ticket, _input, { now }) => ({ state: 'in_progress', pauses: resumed(ticket, now.toJSDate()) }),
  },
  note: {
    from: TICKET_STATES,
    by: EVERYBODY,
    form: TICKET_FORMS.note,
    apply: (_ticket, input, { actor }) => ({
      note: textIn(input, 'text'),
      say: input.isFromThread ? [] : [inThread('note', { by: person(actor.id), text: textIn(input, 'text') ?? '' })],
    }),
  },
  newTime: {
    from: OPEN,
    by: WORKERS,
    form: TICKET_FORMS.newTime,
    apply(ticket, input, { now, policy, actor }) {
      const from = resolveDueAt(ticket, policy);
      const to = dateIn(input, 'newDueAt');
      const solution = textIn(input, 'solution');
      const consentedBy = textIn(input, 'consentedBy');
      if (!to || !solution || !consentedBy) return refuse('incomplete');
      if (ticket.breachedAt || (from && from <= now.toJSDate()))
        return refuse('promiseBroken', { at: ticket.breachedAt ?? from ?? now.toJSDate() }, 'newDueAt');
      if (from && to <= from) return refuse('notLater', { at: from }, 'newDueAt');
      const consent = { at: now.toJSDate(), by: actor.id, solution, consentedBy, from: from ?? to, to };
      return {
        data: {
          consents: [...ticket.data.consents, consent],
          clock: { revision: ticket.data.clock.revision + 1, startedAt: now.toJSDate(), agreedDueAt: to },
        },
        note: solution,
        say: [inThread('newTime', { by: person(actor.id), at: to, consentedBy, solution })],
      };
    },
  },
  handOver: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.handOver,
    apply(ticket, input, { actor }) {
      const to = textIn(input, 'to') ?? '';
      if (to === ticket.owner) return refuse('alreadyOwner', { by: to }, 'to');
      const reason = textIn(input, 'reason') ?? '';
      return {
        data: { handedTo: to },
        note: reason,
        say: [
          toPerson(to, 'handedToYou', { by: person(actor.id), reason }),
          inThread('handedOver', { by: person(actor.id), to: person(to), owner: person(ticket.owner) }),
        ],
      };
    },
  },
  escalate: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.escalate,
    style: 'danger',
    apply(ticket, input, { actor, policy }) {
      const level = Math.min(ticket.data.escalationLevel + 1, 2);
      const people = level === 1 ? policy.people.supervisors : policy.people.heads;
      const params = { by: person(actor.id), reason: textIn(input, 'reason') ?? '' };
      const told = [...new Set(people)].map((user) => ({ ...toPerson(user, 'escalated', params), isUrgent: true }));
      return { data: { escalationLevel: level }, note: textIn(input, 'reason'), say: [...told, inThread('escalatedThread', params)] };
    },
  },
  resolve: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.resolve,
    style: 'primary',
    apply: solved,
  },
  close: {
    from: ['resolved'],
    by: EVERYBODY,
    style: 'primary',
    apply: (ticket) =>
      openVisitsOf(ticket).length > 0 ? refuse('visitsOpen', { list: openVisitsOf(ticket).join(', ') }) : { state: 'closed' },
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
  priority: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.priority,
    apply(ticket, input, { policy, now }) {
      const impact = (textIn(input, 'impact') ?? ticket.data.impact) as Grade;
      const urgency = (textIn(input, 'urgency') ?? ticket.data.urgency) as Grade;
      const override = PRIORITIES.find((priority) => priority === input.override);
      const priority: Priority = override ?? policy.priorities[impact][urgency];
      if (priority === ticket.data.priority && impact === ticket.data.impact && urgency === ticket.data.urgency)
        return refuse('nothingChanged', {}, 'impact');
      const { clock } = ticket.data;
      const raised = priority === 'P1' && ticket.data.priority !== 'P1';
      return {
        data: { impact, urgency, priority, priorityReason: textIn(input, 'reason'), clock: { ...clock, revision: clock.revision + 1 } },
        note: textIn(input, 'reason'),
        say: [
          inThread('priority', { from: ticket.data.priority, to: priority }),
          ...(raised ? urgentNotices(policy.people.supervisors, now) : []),
        ],
      };
    },
  },
  callBack: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.callBack,
    apply(ticket, input, { actor }) {
      const at = dateIn(input, 'callbackAt');
      if (!at) return refuse('incomplete', {}, 'callbackAt');
      return {
        data: { callbackAt: at, callbackRound: ticket.data.callbackRound + 1 },
        note: textIn(input, 'text'),
        say: [inThread('callBack', { by: person(actor.id), at })],
      };
    },
  },
  calledBack: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.calledBack,
    apply(ticket, input, { now, actor }) {
      if (!ticket.data.callbackAt) return refuse('noCallback', { no: ticket.no });
      return {
        data: { callbackAt: undefined, firstContactAt: ticket.data.firstContactAt ?? now.toJSDate() },
        note: textIn(input, 'text'),
        say: [inThread('calledBack', { by: person(actor.id), text: textIn(input, 'text') ?? '' })],
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
      if (input.result !== 'fixed')
        return { data: { needsVisit: true, firstContactAt: ticket.data.firstContactAt ?? circumstances.now.toJSDate() } };
      return solved(ticket, input, circumstances);
    },
  },
  visitArchived: { from: TICKET_STATES, by: 'linkedCase', apply: withoutVisit },
  visitCancelled: { from: TICKET_STATES, by: 'linkedCase', apply: withoutVisit },
  edit: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.edit,
    apply(ticket, input) {
      const expectedBy = dateIn(input, 'expectedBy');
      const phone = textIn(input, 'phone');
      const { clock } = ticket.data;
      const isMoved = expectedBy?.getTime() !== ticket.data.expectedBy?.getTime();
      return {
        data: {
          customer: textIn(input, 'customer') ?? ticket.data.customer,
          site: textIn(input, 'site'),
          callerName: textIn(input, 'callerName'),
          callerTitle: textIn(input, 'callerTitle'),
          phone,
          phoneKey: phone && phoneKey(phone),
          product: textIn(input, 'product'),
          description: textIn(input, 'description') ?? ticket.data.description,
          category: textIn(input, 'category') ?? ticket.data.category,
          expectedBy,
          clock: isMoved ? { ...clock, revision: clock.revision + 1 } : clock,
        },
      };
    },
  },
  onIt: {
    from: OPEN,
    by: EVERYBODY,
    style: 'primary',
    apply(ticket, _input, { now, actor }) {
      const unanswered = ticket.alarms.filter(({ acknowledgedAt }) => !acknowledgedAt);
      const last = ticket.alarms.at(-1);
      if (unanswered.length === 0)
        return last?.acknowledgedBy
          ? refuse('answeredAlready', { by: last.acknowledgedBy, at: last.acknowledgedAt ?? now.toJSDate() })
          : refuse('nothingSounds', { no: ticket.no });
      const answer = (alarm: Alarm): Alarm =>
        alarm.acknowledgedAt ? alarm : { ...alarm, acknowledgedBy: actor.id, acknowledgedAt: now.toJSDate() };
      return { alarms: ticket.alarms.map(answer), say: [inThread('onIt', { by: person(actor.id) })] };
    },
  },
  snooze: {
    from: OPEN,
    by: EVERYBODY,
    apply(ticket, input, { now, actor }) {
      const track = ticket.alarms.at(-1)?.track;
      if (!track) return refuse('nothingSounds', { no: ticket.no });
      const minutes = Number(input.minutes ?? 30);
      const until = now.plus({ minutes: Math.min(Math.max(minutes, 5), 24 * 60) }).toJSDate();
      return {
        snoozes: [
          ...ticket.snoozes.filter((snooze) => snooze.user !== actor.id || snooze.track !== track),
          { track, user: actor.id, until },
        ],
      };
    },
  },
  showPhone: {
    from: TICKET_STATES,
    by: EVERYBODY,
    apply: (ticket) => (ticket.data.phone ? {} : refuse('noPhone', { no: ticket.no })),
  },
};

/** Urgent matters reach the alarms channel and the supervisors at once. Rule A2. */
export const urgentNotices = (supervisors: readonly string[], now: DateTime): NoticeDraft[] => [
  { to: { kind: 'channel', name: 'alarms' }, say: 'urgent', params: { at: now.toJSDate() }, isUrgent: true },
  ...supervisors.map((user): NoticeDraft => ({ ...toPerson(user, 'urgent', { at: now.toJSDate() }), isUrgent: true })),
];

/** A fault report with its 24-hour promise. Rules A1–A6, B2–B6. */
export const ticketKind: CaseKind<TicketData, TicketState> = {
  name: 'ticket',
  prefix: 'T',
  openStates: OPEN,
  actions,
  promiseOf: resolveDueAt,
  deadlines: ticketDeadlines,
  isBreach: ({ track, step }) => track.startsWith('resolve#') && step === 'breach',
  home: () => ({ channel: 'desk' }),
  helps({ say, deadline, to }) {
    if (deadline?.track.startsWith('callback#')) return ['calledBack', 'snooze', 'open'];
    if (deadline) return ['onIt', 'snooze', 'why', 'open'];
    if (say === 'handedToYou') return ['accept', 'open'];
    return to.kind === 'thread' ? [] : ['open'];
  },
};
