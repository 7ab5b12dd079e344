import type { Card, Reader } from '../../cases/card.js';
import type { Case } from '../../cases/case.js';
import { dutyCard } from '../../cases/duty/card.js';
import type { DutyTurn } from '../../cases/duty/duty.js';
import { inspectionCard } from '../../cases/inspection/card.js';
import type { Inspection } from '../../cases/inspection/inspection.js';
import type { KindName } from '../../cases/kinds.js';
import { messageCard } from '../../cases/message/card.js';
import type { Message as MessageCase } from '../../cases/message/workflow.js';
import { problemCard } from '../../cases/problem/card.js';
import type { Problem } from '../../cases/problem/problem.js';
import { ticketCard } from '../../cases/ticket/card.js';
import type { Ticket } from '../../cases/ticket/ticket.js';
import { visitCard } from '../../cases/visit/card.js';
import type { Visit } from '../../cases/visit/visit.js';

/** The card of each kind that has one. */
const CARDS: Readonly<Partial<Record<KindName, (c: Case<object>, reader: Reader) => Card>>> = {
  ticket: (c, reader) => ticketCard(c as Ticket, reader),
  visit: (c, reader) => visitCard(c as Visit, reader),
  inspection: (c, reader) => inspectionCard(c as Inspection, reader),
  duty: (c, reader) => dutyCard(c as DutyTurn, reader),
  problem: (c, reader) => problemCard(c as Problem, reader),
  message: (c, reader) => messageCard(c as MessageCase, reader),
};

/** A case that cannot be shown: its number, and the way to what happened to it. */
const brokenCard = ({ no, state }: Case<object>, { t }: Reader): Card => ({
  title: no,
  status: `${state} · ${t('broken.row')}`,
  lines: [],
  body: t('broken.case'),
  buttons: [],
  menu: [{ action: 'history', label: t('action.history'), value: no }],
});

/**
 * What a reader sees of a case; undefined for kinds without a card. One in which something is stored wrongly has a card that says so,
 * and `failed` hears of it.
 */
export function cardOf(c: Case<object>, reader: Reader, failed: (error: unknown) => void = () => {}): Card | undefined {
  try {
    return CARDS[c.kind as KindName]?.(c, reader);
  } catch (error) {
    failed(error);
    return brokenCard(c, reader);
  }
}
