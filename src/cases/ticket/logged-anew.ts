import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { leadersHear } from '../promise-told.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { carriedInto, owedBy } from './carried.js';
import { PRIORITIES } from './priority.js';
import { promisedBy } from './terms.js';
import type { Ticket, TicketData } from './ticket.js';

/**
 * A call that is logged anew after it was cancelled is promised no less than it was: the earlier of both moments holds for each promise,
 * and those who lead are asked where the new priority is lower. Rule A3, decision 0093.
 */
export function loggedAnew(
  ticket: Ticket,
  former: Ticket,
  circumstances: Circumstances,
): { readonly data: Partial<TicketData>; readonly say: readonly NoticeDraft[] } {
  const { actor, policy } = circumstances;
  const { no, closedAt, changedAt } = former;
  const params = { by: person(actor.id), former: no, cancelledAt: closedAt ?? changedAt };
  const carried = carriedInto(ticket, owedBy(former, policy), circumstances);
  const moved = carried?.resolve ?? carried?.first;
  if (!carried || !moved) return { data: { insteadOf: no }, say: [inThread('loggedAnew', params)] };
  const was = promisedBy(former);
  const held = { ...params, was, from: moved.to, to: moved.from ?? '' };
  const isLower = PRIORITIES.indexOf(was) < PRIORITIES.indexOf(ticket.data.priority);
  return {
    data: { insteadOf: no, clock: { ...carried.clock, ...(isLower ? { wishedBy: actor.id } : {}) } },
    say: [
      inThread('loggedAnewHeld', held),
      ...(isLower ? leadersHear(ticket, 'loggedAnewHeld', held, circumstances, [ticket.owner, actor.id]) : []),
    ],
  };
}
