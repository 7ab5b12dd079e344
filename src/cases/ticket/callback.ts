import { refuse } from '../case.js';
import { dateIn, textIn } from '../form.js';
import { leadersHear } from '../promise-told.js';
import { findingKeys } from '../telephone.js';
import { inThread } from '../telling.js';
import { LEAST_TOLD, person, tellsSomething } from '../text.js';
import type { TicketAction } from './action.js';

/**
 * A call back is promised: to somebody who can be called, and not so far ahead that nobody knows why any more. One that stands
 * already is put off only with a reason, and not once it is broken. Rules A3, B5.
 */
export const calledBackBy: TicketAction['apply'] = (ticket, input, circumstances) => {
  const { actor, now, policy } = circumstances;
  const at = dateIn(input, 'callbackAt');
  if (!at) return refuse('incomplete', {}, 'callbackAt');
  const phone = textIn(input, 'phone') ?? ticket.data.phone;
  if (!phone) return refuse('ticket.phoneNeeded', {}, 'phone');
  const until = new Date(now.toMillis() + policy.consent.upTo);
  if (at > until) return refuse('ticket.callbackTooFar', { until }, 'callbackAt');
  const before = ticket.data.callbackAt;
  if (before && before <= now.toJSDate()) return refuse('ticket.callbackBroken', { at: before }, 'callbackAt');
  const text = textIn(input, 'text');
  const isPutOff = before !== undefined && at > before;
  if (isPutOff && !tellsSomething(text)) return refuse('promiseNeedsReason', { n: LEAST_TOLD }, 'text');
  const params = { by: person(actor.id), at, text: text ?? '', ...(before ? { from: before } : {}) };
  return {
    data: {
      callbackAt: at,
      callbackMadeAt: now.toJSDate(),
      callbackRound: ticket.data.callbackRound + 1,
      ...(ticket.data.phone ? {} : { phone, phoneKey: findingKeys(phone) }),
    },
    note: text,
    say: isPutOff
      ? [inThread('callBackPutOff', params), ...leadersHear(ticket, 'callBackPutOff', params, circumstances)]
      : [inThread('callBack', params)],
  };
};
