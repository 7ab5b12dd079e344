import { answered } from '../alarms.js';
import { refuse } from '../case.js';
import { dateIn, type FormValues, textIn } from '../form.js';
import { phonesOf } from '../phones.js';
import { inThread, toPerson } from '../telling.js';
import { person, phoneKey } from '../text.js';
import type { CaseKind, Circumstances, NoticeDraft } from '../workflow.js';
import { EVERYBODY, OPEN, resumed, type TicketAction, WORKERS } from './action.js';
import { closing } from './closing.js';
import { resolveDueAt, resolveRiskAt, ticketDeadlines } from './deadlines.js';
import { TICKET_FALLBACKS } from './fallbacks.js';
import { TICKET_FORMS } from './form.js';
import { type Grade, PRIORITIES, type Priority } from './priority.js';
import { TICKET_STATES, type Ticket, type TicketData, type TicketState } from './ticket.js';

const said =
  (key: string) =>
  (_: Ticket, __: FormValues, { actor }: Circumstances): NoticeDraft =>
    inThread(key, { by: person(actor.id) });

const actions: Record<string, TicketAction> = {
  ...closing,
  accept: {
    from: OPEN,
    by: WORKERS,
    style: 'primary',
    apply(ticket, input, circumstances) {
      const { actor } = circumstances;
      const isMine = ticket.data.handedTo === actor.id;
      if (ticket.state !== 'open' && !isMine) {
        return ticket.owner === actor.id
          ? refuse('ticket.alreadyYours', { no: ticket.no })
          : refuse('ticket.alreadyAccepted', { no: ticket.no, by: ticket.owner });
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
      if (ticket.data.firstContactAt && ticket.state === 'open')
        return refuse('ticket.contactedAlready', { at: ticket.data.firstContactAt });
      const state = ticket.state === 'accepted' ? 'in_progress' : ticket.state;
      return { state, data: { firstContactAt: ticket.data.firstContactAt ?? now.toJSDate() } };
    },
  },
  wait: {
    from: ['accepted', 'in_progress'],
    by: WORKERS,
    form: TICKET_FORMS.wait,
    restsOn: ['owner'],
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
    restsOn: ['clock'],
    apply(ticket, input, { now, policy, actor }) {
      const from = resolveDueAt(ticket, policy);
      const to = dateIn(input, 'newDueAt');
      const solution = textIn(input, 'solution');
      const consentedBy = textIn(input, 'consentedBy');
      if (!to || !solution || !consentedBy) return refuse('incomplete');
      if (ticket.breachedAt || (from && from <= now.toJSDate()))
        return refuse('ticket.promiseBroken', { at: ticket.breachedAt ?? from ?? now.toJSDate() }, 'newDueAt');
      if (from && to <= from) return refuse('ticket.notLater', { at: from }, 'newDueAt');
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
    restsOn: ['owner', 'handedTo'],
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
    restsOn: ['escalationLevel'],
    style: 'danger',
    apply(ticket, input, { actor, policy }) {
      const level = Math.min(ticket.data.escalationLevel + 1, 2);
      const { supervisors, heads } = policy.people;
      const people = level === 1 || heads.length === 0 ? supervisors : heads;
      const params = { by: person(actor.id), reason: textIn(input, 'reason') ?? '' };
      const told = [...new Set(people)].map((user) => ({ ...toPerson(user, 'escalated', params), isUrgent: true }));
      return { data: { escalationLevel: level }, note: textIn(input, 'reason'), say: [...told, inThread('escalatedThread', params)] };
    },
  },
  priority: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.priority,
    restsOn: ['priority'],
    apply(ticket, input, { policy }) {
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
          ...(raised ? urgentNotices(policy.people.supervisors) : []),
        ],
      };
    },
  },
  callBack: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.callBack,
    restsOn: ['callbackAt'],
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
    restsOn: ['callbackAt'],
    apply(ticket, input, { now, actor }) {
      if (!ticket.data.callbackAt) return refuse('ticket.noCallback', { no: ticket.no });
      return {
        data: { callbackAt: undefined, firstContactAt: ticket.data.firstContactAt ?? now.toJSDate() },
        note: textIn(input, 'text'),
        say: [inThread('calledBack', { by: person(actor.id), text: textIn(input, 'text') ?? '' })],
      };
    },
  },
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
          device: textIn(input, 'device'),
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
    apply: (ticket, _input, circumstances) => answered(ticket, circumstances),
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
    apply: (ticket) => (phonesOf(ticket).length > 0 ? {} : refuse('noPhone', { no: ticket.no })),
  },
};

/** Urgent matters reach the alarms channel and the supervisors at once. Rule A2. */
export const urgentNotices = (supervisors: readonly string[]): NoticeDraft[] => [
  { to: { kind: 'channel', name: 'alarms' }, say: 'urgent', isUrgent: true },
  ...supervisors.map((user): NoticeDraft => ({ ...toPerson(user, 'urgent'), isUrgent: true })),
];

/** A fault report with its 24-hour promise. Rules A1–A6, B2–B6. */
export const ticketKind: CaseKind<TicketData, TicketState> = {
  name: 'ticket',
  prefix: 'T',
  openStates: OPEN,
  actions,
  promiseOf: resolveDueAt,
  riskOf: resolveRiskAt,
  summary: ({ data: { pastPromises } }) => (pastPromises.length > 0 ? { wasKept: pastPromises.every(({ wasKept }) => wasKept) } : {}),
  deadlines: ticketDeadlines,
  fallbacks: TICKET_FALLBACKS,
  isBreach: ({ track, step }) => track.startsWith('resolve#') && step === 'breach',
  home: () => ({ channel: 'desk' }),
  helps({ say, deadline, to }) {
    if (deadline?.track.startsWith('callback#')) return ['calledBack', 'snooze', 'open'];
    if (deadline) return ['onIt', 'snooze', 'why', 'open'];
    if (say === 'handedToYou') return ['accept', 'open'];
    return to.kind === 'thread' ? [] : ['open'];
  },
};
