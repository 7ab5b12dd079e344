import type { Reader } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import { kindOfNo, parseCaseNo } from '../../src/cases/kinds.js';
import { byWord } from '../../src/cases/table.js';
import { person as mention, placeOf, shorten } from '../../src/cases/text.js';
import { dueInWords } from '../../src/cases/ticket/card.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { whyDue } from '../../src/cases/ticket/why.js';
import { hasText, wordsFor } from '../../src/locales/index.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { cardMessage, type Message, noticeMessage, TABLE_ROWS, type Table, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { Entry } from '../registry.js';
import { shareable } from '../shared/shareable.js';

/** A list of tickets as a table. */
export async function ticketTable(
  desk: Desk,
  title: string,
  tickets: readonly Ticket[],
  reader: Reader,
  page: Pick<Table, 'all' | 'from' | 'again'> = {},
): Promise<Message> {
  const { t } = reader;
  const names = await namesOf(
    desk,
    tickets.map(({ owner }) => owner),
  );
  const head = ['no', 'priority', 'customer', 'fault', 'owner', 'state', 'due'].map((column) => t(`ticket.table.${column}`));
  const rows = rowsAlone(desk, tickets, head, reader, (ticket) => [
    ticket.no,
    ticket.data.priority,
    placeOf(ticket.data),
    shorten(ticket.data.description, 80),
    names.get(ticket.owner) ?? ticket.owner,
    t(`ticket.state.${ticket.state}`),
    dueInWords(ticket, reader),
  ]);
  return tableMessage({ title, head, rows, ...page, footer: tickets.length === 0 ? t('ticket.table.none') : undefined }, t);
}

/** The lists that can be asked for, each also shared to a channel. */
export const LISTS: Readonly<Record<string, (asked: Asked, rest: string) => Promise<Message>>> = byWord({
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

/** A case's card as its reader may see it, or the sentence that there is none. */
export async function showCase({ desk, reader }: Asked, typed: string): Promise<Message> {
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  const card = record && cardOf(record, reader, (error) => desk.broken.report(record, 'card', error));
  return card ? cardMessage(card, reader.t) : noticeMessage(noSuch(no, typed, reader), undefined, [], reader.t);
}

/** That there is no such case, and which list has those that there are. */
function noSuch(no: CaseNo | undefined, typed: string, { t, locale }: Asked['reader']): string {
  const own = `shared.refusal.noSuch_${(no && kindOfNo(no)?.name) ?? ''}`;
  return t(no ? (hasText(own, locale) ? own : 'shared.refusal.noSuchCase') : 'shared.refusal.notANumber', { no: no ?? typed });
}

/** Why a ticket is due when it is, step by step. */
export async function explain({ desk, reader }: Asked, typed: string): Promise<string[]> {
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'ticket') return [reader.t('shared.refusal.noSuchCase', { no: no ?? typed })];
  const steps = whyDue(record as object as Ticket, await policyNow(desk), reader);
  return [
    reader.t('ticket.why.title', { no: record.no, owner: mention(record.owner) }),
    steps.map((step, n) => `${n + 1}. ${step}`).join('\n'),
  ];
}

/** Asks for the reckoning, in any language. */
const WHY = wordsFor('shared.mention.words', ['why']);

async function answerTicket(asked: Asked, text: string): Promise<void> {
  const { t } = asked.reader;
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const list = LISTS[word.toLowerCase()];
  if (list) return asked.answer(shareable(await list(asked, rest.join(' ')), `ticket ${text.trim()}`, t));
  if (word === '' || word === 'help') return asked.answer(t('ticket.help.ticket'));
  if (WHY[(rest[0] ?? '').toLowerCase()]) {
    const lines = await explain(asked, word);
    return asked.answer(noticeMessage(lines.join('\n'), undefined, [], t));
  }
  return asked.answer(await showCase(asked, word));
}

export const ticket: Entry = {
  commands: ['/ticket'],
  register(app, desk) {
    app.command('/ticket', async ({ command, ack, respond }) => {
      await ack();
      await attend(desk, command.user_id, answerer(desk, command.user_id, respond), (asked) => answerTicket(asked, command.text));
    });
  },
};
