import { distanceInWords, timeInWords } from '../../time/wording.js';
import { buttonOf } from '../buttons.js';
import { calledAs } from '../called.js';
import type { Card, CardButton, CardLine, Reader } from '../card.js';
import { onScreen } from '../moment.js';
import { maskedPhones, phonesOf } from '../phones.js';
import { SIGNS, type Standing } from '../standing.js';
import { person, placeOf, shorten } from '../text.js';
import { mayDo } from '../workflow.js';
import { cancelledInWords } from './cancelled.js';
import { openVisitsOf } from './closing.js';
import { nextPromise, promiseOnScreen } from './next-promise.js';
import { isHeld } from './terms.js';
import type { Present, Ticket, TicketState } from './ticket.js';
import { isUrgent } from './urgent.js';
import { ticketKind } from './workflow.js';

/** As much of a description as a card shows; the rest is behind Details. */
const BODY_LENGTH = 600;

/** The next steps of each state, most likely first; the rest is in the menu. */
const BUTTONS: Readonly<Record<TicketState, readonly string[]>> = {
  open: ['accept', 'contact', 'resolve'],
  accepted: ['contact', 'wait', 'resolve'],
  in_progress: ['wait', 'resolve', 'newTime'],
  waiting_customer: ['resume', 'resolve', 'newTime'],
  resolved: ['close', 'reopen'],
  closed: ['reopen'],
  cancelled: ['reopen'],
};

const MENU: readonly string[] = [
  'note',
  'newTime',
  'letMove',
  'letStand',
  'handOver',
  'escalate',
  'callBack',
  'priority',
  'edit',
  'showPhone',
  'cancel',
];

/** The due time as people say it: `due 14:30, in 40 min`, `late by 2 hr`. */
export function dueInWords(ticket: Ticket, { now, locale, t }: Reader): string {
  if (!ticket.isOpen) return '';
  return ticket.dueAt ? untilInWords(ticket.dueAt, { now, locale, t }) : t('ticket.card.clockStands');
}

/** The same, with its sign where it is late. */
export function promisedInWords(ticket: Ticket, reader: Reader): string {
  const isLate = ticket.dueAt !== undefined && ticket.dueAt < reader.now.toJSDate();
  return [isLate ? SIGNS.late : '', dueInWords(ticket, reader)].filter(Boolean).join(' ');
}

function untilInWords(time: Date, { now, locale, t }: Pick<Reader, 'now' | 'locale' | 't'>): string {
  const ms = time.getTime() - now.toMillis();
  const params = { at: timeInWords(time, now, locale), span: distanceInWords(ms, locale) };
  return t(ms < 0 ? 'ticket.card.late' : 'ticket.card.dueIn', params);
}

/** The same in a list that can be sorted: when it is, by the reader's clock. */
export function dueInList(ticket: Ticket, reader: Reader): string {
  return ticket.isOpen && ticket.dueAt ? onScreen(ticket.dueAt, reader, 'both') : dueInWords(ticket, reader);
}

/** How a ticket stands: whatever is due comes before what it waits for. */
export function standingOf(ticket: Ticket, now: Date): Standing {
  if (!ticket.isOpen) return ticket.state === 'cancelled' ? 'undone' : 'kept';
  if (isLate(ticket, now)) return 'late';
  if (ticket.riskAt && ticket.riskAt <= now) return 'risk';
  if (ticket.state === 'open') return 'notBegun';
  return 'waiting';
}

export const isLate = (ticket: Ticket, now: Date): boolean => ticket.isOpen && ticket.dueAt !== undefined && ticket.dueAt < now;

/** Has the next promise passed, whichever it is? */
export const isBehind = (ticket: Ticket, now: Date): boolean => (nextPromise(ticket)?.at ?? now) < now;

/** What stands beside the state of its card: the next promise, or that its clock stands still. */
export function promiseInWords(ticket: Ticket, reader: Reader): string | undefined {
  const promise = nextPromise(ticket);
  if (promise) return promiseOnScreen(promise, reader);
  return ticket.isOpen && !ticket.dueAt ? reader.t('ticket.card.clockStands') : undefined;
}

/** Its visits, and who is at the customer's by which. */
function visitsInWords({ data: { visits = [], there = [] } }: Ticket, reader: Reader): string {
  return visits
    .map((no) => {
      const present = there.find(({ visit }) => visit === no);
      return present ? `${no} (${thereInWords(present, reader)})` : no;
    })
    .join(' ');
}

/** Who is at the customer's, and since when. */
export const thereInWords = ({ by, since }: Present, reader: Reader): string =>
  reader.t('ticket.card.there', { by: person(by), since: onScreen(since, reader) });

