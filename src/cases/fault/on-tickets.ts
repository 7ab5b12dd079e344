import type { Case, CaseNo } from '../case.js';
import { refuse } from '../case.js';
import type { NoticeDraft } from '../circumstances.js';
import { dateIn, textIn } from '../form.js';
import type { Done, Joined } from '../kind.js';
import type { Action, Change } from '../rules.js';
import { toPerson } from '../telling.js';
import { OPEN, TICKET_STATES, type TicketData, type TicketState } from '../ticket/index.js';

declare module '../ticket/ticket.js' {
  interface TicketData {
    /** The known fault that it is. Rule C3. */
    readonly fault?: CaseNo | undefined;
  }
}

type Ticket = Case<TicketData, TicketState>;

/** What may be said of the known fault of a ticket besides its number. */
export const FAULT_ANSWERS = ['new', 'none'] as const;

type Told = 'ticketLinked' | 'ticketSolved' | 'ticketReopened' | 'ticketUnlinked';

/** A known fault hears what became of it in a ticket. Rule C3. */
const toFault = (fault: CaseNo | undefined, say: Told, ticket: CaseNo, at: Date): NoticeDraft[] =>
  fault ? [{ to: { kind: 'case', no: fault }, say, params: { ticket, at } }] : [];

/** What a ticket has, and who hears of it, that is logged with a known fault. */
export const loggedWith = (fault: CaseNo) => ({
  data: { fault },
  tell: (ticket: CaseNo, isSolved: boolean, at: Date): readonly NoticeDraft[] =>
    toFault(fault, isSolved ? 'ticketSolved' : 'ticketLinked', ticket, at),
});

/** Which known fault a solved ticket was, and what the entries hear; where nobody was asked, it is the one that the ticket hangs on. */
function solvedFault(
  { no, data }: Ticket,
  { action, input }: Done<TicketData, TicketState>,
  at: Date,
): Pick<Change<TicketData, TicketState>, 'data' | 'say'> {
  // What was only advised on is not solved by what the entry says.
  if (action !== 'resolve') return input.result === 'fixed' ? { say: toFault(data.fault, 'ticketSolved', no, at) } : {};
  const named = textIn(input, 'fault');
  const fault = FAULT_ANSWERS.some((answer) => answer === named) ? undefined : (named as CaseNo | undefined);
  const former = data.fault === fault ? undefined : data.fault;
  return { data: { fault }, say: [...toFault(former, 'ticketUnlinked', no, at), ...toFault(fault, 'ticketSolved', no, at)] };
}

/** So long after a fault was decided on, in milliseconds, have all of its tickets heard of it, and one list is made of them for each owner. */
const HEARD_WITHIN_MS = 30_000;

/** What becomes of a fault is told to whoever owns its tickets: a row for each of them in one message. */
const toItsOwner = (say: 'faultOver' | 'faultFixed', names: readonly string[]): Action<TicketData, TicketState> => ({
  from: OPEN,
  by: 'linkedCase',
  apply({ owner }, input, { now }) {
    const decidedAt = dateIn(input, 'at')?.getTime() ?? now.toMillis();
    const params = Object.fromEntries(names.map((name) => [name, textIn(input, name) ?? '']));
    return { say: [{ ...toPerson(owner, say, params), mayWait: true, gathersAt: new Date(decidedAt + HEARD_WITHIN_MS) }] };
  },
});

/** What known faults tell a ticket. */
const fromFaults: Readonly<Record<string, Action<TicketData, TicketState>>> = {
  faultLinked: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply({ no, data }, input, { now }) {
      const fault = textIn(input, 'fault') as CaseNo | undefined;
      if (!fault || fault === data.fault) return refuse('nothingChanged');
      return { data: { fault }, say: toFault(data.fault, 'ticketUnlinked', no, now.toJSDate()) };
    },
  },
  faultUnlinked: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply: ({ data }, input) => (data.fault === textIn(input, 'fault') ? { data: { fault: undefined } } : refuse('nothingChanged')),
  },
  /** Many called of one cause, which is gone: each of them was told that we call back. */
  faultOver: toItsOwner('faultOver', ['fault', 'title', 'by', 'text']),
  faultFixed: toItsOwner('faultFixed', ['fault', 'title']),
};

/** A ticket and the known fault that it is: suggested, asked for when it is resolved, told what became of it. Rules B6, C3. */
export const onTickets: Joined<TicketData, TicketState> = {
  offers: ({ no, isOpen }, { t }) => (isOpen ? [{ action: 'knownFaults', label: t('fault.action.knownFaults'), value: no }] : []),
  lines: ({ data }, { t }) => [{ label: t('fault.card.ofTicket'), value: data.fault ?? '' }],
  asks: { resolve: { behind: 'part', fields: [{ name: 'fault', kind: 'lookup' }] } },
  tells: fromFaults,
  follows(ticket, done, { now }) {
    if (done.change.state === 'resolved') return solvedFault(ticket, done, now.toJSDate());
    return done.action === 'reopen' ? { say: toFault(ticket.data.fault, 'ticketReopened', ticket.no, now.toJSDate()) } : {};
  },
  helps: { faultFixed: ['resolve', 'open'], faultOver: ['resolve', 'open'] },
};
