import type { Reader } from '../../src/cases/card.js';
import { leads } from '../../src/cases/case.js';
import { placeOf, shorten, unformatted } from '../../src/cases/text.js';
import { countOf, deskFigures, type Share, type StandingTallies, unacceptedOf } from '../../src/cases/ticket/figures.js';
import { type NextPromise, nextPromise, promiseOnScreen } from '../../src/cases/ticket/next-promise.js';
import { PRIORITIES } from '../../src/cases/ticket/priority.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, tableMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { barChart, type ChartBlock } from '../../src/slack/messages/charts.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { numberOf } from '../../src/slack/people/readers.js';
import { durationInWords } from '../../src/time/wording.js';
import type { DeskLines } from '../subject.js';
import { ticketTable } from './table.js';

/** How many of the next due tickets the summary shows. */
const NEXT_DUE = 15;
const MOST_OWNERS = 12;

const counted = new WeakMap<Asked, Promise<StandingTallies>>();

/** The open tickets, counted once for everything that one answer shows of them. */
function standingNow(asked: Asked): Promise<StandingTallies> {
  const known = counted.get(asked) ?? asked.desk.tickets.standing(asked.reader.now.toJSDate());
  counted.set(asked, known);
  return known;
}

export async function figuresNow(asked: Asked) {
  const [standing, promises] = await Promise.all([standingNow(asked), asked.desk.tickets.promises(asked.reader.now)]);
  return deskFigures({ ...standing, ...promises });
}

/** How many tickets stand how. */
export async function countsNow(asked: Asked) {
  const standing = await standingNow(asked);
  const { open, atRisk, late } = standing;
  return { open: countOf(open), atRisk: countOf(atRisk), late: countOf(late), unaccepted: unacceptedOf(standing) };
}

export const percent = ({ kept, all }: Share, { t }: Reader): string =>
  all === 0 ? t('ticket.desk.noneYet') : `${Math.round((kept / all) * 100)}% (${kept}/${all})`;

/** Open tickets in figures: how many, by priority, by person, and how many promises were kept. Rule J2. */
async function ticketLines(asked: Asked): Promise<string[]> {
  const { desk, reader } = asked;
  const { t } = reader;
  const figures = await figuresNow(asked);
  const names = await namesOf(desk, [...figures.byOwner.keys()]);
  const priorities = PRIORITIES.map((priority) => `${priority} ${figures.byPriority.get(priority)?.open ?? 0}`).join(' · ');
  // Figures of persons are for those who lead; everybody has his own.
  const owners = [...figures.byOwner]
    .filter(([id]) => leads(asked.person) || id === asked.person.id)
    .sort(([, a], [, b]) => b.open - a.open)
    .slice(0, MOST_OWNERS)
    .map(([id, row]) => `${names.get(id)} ${row.open}${row.late > 0 ? ` (${t('ticket.desk.lateShort', { n: row.late })})` : ''}`);
  return [
    t('ticket.desk.byPriority', { list: priorities }),
    ...(owners.length > 0 ? [t('ticket.desk.byOwner', { list: owners.join(' · ') })] : []),
    t('ticket.desk.kept', { week: percent(figures.keptWeek, reader), month: percent(figures.keptMonth, reader) }),
  ];
}

export const TICKET_LINES: DeskLines = { place: 10, lines: ticketLines };

/** The weeks that are drawn, the present one among them. */
const WEEKS = 4;

/** What came, what ended and how much of it was kept, week by week from Monday on in the desk's zone. */
export async function weeksChart({ desk, reader: { t, now } }: Asked): Promise<ChartBlock | undefined> {
  const mondays = Array.from({ length: WEEKS }, (_, n) => now.startOf('week').minus({ weeks: WEEKS - 1 - n }));
  const weeks = await Promise.all(mondays.map((from) => desk.tickets.between(from.toJSDate(), from.plus({ weeks: 1 }).toJSDate())));
  if (weeks.every(({ received, ended }) => received + ended === 0)) return undefined;
  const labels = weeks.map(({ promises: { kept, all } }, n) => {
    const day = mondays[n]?.toFormat('MM-dd') ?? '';
    return all > 0 ? t('ticket.desk.weekShare', { day, share: Math.round((kept / all) * 100) }) : t('ticket.desk.week', { day });
  });
  return barChart(t('ticket.desk.weeks'), labels, {
    [t('ticket.desk.received')]: weeks.map(({ received }) => received),
    [t('ticket.desk.ended')]: weeks.map(({ ended }) => ended),
  });
}

/** So many of a figure's list stand with it in `/desk`. */
export const FEW = 3;
const PLACE_LENGTH = 80;

/** Tickets in `/desk` in a line each: what was promised, and by when; `isOf` picks the promise that the list is of. */
export function promisesOf(
  { desk, reader }: Asked,
  tickets: readonly Ticket[],
  isOf: (ticket: Ticket) => NextPromise | undefined = nextPromise,
): readonly string[] {
  const line = (ticket: Ticket): string => {
    const promise = isOf(ticket);
    const place = unformatted(shorten(placeOf(ticket.data), PLACE_LENGTH));
    return [numberOf(desk, ticket, reader), ticket.data.priority, place, promise && promiseOnScreen(promise, reader)]
      .filter(Boolean)
      .join(' · ');
  };
  return fitAlone(desk, tickets, 'figures', line).map(line);
}

/** What is late, the longest first, then what is due next, below the head of `/desk`. */
export async function nextDue(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const [{ open: all }, next] = await Promise.all([countsNow(asked), desk.tickets.open(NEXT_DUE)]);
  return ticketTable(desk, reader.t('ticket.desk.next'), next, reader, { all, again: 'ticket open' });
}

/** Promises by priority. */
export async function sla(asked: Asked): Promise<Message> {
  const { reader, desk } = asked;
  const { t, locale } = reader;
  const [figures, first, policy] = await Promise.all([figuresNow(asked), desk.tickets.firstContacts(reader.now), policyNow(desk)]);
  const none = { kept: 0, all: 0 };
  const head = ['priority', 'target', 'open', 'atRisk', 'late', 'first7', 'first30', 'kept7', 'kept30'].map((column) =>
    t(`ticket.table.${column}`),
  );
  const rows = PRIORITIES.map((priority) => {
    const row = figures.byPriority.get(priority);
    const target = `${durationInWords(policy.sla[priority].firstResponse, locale)} / ${durationInWords(policy.sla[priority].resolve, locale)} · ${t(`ticket.clock.${policy.sla[priority].clock}`)}`;
    return [
      priority,
      target,
      String(row?.open ?? 0),
      String(row?.atRisk ?? 0),
      String(row?.late ?? 0),
      percent(first.keptWeek.get(priority) ?? none, reader),
      percent(first.keptMonth.get(priority) ?? none, reader),
      percent(row?.keptWeek ?? none, reader),
      percent(row?.keptMonth ?? none, reader),
    ];
  });
  return tableMessage({ title: t('ticket.desk.slaTitle'), head, rows, footer: t('ticket.desk.slaFooter') }, t);
}
