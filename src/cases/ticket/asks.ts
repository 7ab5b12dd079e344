import type { Ask } from '../asks.js';
import { isWished } from './terms.js';
import type { Ticket } from './ticket.js';

/** What a ticket waits for: a call back, to be taken over, and a leader's word on its promise. Rules A3, B3. */
export const ticketAsks = (ticket: Ticket): Ask[] => [
  ...(isWished(ticket) ? [{ of: 'supervisors', say: 'wish', actions: ['letMove', 'letStand'] } as const] : []),
  ...(ticket.data.callbackAt ? [{ of: `person:${ticket.owner}`, say: 'callBack', actions: ['calledBack', 'showPhone'] } as const] : []),
  ...(ticket.data.handedTo ? [{ of: `person:${ticket.data.handedTo}`, say: 'handedTo', actions: ['accept', 'handOver'] } as const] : []),
];
