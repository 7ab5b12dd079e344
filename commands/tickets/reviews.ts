import type { Reader } from '../../src/cases/card.js';
import { resolveDueAt } from '../../src/cases/ticket/deadlines.js';
import { wishOf } from '../../src/cases/ticket/terms.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { Desk } from '../../src/slack/desk.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { timeInWords } from '../../src/time/wording.js';
import type { Subject } from '../subject.js';

/** What a leader answers to: the priority, and the due time as it is and as it would be. Rule A3. */
async function wished(desk: Desk, record: CaseRecord, { t, now, locale }: Reader): Promise<{ above: string[] }> {
  const ticket = record as object as Ticket;
  const policy = await policyNow(desk);
  const { priority, urgency, expectedBy } = ticket.data;
  const wish = wishOf(ticket, { priority, urgency, expectedBy }, { now, policy });
  const at = (time: Date | undefined): string => (time ? timeInWords(time, now, locale) : '–');
  const from = resolveDueAt(ticket, policy);
  const times = { from: at(wish.from ?? from), to: at(wish.to ?? from) };
  return {
    above: [
      ...(wish.was === wish.becomes ? [] : [t('ticket.wish.priority', { was: wish.was, becomes: wish.becomes })]),
      t(`ticket.wish.${wish.moves}`, times),
    ],
  };
}

/** What the forms of tickets show besides their fields. */
export const TICKET_REVIEWS: NonNullable<Subject['reviews']> = { 'ticket.letMove': wished, 'ticket.letStand': wished };
