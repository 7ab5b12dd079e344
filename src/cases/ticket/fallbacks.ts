import { calledAs } from '../called.js';
import type { FallbackRules } from '../fallback.js';
import { glance, placeOf } from '../text.js';
import type { TicketData } from './ticket.js';
import { isUrgent } from './urgent.js';

/** Whatever takes the special path is sounded by Slack when we cannot: when it must be solved, and when the customer must be called back. Rules A2, B5. */
export const TICKET_FALLBACKS: FallbackRules<TicketData> = {
  sentences: { 'resolve.breach': 'resolve', 'callback.breach': 'callback' },
  isFor: ({ data }) => isUrgent(data),
  words: ({ data }) => ({
    customer: placeOf(data),
    priority: data.priority,
    caller: calledAs(data) || data.customer,
    fault: glance(data.description),
  }),
};
