import type { NoticeDraft } from '../circumstances.js';
import type { Policy } from '../policy.js';
import { toPerson } from '../telling.js';
import type { Ticket, TicketData } from './ticket.js';

/**
 * What takes the special path: a P1, and what the customer cannot wait for, until somebody who may has let that go with its promise.
 * Rules A2, A3.
 */
export const isUrgent = ({
  priority,
  urgency,
  clock,
}: Pick<TicketData, 'priority' | 'urgency'> & Partial<Pick<TicketData, 'clock'>>): boolean =>
  priority === 'P1' || urgency === 'high' || clock?.standingUrgent === true;

/** Urgent matters reach the alarms channel, the supervisors and, until somebody accepts, the engineers at once. Rule A2. */
export const urgentNotices = ({ owner, state }: Pick<Ticket, 'owner' | 'state'>, { people }: Pick<Policy, 'people'>): NoticeDraft[] => {
  const engineers = state === 'open' ? people.engineers.filter((user) => user !== owner && !people.supervisors.includes(user)) : [];
  return [
    { to: { kind: 'channel', name: 'alarms' }, say: 'urgent', isUrgent: true },
    ...people.supervisors.map((user): NoticeDraft => ({ ...toPerson(user, 'urgent'), isUrgent: true })),
    ...engineers.map((user): NoticeDraft => ({ ...toPerson(user, 'urgentToTake'), isUrgent: true })),
  ];
};
