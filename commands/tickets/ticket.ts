import { parseCaseNo } from '../../src/cases/kinds.js';
import { ownerInWords } from '../../src/cases/owner.js';
import { byWord } from '../../src/cases/table.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { whyDue } from '../../src/cases/ticket/why.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { noticeMessage, TABLE_ROWS } from '../../src/slack/messages/blocks.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { shareable } from '../shared/shareable.js';
import { showCase } from '../shared/show-case.js';
import type { List } from '../subject.js';
import { ticketTable } from './table.js';

/** The lists that can be asked for, each also shared to a channel. */
export const TICKET_LISTS: Readonly<Record<string, List>> = byWord({
  async mine({ desk, person, reader, from = 0 }) {
    const [tickets, all] = await Promise.all([desk.tickets.mine(person.id, from + TABLE_ROWS), desk.tickets.countMine(person.id)]);
    return ticketTable(desk, reader.t('ticket.list.mine'), tickets, reader, { all, from, again: 'ticket mine' });
  },
  async open({ desk, reader, from = 0 }) {
    const [tickets, n] = await Promise.all([desk.tickets.open(from + TABLE_ROWS), desk.tickets.countOpen()]);
    return ticketTable(desk, reader.t('ticket.list.open', { n }), tickets, reader, { all: n, from, again: 'ticket open' });
  },
  async late({ desk, reader, from = 0 }) {
    const now = reader.now.toJSDate();
    const [tickets, n] = await Promise.all([desk.tickets.late(now, from + TABLE_ROWS), desk.tickets.countLate(now)]);
    return ticketTable(desk, reader.t('ticket.list.late', { n }), tickets, reader, { all: n, from, again: 'ticket late' });
  },
  async find({ desk, reader, from = 0 }, words) {
    if (words.trim() === '') return noticeMessage(reader.t('ticket.list.findWhat'), undefined, [], reader.t);
    const [tickets, n] = await Promise.all([desk.tickets.find(words, from + TABLE_ROWS), desk.tickets.countFound(words)]);
    return ticketTable(desk, reader.t('ticket.list.find', { words, n }), tickets, reader, { all: n, from, again: `ticket find ${words}` });
  },
});

/** Why a ticket is due when it is, step by step. */
export async function explain({ desk, reader }: Asked, typed: string): Promise<string[]> {
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'ticket') return [reader.t('shared.refusal.noSuchCase', { no: no ?? typed })];
  const steps = whyDue(record as object as Ticket, await policyNow(desk), reader);
  return [
    reader.t('ticket.why.title', { no: record.no, owner: ownerInWords(record.owner, reader.t) }),
    steps.map((step, n) => `${n + 1}. ${step}`).join('\n'),
  ];
}

/** Asks for the reckoning, in any language. */
const WHY = wordsFor('ticket.mention', ['why']);

export async function answerTicket(asked: Asked, text: string): Promise<void> {
  const { t } = asked.reader;
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const list = TICKET_LISTS[word.toLowerCase()];
  if (list) return asked.answer(shareable(await list(asked, rest.join(' ')), `ticket ${text.trim()}`, t));
  if (word === '' || word === 'help') return asked.answer(t('ticket.help.ticket'));
  if (WHY[(rest[0] ?? '').toLowerCase()]) {
    const lines = await explain(asked, word);
    return asked.answer(noticeMessage(lines.join('\n'), undefined, [], t));
  }
  return asked.answer(await showCase(asked, word));
}
