import { answered } from '../alarms.js';
import { refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { type FormValues, textIn } from '../form.js';
import { phonesOf } from '../phones.js';
import type { CaseKind } from '../rules.js';
import { inThread, noteInShort, toPerson } from '../telling.js';
import { person } from '../text.js';
import { EVERYBODY, OPEN, type TicketAction, WORKERS } from './action.js';
import { ticketAsks } from './asks.js';
import { calledBackBy } from './callback.js';
import { closing } from './closing.js';
import { callbackDeadlines, promiseNow, resolveDueAt, resolveRiskAt, ticketDeadlines } from './deadlines.js';
import { TICKET_FALLBACKS } from './fallbacks.js';
import { TICKET_FORMS } from './form.js';
import { fromVisits, seenAt } from './from-visits.js';
import { promising } from './promising.js';
import { ticketSummary } from './summary.js';
import { isWished } from './terms.js';
import { TICKET_STATES, type Ticket, type TicketData, type TicketState } from './ticket.js';
import { isUrgent } from './urgent.js';

const said =
  (key: string) =>
  (_: Ticket, __: FormValues, { actor }: Circumstances): NoticeDraft =>
    inThread(key, { by: person(actor.id) });

const actions: Record<string, TicketAction> = {
  ...closing,
  ...promising,
  ...fromVisits,
  accept: {
    from: OPEN,
    by: WORKERS,
    style: 'primary',
    isOffered: ({ state, data }) => state === 'open' || data.handedTo !== undefined,
    apply(ticket, input, circumstances) {
      const { actor } = circumstances;
      const { handedTo } = ticket.data;
      const isMine = handedTo === actor.id;
      // Whoever gives it away gives it to whoever takes it first.
      const isGivenAway = handedTo !== undefined && ticket.owner !== actor.id;
      if (ticket.state !== 'open' && !isGivenAway) {
        return ticket.owner === actor.id
          ? refuse('ticket.alreadyYours', { no: ticket.no })
          : refuse('ticket.alreadyAccepted', { no: ticket.no, by: ticket.owner });
      }
      const state = ticket.state === 'open' ? 'accepted' : ticket.state;
      // Whoever handed it on hears the answer; who only logged it has the thread, and hears it with others, if he was alarmed at all.
      const answers = isGivenAway ? {} : { mayWait: true, isEnd: true };
      const tell = ticket.owner !== actor.id ? [{ ...toPerson(ticket.owner, 'takenOver', { by: person(actor.id) }), ...answers }] : [];
      return {
        state,
        owner: actor.id,
        data: { handedTo: undefined, acceptedBy: actor.id },
        say: [
          said('accepted')(ticket, input, circumstances),
          ...tell,
          ...(handedTo && !isMine ? [toPerson(handedTo, 'takenInstead', { by: person(actor.id) })] : []),
        ],
      };
    },
  },
  contact: {
    from: OPEN,
    by: EVERYBODY,
    isOffered: ({ state, data }) => state === 'accepted' || !data.firstContactAt,
    apply(ticket, _input, { now }) {
      if (ticket.data.firstContactAt && ticket.state !== 'accepted')
        return refuse('ticket.contactedAlready', { at: ticket.data.firstContactAt });
      const state = ticket.state === 'accepted' ? 'in_progress' : ticket.state;
      // Where nobody called there is nobody to contact: work begins.
      return { state, data: ticket.data.source ? {} : { firstContactAt: ticket.data.firstContactAt ?? now.toJSDate() } };
    },
  },
  note: {
    from: TICKET_STATES,
    by: EVERYBODY,
    form: TICKET_FORMS.note,
    apply({ owner }, input, { actor }) {
      const params = { by: person(actor.id), text: textIn(input, 'text') ?? '' };
      const tell = owner === actor.id ? [] : [toPerson(owner, 'noteTold', { ...params, text: noteInShort(params.text) })];
      return { note: params.text, say: [...(input.isFromThread ? [] : [inThread('note', params)]), ...tell] };
    },
  },
  handOver: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.handOver,
    restsOn: ['owner', 'handedTo'],
    apply(ticket, input, { actor, now }) {
      const to = textIn(input, 'to') ?? '';
      if (to === ticket.owner) return refuse('alreadyOwner', { by: to }, 'to');
      const reason = textIn(input, 'reason') ?? '';
      const params = { by: person(actor.id), to: person(to), owner: person(ticket.owner) };
      // Who has left answers for nothing until another accepts: it is that one's at once.
      const isLeft = textIn(input, 'ownerLeft') !== undefined;
      const { acceptedBy } = ticket.data;
      return {
        ...(isLeft ? { owner: to } : {}),
        data: isLeft
          ? { handedTo: undefined, acceptedBy: acceptedBy === ticket.owner ? to : acceptedBy }
          : { handedTo: to, handedAt: now.toJSDate() },
        note: reason,
        say: [
          ...(to === actor.id ? [] : [toPerson(to, 'handedToYou', { by: person(actor.id), reason })]),
          inThread(`${isLeft ? 'handedOn' : 'handedOver'}${to === actor.id ? 'ToSelf' : ''}`, params),
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
  callBack: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.callBack,
    restsOn: ['callbackAt'],
    apply: calledBackBy,
  },
  calledBack: {
    from: [...OPEN, 'resolved'],
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
      // The alarm that the button stands under; of a message from before buttons knew it, the last one.
      const track = textIn(input, 'track') ?? ticket.alarms.at(-1)?.track;
      const alarm = ticket.alarms.find((one) => one.track === track);
      if (!track || !alarm) return refuse('nothingSounds', { no: ticket.no });
      const minutes = Number(input.minutes ?? 30);
      const until = now.plus({ minutes: Math.min(Math.max(minutes, 5), 24 * 60) }).toJSDate();
      if (alarm.promisedAt > now.toJSDate() && alarm.promisedAt <= until) return refuse('ticket.snoozeTooLong', { at: alarm.promisedAt });
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

/** A fault report with its 24-hour promise. Rules A1–A6, B2–B6. */
export const ticketKind: CaseKind<TicketData, TicketState> = {
  name: 'ticket',
  prefix: 'T',
  openStates: OPEN,
  actions,
  handsOver: 'handOver',
  asks: ticketAsks,
  promises: (ticket, { policy }) => ({ resolve: promiseNow(ticket, policy) }),
  promiseOf: resolveDueAt,
  afterwards: (ticket, policy) => (ticket.state === 'resolved' ? callbackDeadlines(ticket, policy) : []),
  riskOf: resolveRiskAt,
  summary: ticketSummary,
  deadlines: ticketDeadlines,
  fallbacks: TICKET_FALLBACKS,
  isBreach: ({ track, step }) => track.startsWith('resolve#') && step === 'breach',
  seenAt,
  insists: ({ state, data }) => state === 'open' && isUrgent(data),
  // Whoever promised a call at night makes it.
  wakes: ({ to, deadline }, { data, owner }) =>
    isUrgent(data) ||
    (deadline?.track.startsWith('callback#') === true && deadline.step !== 'repeat' && to.kind === 'person' && to.user === owner),
  home: () => ({ channel: 'desk' }),
  helps({ say, deadline, to }, c) {
    const phone = phonesOf(c).length > 0 ? ['showPhone'] : [];
    if (deadline?.list) {
      if (deadline.track.startsWith('callback')) return ['calledBack', ...phone, 'handOver', 'open'];
      return to.kind === 'person' && to.user !== c.owner ? ['handOver', 'newTime', 'why', 'open'] : ['newTime', 'handOver', 'why', 'open'];
    }
    if (deadline?.track.startsWith('callback#')) return ['calledBack', ...phone, 'snooze', 'open'];
    if (deadline?.track.startsWith('take#')) return ['accept', 'handOver', 'open'];
    if (deadline?.track.startsWith('firstResponse#')) return ['contact', ...phone, 'onIt', 'snooze'];
    // What nobody has accepted is ended by whoever does, or gives it to an engineer; of what is late the customer is called meanwhile.
    if (deadline && c.state === 'open')
      return ['accept', ...(deadline.promisedAt <= deadline.dueAt ? phone : []), 'handOver', 'onIt', 'snooze'];
    // Who leads gives it to somebody else, where its owner goes on with it.
    if (deadline)
      return to.kind === 'person' && to.user !== c.owner ? ['onIt', 'handOver', 'snooze', 'why'] : ['onIt', 'snooze', 'why', 'open'];
    if (say === 'urgent') return ['accept', 'handOver', 'open'];
    if (say === 'escalated') return ['handOver', 'accept', 'open'];
    if (say === 'handedToYou' || say === 'urgentToTake') return ['accept', 'open'];
    if (say.startsWith('promiseHeld') || say === 'loggedAnewHeld') return isWished(c) ? ['letMove', 'letStand', 'open'] : ['open'];
    if (/^cancelled(Told|Late|Uncalled|Promised|Wished)$/.test(say)) return ['reopen', 'open'];
    return to.kind === 'thread' ? [] : ['open'];
  },
};
