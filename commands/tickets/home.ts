import type { KnownBlock } from '@slack/types';
import { buttonOf } from '../../src/cases/buttons.js';
import type { CardButton } from '../../src/cases/card.js';
import { leads } from '../../src/cases/case.js';
import { SIGNS } from '../../src/cases/standing.js';
import { person, placeOf, shorten } from '../../src/cases/text.js';
import { isBehind, promiseInWords, standingOf, ticketCard } from '../../src/cases/ticket/card.js';
import { nextPromise } from '../../src/cases/ticket/next-promise.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { mayPress } from '../../src/cases/workflow.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, context, header, listButtons, section } from '../../src/slack/messages/blocks.js';
import { MOST_ROWS, rowsOf, rowWith } from '../shared/home-rows.js';
import { countsNow } from './desk.js';

/** So many late ones of others does Home show; the rest is behind a press. */
const MOST_LATE = 5;
/** Among so many of the longest late ones the gravest are looked for. */
const LOOKED_AT = 50;

/** The gravest first, and of these the one that is due first. */
const byGravity = (a: Ticket, b: Ticket): number =>
  a.data.priority.localeCompare(b.data.priority) || Number(a.dueAt ?? 0) - Number(b.dueAt ?? 0);

/** The presses that answer what a customer waits for, besides the solution. */
const ANSWERS = { firstResponse: ['contact', 'showPhone'], callback: ['calledBack', 'showPhone'] } as const;

const pressesFor = (ticket: Ticket, names: readonly string[], reader: Asked['reader']): CardButton[] =>
  names
    .filter((name) => mayPress(ticketKind, ticket, name, reader))
    .map((name, n) => ({ ...buttonOf(ticketKind, ticket.no, name, reader.t), ...(n === 0 ? { style: 'primary' as const } : {}) }));

/** What its owner does next: what answers the promise that comes first, else as the card has it. */
function nextPresses(ticket: Ticket, reader: Asked['reader']): CardButton[] {
  const what = nextPromise(ticket)?.what;
  if (what && what !== 'resolve') return pressesFor(ticket, ANSWERS[what], reader);
  return (ticketCard(ticket, reader).buttons ?? []).filter(({ style }) => style === 'primary').slice(0, 1);
}

/** What who leads does with what is late of somebody else's: gives it to somebody who can, what nobody has accepted to an engineer. */
const leadersPresses = (ticket: Ticket, reader: Asked['reader']): CardButton[] => pressesFor(ticket, ['handOver'], reader);

/** A ticket as a row of Home: how it stands, what it is about, what is promised next. */
function rowOf(ticket: Ticket, reader: Asked['reader'], owner = '', presses: readonly CardButton[] = []): KnownBlock[] {
  const { t } = reader;
  const { no, data, state } = ticket;
  const now = reader.now.toJSDate();
  const sign = SIGNS[isBehind(ticket, now) ? 'late' : standingOf(ticket, now)];
  const how = [t(`ticket.state.${state}`), owner, promiseInWords(ticket, reader)].filter(Boolean).join(' · ');
  const words = [`${sign} ${no} · ${data.priority} · ${placeOf(data)}`, shorten(data.description, 120), how].join('\n');
  return rowWith(words, [...presses, { action: 'open', label: t('shared.action.open'), value: no }], reader);
}

/** Late tickets of everybody, for those who lead: the gravest first. Rule J2. */
export async function lateBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, reader } = asked;
  const now = reader.now.toJSDate();
  const [late, { late: n }] = await Promise.all([desk.tickets.late(now, LOOKED_AT), countsNow(asked)]);
  if (n === 0) return [];
  const shown = late.toSorted(byGravity).slice(0, MOST_LATE);
  const rows = rowsOf(asked, shown, (ticket) => rowOf(ticket, reader, person(ticket.owner), leadersPresses(ticket, reader)));
  const more = n > shown.length ? listButtons([['ticket late', reader.t('ticket.figure.late', { n })]]) : [];
  return [header(reader.t('ticket.home.late', { n })), ...rows, ...actionsBlock(more, [], reader.t)];
}

/** Does it come before everything else of its owner's? */
const isPressing = (ticket: Ticket, now: Date): boolean => isBehind(ticket, now) || ticket.data.priority === 'P1';

const read = new WeakMap<Asked, Promise<Ticket[]>>();

/** A person's tickets, read once for all sections of his Home. */
function mineNow(asked: Asked): Promise<Ticket[]> {
  const known = read.get(asked) ?? asked.desk.tickets.mine(asked.person.id, LOOKED_AT);
  read.set(asked, known);
  return known;
}

/** A person's tickets: those that are late or grave, and the others. */
async function minePartly(asked: Asked): Promise<{ pressing: Ticket[]; others: Ticket[] }> {
  const { reader } = asked;
  const mine = await mineNow(asked);
  const now = reader.now.toJSDate();
  const pressing = mine.filter((ticket) => isPressing(ticket, now));
  return { pressing: pressing.toSorted(byGravity), others: mine.filter((ticket) => !pressing.includes(ticket)) };
}

/** A person's own tickets that are late or grave, with what is to be done next: before the day's work. */
export async function pressingBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { reader } = asked;
  const { pressing } = await minePartly(asked);
  if (pressing.length === 0) return [];
  const rows = rowsOf(asked, pressing.slice(0, MOST_LATE), (ticket) => rowOf(ticket, reader, '', nextPresses(ticket, reader)));
  const more = pressing.length > MOST_LATE ? listButtons([['ticket mine', reader.t('ticket.figure.mine', { n: pressing.length })]]) : [];
  return [header(reader.t('ticket.home.pressing', { n: pressing.length })), ...rows, ...actionsBlock(more, [], reader.t)];
}

/** The other tickets of a person, the most urgent first. */
export async function ownBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, reader } = asked;
  const { t } = reader;
  const [{ pressing, others }, all] = await Promise.all([minePartly(asked), desk.tickets.countMine(asked.person.id)]);
  const rows = rowsOf(asked, others, (ticket) => rowOf(ticket, reader));
  // Whoever leads has the desk's tickets above.
  if (all === 0 && leads(asked.person)) return [];
  const left = all - pressing.length - Math.min(others.length, MOST_ROWS);
  // All of them stand above: a heading with nothing below it would only ask where they are.
  if (all > 0 && others.length === 0 && left <= 0) return [];
  return [
    header(t('ticket.home.mine', { n: all })),
    ...rows,
    ...(all === 0 ? [section(t('ticket.home.none'))] : []),
    ...(left > 0 ? [context(t('ticket.home.more', { n: left }))] : []),
  ];
}
