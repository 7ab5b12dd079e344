import type { KnownBlock } from '@slack/types';
import { SIGNS } from '../../src/cases/standing.js';
import { person, placeOf, shorten } from '../../src/cases/text.js';
import { dueOnScreen, standingOf } from '../../src/cases/ticket/card.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, context, header, listButtons, section } from '../../src/slack/messages/blocks.js';
import { MOST_ROWS, rowsOf, rowWith } from '../shared/home-rows.js';
import { countsNow } from './desk.js';

/** So many late ones of others does Home show; the rest is behind a press. */
const MOST_LATE = 5;

/** A ticket as a row of Home: how it stands, what it is about, until when. */
function rowOf(ticket: Ticket, reader: Asked['reader'], owner = ''): KnownBlock[] {
  const { t, now } = reader;
  const { no, data, state } = ticket;
  const sign = SIGNS[standingOf(ticket, now.toJSDate())];
  const how = [t(`ticket.state.${state}`), owner, dueOnScreen(ticket, reader)].filter(Boolean).join(' · ');
  const words = [`${sign} ${no} · ${data.priority} · ${placeOf(data)}`, shorten(data.description, 120), how].join('\n');
  return rowWith(words, [{ action: 'open', label: t('shared.action.open'), value: no }], reader);
}

/** Late tickets of everybody, for those who lead: the longest late first. Rule J2. */
export async function lateBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, reader } = asked;
  const now = reader.now.toJSDate();
  const [late, { late: n }] = await Promise.all([desk.tickets.late(now, MOST_LATE), countsNow(asked)]);
  if (n === 0) return [];
  const rows = rowsOf(asked, late, (ticket) => rowOf(ticket, reader, person(ticket.owner)));
  const more = n > late.length ? listButtons([['ticket late', reader.t('ticket.figure.late', { n })]]) : [];
  return [header(reader.t('ticket.home.late', { n })), ...rows, ...actionsBlock(more, [], reader.t)];
}

/** The tickets of a person, the most urgent first. */
export async function ownBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { desk, reader } = asked;
  const { t } = reader;
  const { id } = asked.person;
  const [mine, all] = await Promise.all([desk.tickets.mine(id, MOST_ROWS), desk.tickets.countMine(id)]);
  const rows = rowsOf(asked, mine, (ticket) => rowOf(ticket, reader));
  return [
    context(t('ticket.home.mine', { n: all })),
    ...rows,
    ...(all === 0 ? [section(t('ticket.home.none'))] : []),
    ...(all > MOST_ROWS ? [context(t('ticket.home.more', { n: all - MOST_ROWS }))] : []),
  ];
}
