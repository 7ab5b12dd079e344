import { type CaseNo, refuse } from '../case.js';
import type { NoticeDraft } from '../circumstances.js';
import { type FormValues, textIn } from '../form.js';
import { toPerson } from '../telling.js';
import { OPEN, type TicketAction } from './action.js';
import { TICKET_STATES, type Ticket } from './ticket.js';

/** What may be said of the known fault of a ticket besides its number. */
export const FAULT_ANSWERS = ['new', 'none'] as const;

type Told = 'ticketLinked' | 'ticketSolved' | 'ticketReopened' | 'ticketUnlinked';

/** A known fault hears what became of it in a ticket. Rule C3. */
export const toFault = (fault: CaseNo | undefined, say: Told, ticket: CaseNo, at: Date): NoticeDraft[] =>
  fault ? [{ to: { kind: 'case', no: fault }, say, params: { ticket, at } }] : [];

/** Which known fault a solved ticket was, and what the entries hear; where nobody was asked, it is the one that the ticket hangs on. */
export function solvedFault(
  { no, data }: Pick<Ticket, 'no' | 'data'>,
  input: FormValues,
  isAsked: boolean,
  at: Date,
): { readonly fault: CaseNo | undefined; readonly say: readonly NoticeDraft[] } {
  // What was only advised on is not solved by what the entry says.
  if (!isAsked) return { fault: data.fault, say: input.result === 'fixed' ? toFault(data.fault, 'ticketSolved', no, at) : [] };
  const named = textIn(input, 'fault');
  const fault = FAULT_ANSWERS.some((answer) => answer === named) ? undefined : (named as CaseNo | undefined);
  const former = data.fault === fault ? undefined : data.fault;
  return { fault, say: [...toFault(former, 'ticketUnlinked', no, at), ...toFault(fault, 'ticketSolved', no, at)] };
}

/** What known faults tell a ticket. */
export const fromFaults: Record<string, TicketAction> = {
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
  faultOver: {
    from: OPEN,
    by: 'linkedCase',
    apply: ({ owner }, input) => ({
      say: [
        toPerson(owner, 'faultOver', Object.fromEntries(['fault', 'title', 'by', 'text'].map((name) => [name, textIn(input, name) ?? '']))),
      ],
    }),
  },
  faultFixed: {
    from: OPEN,
    by: 'linkedCase',
    apply: ({ owner }, input) => ({
      say: [toPerson(owner, 'faultFixed', { fault: textIn(input, 'fault') ?? '', title: textIn(input, 'title') ?? '' })],
    }),
  },
};
