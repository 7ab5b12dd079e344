import type { Reader } from '../../src/cases/card.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { shorten } from '../../src/cases/text.js';
import { dueInWords } from '../../src/cases/ticket/index.js';
import type { Desk } from '../../src/slack/desk.js';
import { warningsOf } from '../customers/index.js';

/** Lines about a customer: its open tickets and its last three faults. */
export async function customerLines(desk: Desk, values: FormValues, reader: Reader): Promise<string[]> {
  const customer = textIn(values, 'customer');
  if (!customer) return [];
  const [known, warnings] = await Promise.all([desk.directory.named(customer), warningsOf(desk, customer, reader)]);
  const tickets = await desk.tickets.ofCustomer([...new Set([customer, ...(known ? [known.name, ...known.names] : [])])]);
  const open = tickets
    .filter(({ isOpen }) => isOpen)
    .map((ticket) => `${ticket.no} ${shorten(ticket.data.description, 60)} · ${dueInWords(ticket, reader)}`);
  const past = tickets
    .filter(({ isOpen }) => !isOpen)
    .slice(0, 3)
    .map(
      (ticket) => `${ticket.no} ${shorten(ticket.data.description, 60)}${ticket.data.steps ? ` → ${shorten(ticket.data.steps, 80)}` : ''}`,
    );
  return [
    ...warnings,
    ...(open.length > 0 ? [`${reader.t('call.openTickets')}\n${open.slice(0, 5).join('\n')}`] : []),
    ...(past.length > 0 ? [`${reader.t('call.lastFaults')}\n${past.join('\n')}`] : []),
  ];
}
