import type { Reader } from '../card.js';
import type { KindRow } from '../kind.js';
import { ownerInWords } from '../owner.js';
import { cancelledInWords } from './cancelled.js';
import { promisedInWords, thereInWords, ticketCard } from './card.js';
import { ticketPrefill } from './form.js';
import { TICKET_INDEXES } from './indexes.js';
import { TICKET_SETTINGS, ticketPolicy } from './settings.js';
import type { Ticket, TicketData, TicketState } from './ticket.js';
import { ticketKind } from './workflow.js';

export { OPEN } from './action.js';
export { cancelledInWords } from './cancelled.js';
export { dueInWords } from './card.js';
export { openVisitsOf } from './closing.js';
export { earliest } from './deadlines.js';
export {
  countOf,
  PERIODS,
  type Period,
  type PromiseTallies,
  type Share,
  type StandingTallies,
  sharesOf,
  type Tally,
  type WeekTally,
} from './figures.js';
export { loggedAnew } from './logged-anew.js';
export { firstResponseAt } from './next-promise.js';
export { GRADES, type Grade, PRIORITIES } from './priority.js';
export { type Broken, brokenElsewhere, firstKeptBefore } from './summary.js';
export {
  CATEGORIES,
  OUTCOMES,
  type Outcome,
  PARTS,
  type PastPromise,
  TICKET_STATES,
  type Ticket,
  type TicketData,
  type TicketState,
} from './ticket.js';
export { isUrgent, urgentNotices } from './urgent.js';
export { ticketKind } from './workflow.js';

/** Who is at work on it: whoever is at the customer's, else nobody who has said so of late. */
function onItNow({ data, owner }: Pick<Ticket, 'data' | 'owner'>, reader: Reader): string {
  const present = data.there?.at(-1);
  return present
    ? reader.t('ticket.onItNow.there', { there: thereInWords(present, reader), visit: present.visit })
    : reader.t('ticket.onItNow.nobody', { owner: ownerInWords(owner, reader.t) });
}

/** A fault report. */
export const ticket: KindRow<TicketData, TicketState> = {
  rules: ticketKind,
  card: ticketCard,
  prefill: (c, { action }) => ticketPrefill(c, action),
  settings: TICKET_SETTINGS,
  policy: ticketPolicy,
  texts: { personal: ['remoteConsentBy', 'consentedBy'], told: ['solution', 'priorityReason'] },
  details: ['customer', 'site', 'callerName', 'product', 'description', 'steps', 'cause', 'priorityReason'],
  inOneLine: { about: 'description', did: 'steps' },
  promisedInWords,
  indexes: TICKET_INDEXES,
  noticeParams: ({ data, state, owner }, reader, { why = data.cancelReason, original = data.duplicateOf }) => ({
    onItNow: onItNow({ data, owner }, reader),
    // Why it was cancelled is known also when it has been reopened by the time the notice is read.
    cancelReason: cancelledInWords(why, original, reader.t),
    // Who has taken a call may not agree a new time: that is for whoever accepts it.
    lateStep: reader.t(state === 'open' ? 'ticket.lateStep.unaccepted' : 'ticket.lateStep.accepted', {
      owner: ownerInWords(owner, reader.t),
    }),
    nextStep: reader.t(state === 'open' ? 'ticket.nextStep.unaccepted' : 'ticket.nextStep.accepted'),
  }),
};
