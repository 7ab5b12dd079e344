import type { DateTime } from 'luxon';
import type { Actor } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aPolicy, aTicket, at } from './builders.js';

export const open = at('2026-03-02T10:00');
export const inHours = (hours: number): Date => open.plus({ hours }).toJSDate();
export const policy = aPolicy();
export const agent = anActor('U01AGENT', ['agent']);
export const tom = anActor('U03ENGTOM', ['agent', 'engineer']);
export const leader = anActor('U04SUP', ['agent', 'supervisor']);
export const REASON = 'the customer said so';
export const SOLVED = { steps: 's', cause: 'c', category: 'pos', part: 'software' };

export const press = (ticket: Ticket, action: string, input: FormValues = {}, actor: Actor = agent, now: DateTime = open, rules = policy) =>
  decide(ticketKind, ticket, action, input, { actor, now, policy: rules });
export function done(...pressed: Parameters<typeof press>) {
  const decided = press(...pressed);
  if (!decided.ok) throw new Error(`${pressed[1]}: ${decided.code}`);
  return decided;
}
export const swept = (ticket: Ticket, now: DateTime, rules = policy): Ticket => decideDue(ticketKind, ticket, now, rules)?.next ?? ticket;
export const told = ({ notices }: ReturnType<typeof done>): string[] =>
  notices.flatMap(({ to, say }) => (to.kind === 'person' ? [`${say} ${to.user}`] : []));
export const urgentTicket = () => aTicket({ impact: 'high', urgency: 'high' });
