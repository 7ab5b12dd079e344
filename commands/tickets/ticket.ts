import { parseCaseNo } from '../../src/cases/kinds.js';
import { ownerInWords } from '../../src/cases/owner.js';
import { phonesIn } from '../../src/cases/phones.js';
import { byWord } from '../../src/cases/table.js';
import { shorten } from '../../src/cases/text.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { whyDue } from '../../src/cases/ticket/why.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, TABLE_ROWS } from '../../src/slack/messages/blocks.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { answerCase } from '../shared/case-views.js';
import { alone, HELP, listAsked, listsInWords, listsSaid, numberOf, withLists } from '../shared/list-words.js';
import { notTaken } from '../shared/not-taken.js';
import { notThere } from '../shared/not-there.js';
import { personFirst } from '../shared/person-first.js';
import { shareable } from '../shared/shareable.js';
import type { List } from '../subject.js';
import { type Filtered, filtersIn } from './filters.js';
import { ticketTable } from './table.js';

/** What only filters is never looked for as words instead; with other words it is, where no ticket answers both. */
const isAnswer = async ({ desk }: Asked, { filter, words }: Filtered): Promise<boolean> =>
  words === '' || (await desk.tickets.countFound(words, filter)) > 0;

/** The tickets with these words, or that answer what of them filters, the newest first. */
async function found(asked: Asked, words: string): Promise<Message> {
  const { desk, reader, from = 0 } = asked;
  if (words.trim() === '') return noticeMessage(reader.t('ticket.list.findWhat'), undefined, [], reader.t);
  const filtered = await filtersIn(asked, words);
  const by = filtered && (await isAnswer(asked, filtered)) ? filtered : { words, filter: {} };
  const [tickets, n] = await Promise.all([
    desk.tickets.find(by.words, from + TABLE_ROWS, by.filter),
    desk.tickets.countFound(by.words, by.filter),
  ]);
  const title = reader.t(by === filtered ? 'ticket.list.filtered' : 'ticket.list.find', { words, n });
  return ticketTable(desk, title, tickets, reader, { all: n, from, again: `ticket find ${words}` });
}

/** One's own tickets, or those of whoever is named. */
async function ofPerson({ desk, person, reader, from = 0 }: Asked, rest: string): Promise<Message> {
  const of = rest.trim() === '' ? { id: person.id, rest: '' } : await personFirst(desk, rest);
  if (of?.rest !== '') return notTaken(rest, reader);
  const [tickets, all] = await Promise.all([desk.tickets.mine(of.id, from + TABLE_ROWS), desk.tickets.countMine(of.id)]);
  const name = (await namesOf(desk, [of.id])).get(of.id) ?? of.id;
  const title = of.id === person.id ? reader.t('ticket.list.mine') : reader.t('ticket.list.of', { name });
  return ticketTable(desk, title, tickets, reader, { all, from, again: `ticket mine ${rest}`.trim() });
}

/** The lists that can be asked for, each also shared to a channel. */
export const TICKET_LISTS: Readonly<Record<string, List>> = byWord({
  mine: ofPerson,
  open: alone(async ({ desk, reader, from = 0 }) => {
    const [tickets, n] = await Promise.all([desk.tickets.open(from + TABLE_ROWS), desk.tickets.countOpen()]);
    return ticketTable(desk, reader.t('ticket.list.open', { n }), tickets, reader, { all: n, from, again: 'ticket open' });
  }),
  late: alone(async ({ desk, reader, from = 0 }) => {
    const now = reader.now.toJSDate();
    const [tickets, n] = await Promise.all([desk.tickets.late(now, from + TABLE_ROWS), desk.tickets.countLate(now)]);
    return ticketTable(desk, reader.t('ticket.list.late', { n }), tickets, reader, { all: n, from, again: 'ticket late' });
  }),
  risk: alone(async ({ desk, reader, from = 0 }) => {
    const now = reader.now.toJSDate();
    const [tickets, n] = await Promise.all([desk.tickets.atRisk(now, from + TABLE_ROWS), desk.tickets.countAtRisk(now)]);
    return ticketTable(desk, reader.t('ticket.list.risk', { n }), tickets, reader, { all: n, from, again: 'ticket risk' });
  }),
  unaccepted: alone(async ({ desk, reader, from = 0 }) => {
    const [tickets, n] = await Promise.all([desk.tickets.unaccepted(from + TABLE_ROWS), desk.tickets.countUnaccepted()]);
    return ticketTable(desk, reader.t('ticket.list.unaccepted', { n }), tickets, reader, { all: n, from, again: 'ticket unaccepted' });
  }),
  callbacks: alone(async ({ desk, reader, from = 0 }) => {
    const [tickets, n] = await Promise.all([desk.tickets.callbacks(from + TABLE_ROWS), desk.tickets.countCallbacks()]);
    return ticketTable(
      desk,
      reader.t('ticket.list.callbacks', { n }),
      tickets,
      reader,
      { all: n, from, again: 'ticket callbacks' },
      'callback',
    );
  }),
  first: alone(async ({ desk, reader, from = 0 }) => {
    const [tickets, n] = await Promise.all([desk.tickets.firstMissed(from + TABLE_ROWS), desk.tickets.countFirstMissed()]);
    return ticketTable(desk, reader.t('ticket.list.first', { n }), tickets, reader, { all: n, from, again: 'ticket first' }, 'first');
  }),
  find: found,
});

