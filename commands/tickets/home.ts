import type { KnownBlock } from '@slack/types';
import { shorten } from '../../src/cases/text.js';
import { dueInWords } from '../../src/cases/ticket/card.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, context, section } from '../../src/slack/messages/blocks.js';
import { MOST_ROWS, rowsOf } from '../shared/home-rows.js';

/** The tickets of a person, the most urgent first. */
export async function ownBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const [mine, all] = await Promise.all([desk.tickets.mine(person.id, MOST_ROWS), desk.tickets.countMine(person.id)]);
  const rows = rowsOf(asked, mine, (ticket) => [
    section(
      `${ticket.no} · ${ticket.data.priority} · ${ticket.data.customer}\n${shorten(ticket.data.description, 120)}\n${t(`ticket.state.${ticket.state}`)} · ${dueInWords(ticket, reader)}`,
    ),
    ...actionsBlock([{ action: 'open', label: t('shared.action.open'), value: ticket.no }], [], t),
  ]);
  return [
    context(t('ticket.home.mine', { n: all })),
    ...rows,
    ...(all > MOST_ROWS ? [context(t('ticket.home.more', { n: all - MOST_ROWS }))] : []),
  ];
}
