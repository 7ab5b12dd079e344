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
  const mine = await desk.tickets.mine(person.id);
  const rows = rowsOf(asked, mine, (ticket) => [
    section(
      `${ticket.no} · ${ticket.data.priority} · ${ticket.data.customer}\n${shorten(ticket.data.description, 120)}\n${t(`ticket.state.${ticket.state}`)} · ${dueInWords(ticket, reader)}`,
    ),
    ...actionsBlock([{ action: 'open', label: t('shared.action.open'), value: ticket.no }], [], t),
  ]);
  return [
    context(t('ticket.home.mine', { n: mine.length })),
    ...rows,
    ...(mine.length > MOST_ROWS ? [context(t('shared.table.more', { n: mine.length - MOST_ROWS }))] : []),
  ];
}