/** Why a ticket is due when it is, step by step. */
export async function explain({ desk, reader }: Asked, typed: string): Promise<string[]> {
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'ticket') return [await notThere({ desk, reader }, no ?? typed, 'shared.refusal.noSuchCase')];
  const steps = whyDue(record as object as Ticket, await policyNow(desk), reader);
  return [
    reader.t('ticket.why.title', { no: record.no, owner: ownerInWords(record.owner, reader.t) }),
    steps.map((step, n) => `${n + 1}. ${step}`).join('\n'),
  ];
}

/** Asks for the reckoning, in any language. */
const WHY = wordsFor('ticket.mention', ['why']);

const LISTS = listsInWords('ticket', TICKET_LISTS);
/** The lists that can be pressed; what is looked for has to be typed. */
const OFFERED = ['mine', 'open', 'late', 'risk', 'unaccepted', 'callbacks', 'first'];
/** So much of what is not found is said again. */
const SHOWN_WORDS = 60;

/** `/ticket`: without a word one's own, a number with or without its letter the card, a list's word the list, and anything else is looked for. */
export async function answerTicket(asked: Asked, text: string, triggerId: string): Promise<void> {
  const { t } = asked.reader;
  const [typed = '', ...rest] = text.trim().split(/\s+/);
  const named = listAsked(LISTS, text.trim() || 'mine');
  // Words behind one that takes none are no list of that name: they are looked for, together with it.
  const takes =
    named && (named.rest === '' || named.word === 'find' || (named.word === 'mine' && (await personFirst(asked.desk, named.rest))));
  if (named && takes) return asked.answer(shareable(await named.list(asked, named.rest), `ticket ${named.word} ${named.rest}`.trim(), t));
  if (HELP[typed.toLowerCase()]) return asked.answer(withLists(t('ticket.help.ticket'), 'ticket', 'ticket', OFFERED, asked.reader));
  // A number with blanks begins like a ticket's.
  if (phonesIn(text).length > 0) return asked.answer(await lookedFor(asked, text.trim()));
  const no = parseCaseNo(numberOf('T', typed));
  if (!no) return asked.answer(await lookedFor(asked, text.trim()));
  if (WHY[(rest[0] ?? '').toLowerCase()]) {
    const lines = await explain(asked, no);
    return asked.answer(noticeMessage(lines.join('\n'), undefined, [], t));
  }
  return answerCase(asked, no, rest, triggerId);
}

/** What was typed is looked for in the tickets; where none has it, what else there is. */
async function lookedFor(asked: Asked, text: string): Promise<Message> {
  const { desk, reader } = asked;
  const filtered = await filtersIn(asked, text);
  const n = filtered && (await desk.tickets.countFound(filtered.words, filtered.filter));
  if (n || (filtered?.words !== '' && (await desk.tickets.countFound(text)) > 0))
    return shareable(await found(asked, text), `ticket find ${text}`, reader.t);
  const of = await personFirst(desk, text);
  if (of?.rest === '') return shareable(await ofPerson(asked, `<@${of.id}>`), `ticket mine <@${of.id}>`, reader.t);
  if (filtered) return noticeMessage(reader.t('ticket.list.noneFiltered', { words: shorten(text, SHOWN_WORDS) }), undefined, [], reader.t);
  const elsewhere = await listsSaid(asked, text);
  return (
    elsewhere ?? withLists(reader.t('ticket.list.unknown', { words: shorten(text, SHOWN_WORDS) }), 'ticket', 'ticket', OFFERED, reader)
  );
}
