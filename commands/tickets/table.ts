import type { Reader } from '../../src/cases/card.js';
import { onScreen } from '../../src/cases/moment.js';
import { SIGNS } from '../../src/cases/standing.js';
import { placeOf, shorten } from '../../src/cases/text.js';
import { dueInList, standingOf } from '../../src/cases/ticket/card.js';
import { firstResponseAt } from '../../src/cases/ticket/next-promise.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { Desk } from '../../src/slack/desk.js';
import { type Message, type Table, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { linksTo } from '../../src/slack/people/readers.js';

/** When it is due, before the sign of what is late or at risk: a column is sorted by what stands first in it. */
function signedDue(ticket: Ticket, reader: Reader): string {
  const standing = standingOf(ticket, reader.now.toJSDate());
  const sign = standing === 'late' || standing === 'risk' ? SIGNS[standing] : '';
  return [dueInList(ticket, reader), sign].filter(Boolean).join(' ');
}

/** What the last column of a list tells: when the ticket is due, when its customer is to be called, or since when he should have been. */
const UNTIL = {
  due: signedDue,
  callback: ({ data: { callbackAt } }: Ticket, reader: Reader): string => {
    if (!callbackAt) return '';
    return [onScreen(callbackAt, reader, 'both'), callbackAt < reader.now.toJSDate() ? SIGNS.late : ''].filter(Boolean).join(' ');
  },
  first: (ticket: Ticket, reader: Reader): string => {
    const at = firstResponseAt(ticket);
    return at ? `${onScreen(at, reader, 'both')} ${SIGNS.late}` : '';
  },
};

/** A list of tickets as a table. `until`: what its last column tells. */
export async function ticketTable(
  desk: Desk,
  title: string,
  tickets: readonly Ticket[],
  reader: Reader,
  page: Pick<Table, 'all' | 'from' | 'again'> = {},
  until: keyof typeof UNTIL = 'due',
): Promise<Message> {
  const { t } = reader;
  const names = await namesOf(
    desk,
    tickets.map(({ owner }) => owner),
  );
  const head = ['no', 'priority', 'customer', 'fault', 'owner', 'state', until].map((column) => t(`ticket.table.${column}`));
  const rows = rowsAlone(desk, tickets, head, reader, (ticket) => [
    ticket.no,
    ticket.data.priority,
    placeOf(ticket.data),
    shorten(ticket.data.description, 80),
    names.get(ticket.owner) ?? ticket.owner,
    t(`ticket.state.${ticket.state}`),
    UNTIL[until](ticket, reader),
  ]);
  const links = linksTo(desk, tickets);
  return tableMessage({ title, head, rows, links, ...page, footer: tickets.length === 0 ? t('ticket.table.none') : undefined }, t);
}
