import { type CaseNo, type Notice, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { checksIn, dateIn, type FormValues, textIn } from '../form.js';
import { promiseMoved } from '../promise-told.js';
import { inThread, toPerson } from '../telling.js';
import { person, shorten } from '../text.js';
import type { TicketAction } from './action.js';
import { carriedInto, owedBy } from './carried.js';
import { TICKET_STATES, type Ticket } from './ticket.js';

/** So many inspections of one finding hear of its ticket, the newest. */
const MOST_FOUND_IN = 30;

/** The inspections whose finding this ticket took care of hear that it does not any more, or does again. Rule G6. */
export const toInspections = (
  { no, data: { finding = '', foundIn = [] } }: Ticket,
  say: string,
  more: Notice['params'] = {},
): NoticeDraft[] => foundIn.map((inspection) => ({ to: { kind: 'case', no: inspection }, say, params: { finding, ticket: no, ...more } }));

/** So much of what a duplicate told is said where its fault goes on. */
const LONGEST_TOLD = 500;

/** The ticket that goes on hears of its duplicate, and takes care of what that one was to take care of, no later than that one had to. */
export function toOriginal(ticket: Ticket, original: CaseNo, { policy }: Circumstances): NoticeDraft {
  const { finding = '', foundIn = [], description } = ticket.data;
  const { due, firstDue } = owedBy(ticket, policy);
  return {
    to: { kind: 'case', no: original },
    say: 'duplicateCancelled',
    params: {
      ...{ duplicate: ticket.no, finding, foundIn: foundIn.join(' ') },
      // Who called stands on the duplicate only.
      description: shorten(description, LONGEST_TOLD),
      ...(due ? { due } : {}),
      ...(firstDue ? { firstDue } : {}),
      ...(ticket.data.needsVisit ? { needsVisit: 'yes' } : {}),
    },
  };
}

/** The inspections that a notice of another ticket names. */
const inspectionsIn = (input: FormValues): CaseNo[] => (textIn(input, 'foundIn') ?? '').split(' ').filter((no) => no !== '') as CaseNo[];

/** What was logged or found more than once goes on in one ticket. Rules G6, G8. */
export const duplicates: Record<string, TicketAction> = {
  /** The same thing was found in other inspections, too. */
  foundAgain: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply({ data: { foundIn = [] } }, input) {
      const more = checksIn(input, 'inspections').filter((no) => !foundIn.some((known) => known === no));
      return more.length === 0
        ? refuse('nothingChanged')
        : { data: { foundIn: [...foundIn, ...(more as CaseNo[])].slice(-MOST_FOUND_IN) } };
    },
  },
  /** The same fault was logged twice, and the other ticket ended: its findings are this one's, or, where this one is cancelled, nobody's. */
  duplicateCancelled: {
    from: TICKET_STATES,
    by: 'linkedCase',
    apply(ticket, input, circumstances) {
      const { actor } = circumstances;
      const duplicate = textIn(input, 'duplicate') ?? '';
      const more = inspectionsIn(input);
      const params = { by: person(actor.id), duplicate, told: textIn(input, 'description') ?? '' };
      const told = inThread('duplicateCancelled', params);
      const toEach = (say: string, params: Notice['params']): NoticeDraft[] =>
        more.map((no) => ({ to: { kind: 'case', no }, say, params }));
      if (ticket.state === 'cancelled')
        return { note: duplicate, say: [told, ...toEach('ticketCancelled', { ticket: duplicate, why: 'duplicate', original: ticket.no })] };
      const { finding, foundIn } = ticket.data;
      const all = [...new Set([...(foundIn ?? []), ...more])].slice(-MOST_FOUND_IN);
      const owed = { due: dateIn(input, 'due'), firstDue: dateIn(input, 'firstDue') };
      const carried = ticket.isOpen ? carriedInto(ticket, owed, circumstances) : undefined;
      return {
        data: {
          ...(carried ? { clock: carried.clock } : {}),
          needsVisit: ticket.data.needsVisit || input.needsVisit === 'yes',
          finding: finding ?? textIn(input, 'finding'),
          ...(all.length > 0 ? { foundIn: all } : {}),
        },
        note: duplicate,
        say: [
          told,
          ...(ticket.isOpen && ticket.owner !== actor.id ? [toPerson(ticket.owner, 'duplicateCancelled', params)] : []),
          ...(carried?.resolve ? promiseMoved(ticket, carried.resolve, { reason: duplicate }, circumstances) : []),
          ...toEach('ticketReplaced', { instead: duplicate, ticket: ticket.no }),
        ],
      };
    },
  },
};
