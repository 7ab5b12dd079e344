import type { DateTime } from 'luxon';
import { begunWith, byWord } from '../../src/cases/table.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { TicketFilter } from '../../src/store/tickets.js';
import { instantsOf, looksLikePeriod, parsePeriod } from '../../src/time/period.js';
import { personFirst } from '../shared/person-first.js';

type Filter = (now: DateTime) => TicketFilter;

/** What came in a stretch of the calendar, so many of them ago. */
const cameIn =
  (unit: 'day' | 'week' | 'month', ago = 0): Filter =>
  (now) => {
    const from = now.startOf(unit).minus({ [unit]: ago });
    return { openedAt: { $gte: from.toJSDate(), $lt: from.plus({ [unit]: 1 }).toJSDate() } };
  };

const STATES = ['accepted', 'in_progress', 'waiting_customer', 'resolved', 'cancelled'] as const;

/** By the words of states, of lists, and of what only filters. */
const FILTERS: Readonly<Record<string, Filter>> = byWord({
  ...Object.fromEntries(STATES.map((state) => [state, (): TicketFilter => ({ state })])),
  open: () => ({ isOpen: true }),
  late: (now) => ({ isOpen: true, dueAt: { $lte: now.toJSDate() } }),
  risk: (now) => ({ isOpen: true, dueAt: { $gte: now.toJSDate() }, riskAt: { $lte: now.toJSDate() } }),
  unaccepted: () => ({ isOpen: true, state: 'open' }),
  closed: () => ({ isOpen: false }),
  today: cameIn('day'),
  yesterday: cameIn('day', 1),
  week: cameIn('week'),
  lastWeek: cameIn('week', 1),
  month: cameIn('month'),
  lastMonth: cameIn('month', 1),
});
const WORDS = byWord({
  ...wordsFor('ticket.state', STATES),
  ...wordsFor('ticket.listWord', ['open', 'late', 'risk', 'unaccepted']),
  ...wordsFor('ticket.filter', ['closed', 'today', 'yesterday', 'week', 'lastWeek', 'month', 'lastMonth']),
});

/** What was asked for by words that filter, and the words that are looked for. */
export interface Filtered {
  readonly filter: TicketFilter;
  readonly words: string;
}

/** What the first word, or the first words, of a text filter by, and what stands behind; undefined where it is none. */
async function filterFirst(
  { desk, reader: { now } }: Asked,
  text: string,
): Promise<(TicketFilter & { readonly rest: string }) | undefined> {
  const [first = '', ...others] = text.split(/\s+/);
  const rest = others.join(' ');
  if (/^p[1-4]$/i.test(first)) return { 'data.priority': first.toUpperCase(), rest };
  const begun = begunWith(WORDS, text);
  const named = begun && FILTERS[begun.row];
  if (named) return { ...named(now), rest: begun.rest };
  const days = looksLikePeriod(first) ? parsePeriod(first, now) : undefined;
  if (typeof days === 'object') {
    const { from, to } = instantsOf(days, now);
    return { openedAt: { $gte: from, $lt: to }, rest };
  }
  const of = await personFirst(desk, text);
  return of && { owner: of.id, rest: of.rest };
}

/** In so many words a filter is looked for: in a complaint of three thousand letters nobody filters. */
const MOST_READ = 12;

/**
 * Reads words as filters of tickets: priority, state, person, period. Whatever is none of them is looked for. Undefined without a filter, and
 * for a person alone, whose list there is.
 */
export async function filtersIn(asked: Asked, typed: string): Promise<Filtered | undefined> {
  let text = typed.trim();
  let filter: TicketFilter = {};
  const words: string[] = [];
  for (let read = 0; text !== '' && read < MOST_READ; read += 1) {
    const found = await filterFirst(asked, text);
    const { rest, ...one } = found ?? { rest: text.split(/\s+/).slice(1).join(' ') };
    if (found) filter = { ...filter, ...one };
    else words.push(text.split(/\s+/)[0] ?? '');
    text = rest;
  }
  const isOfPersonAlone = words.length === 0 && text === '' && Object.keys(filter).join() === 'owner';
  return Object.keys(filter).length > 0 && !isOfPersonAlone ? { filter, words: [...words, text].join(' ').trim() } : undefined;
}