/** What is known besides; what stands beside the state already is not said again. */
function linesOf(ticket: Ticket, reader: Reader): CardLine[] {
  const { t } = reader;
  const said = nextPromise(ticket)?.what;
  const { data } = ticket;
  const at = (time: Date | undefined): string => (time ? onScreen(time, reader) : '');
  const caller = calledAs(data);
  const lines: CardLine[] = [
    { label: t('ticket.card.solveBy'), value: said && said !== 'resolve' ? dueInList(ticket, reader) : '' },
    { label: t('shared.card.owner'), value: person(ticket.owner) + (data.handedTo ? ` → ${person(data.handedTo)}` : '') },
    { label: t('shared.card.caller'), value: [caller, data.phone ? maskedPhones(data.phone) : ''].filter(Boolean).join(' · ') },
    { label: t('ticket.card.source'), value: data.source ? t(`ticket.source.${data.source}`) : '' },
    { label: t('ticket.card.product'), value: data.product ?? '' },
    { label: t('ticket.card.category'), value: t(`ticket.category.${data.category}`) },
    { label: t('ticket.card.expected'), value: at(data.expectedBy) },
    { label: t('ticket.card.callback'), value: said === 'callback' ? '' : at(data.callbackAt) },
    { label: t('ticket.card.visits'), value: visitsInWords(ticket, reader) },
    { label: t('ticket.card.remoteConsent'), value: data.remoteConsentBy ?? '' },
    { label: t('ticket.card.cancelReason'), value: cancelledInWords(data.cancelReason, data.duplicateOf, t), isOutcome: true },
    { label: t('ticket.card.cause'), value: ticket.isOpen ? '' : shorten(data.cause ?? '', 300), isOutcome: true },
    { label: t('ticket.card.steps'), value: shorten(data.steps ?? '', 300), isOutcome: true },
  ];
  return lines.filter(({ value }) => value !== '');
}

function notesOf(ticket: Ticket, reader: Reader): string[] {
  const { t } = reader;
  const { data } = ticket;
  const unanswered = ticket.alarms.some(({ acknowledgedAt }) => !acknowledgedAt);
  const answered = ticket.alarms.findLast(({ acknowledgedBy }) => acknowledgedBy);
  return [
    ...(data.needsVisit && ticket.isOpen ? [t('ticket.card.needsVisit')] : []),
    ...(ticket.state === 'resolved' && openVisitsOf(ticket).length > 0
      ? [t('ticket.refusal.visitsOpen', { list: openVisitsOf(ticket).join(', ') })]
      : []),
    ...(ticket.breachedAt && !(nextPromise(ticket)?.at.getTime() === ticket.breachedAt.getTime())
      ? [t('ticket.card.breached', { at: onScreen(ticket.breachedAt, reader) })]
      : []),
    ...(ticket.isOpen && isHeld(ticket) && !ticket.breachedAt ? [t('ticket.card.held')] : []),
    ...(data.consents.length > 0 ? [t('ticket.card.moved', { n: data.consents.length })] : []),
    ...(answered?.acknowledgedBy && ticket.isOpen && !unanswered ? [t('ticket.card.onIt', { by: person(answered.acknowledgedBy) })] : []),
  ];
}

/** What people see of a ticket: what matters first, and the buttons that fit its state and the reader's role. */
export function ticketCard(ticket: Ticket, reader: Reader): Card {
  const { t, roles } = reader;
  const { data } = ticket;
  const fits = (name: string): boolean => {
    const action = ticketKind.actions[name];
    if (!action?.from.includes(ticket.state)) return false;
    if (name === 'contact' && data.source && ticket.state === 'open') return false;
    if (action.isOffered?.(ticket) === false) return false;
    if (name === 'newTime' && (ticket.breachedAt || isLate(ticket, reader.now.toJSDate()))) return false;
    if (name === 'showPhone' && phonesOf(ticket).length === 0) return false;
    return roles === undefined || mayDo(roles, action);
  };
  const state = t(`ticket.state.${ticket.state}`);
  const isLateNow = isBehind(ticket, reader.now.toJSDate());
  const soundsOpen = ticket.isOpen && ticket.alarms.some(({ acknowledgedAt }) => !acknowledgedAt);
  const first = [
    ...(soundsOpen ? ['onIt'] : []),
    ...(ticket.isOpen && data.handedTo ? ['accept'] : []),
    ...(data.callbackAt ? ['calledBack'] : []),
    ...BUTTONS[ticket.state],
  ];
  const shown = [...new Set(first)].filter(fits);
  const rest = MENU.filter((name) => !shown.includes(name) && fits(name));
  const buttonFor = (name: string): CardButton => {
    const button = buttonOf(ticketKind, ticket.no, name, t);
    return name === 'contact' && data.source ? { ...button, label: t('ticket.action.begin') } : button;
  };
  const view = (action: string, style?: 'primary') => ({ action, label: t(`ticket.action.${action}`), value: ticket.no, style });
  const order = ticket.isOpen ? [view('needVisit', data.needsVisit ? 'primary' : undefined)] : [];
  const views = ['details', 'history', ...(ticket.isOpen ? ['why'] : [])].map((name) => view(name));
  return {
    title: `${ticket.no} · ${isUrgent(data) ? '🔥 ' : ''}${data.priority} · ${placeOf(data)}`,
    standing: isLateNow ? 'late' : standingOf(ticket, reader.now.toJSDate()),
    status: isLateNow ? t('shared.card.statusLate', { state }) : state,
    promise: promiseInWords(ticket, reader),
    lines: linesOf(ticket, reader),
    body: shorten(data.description, BODY_LENGTH),
    notes: notesOf(ticket, reader),
    buttons: [...(data.needsVisit ? order : []), ...shown.map(buttonFor)],
    menu: [...(data.needsVisit ? [] : order), ...rest.map((name) => buttonOf(ticketKind, ticket.no, name, t)), ...views],
  };
}
