import { DateTime } from 'luxon';
import type { Reader } from '../../src/cases/card.js';
import { byWord } from '../../src/cases/table.js';
import { placeOf } from '../../src/cases/text.js';
import { isLateNow, windowOnScreen } from '../../src/cases/visit/card.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone, rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { failureOf } from '../../src/slack/outbox/delivery.js';
import { linksTo } from '../../src/slack/people/readers.js';
import { isoDay, parsePeriod } from '../../src/time/period.js';
import { timeInWords } from '../../src/time/wording.js';
import { alone } from '../shared/list-words.js';
import { personFirst } from '../shared/person-first.js';

/** The local noon that parts a day's halves. */
const NOON = 12;
/** How many days a week's diary shows, the first included. */
const WEEK_DAYS = 7;
const TEAM_DAYS = 2;

export const stateInWords = (visit: Visit, { t, now }: Reader): string =>
  isLateNow(visit, now.toJSDate()) ? t('visit.diary.late', { state: t(`visit.state.${visit.state}`) }) : t(`visit.state.${visit.state}`);

/** A list of visits as a table. */
async function visitTable({ desk, reader, from }: Asked, title: string, visits: readonly Visit[], again: string): Promise<Message> {
  const { t } = reader;
  const names = await namesOf(
    desk,
    visits.flatMap(({ data }) => data.crew ?? []),
  );
  const head = ['no', 'window', 'customer', 'address', 'engineer', 'state', 'ticket'].map((column) => t(`visit.table.${column}`));
  const rows = rowsAlone(desk, visits, head, reader, (visit) => [
    visit.no,
    windowOnScreen(visit.data, reader),
    placeOf(visit.data),
    visit.data.address ?? t('shared.card.missing'),
    visit.data.crew.map((id) => names.get(id) ?? id).join(', ') || t('shared.card.pool'),
    stateInWords(visit, reader),
    visit.data.ticketNo,
  ]);
  return tableMessage(
    { title, head, rows, links: linksTo(desk, visits), from, again, footer: visits.length === 0 ? t('visit.diary.none') : undefined },
    t,
  );
}

/** Whose diary is asked for: the asker's own when nobody is named; undefined when it is nobody whom Slack knows, or more was typed. */
async function whoseDiary({ desk, person }: Asked, text: string): Promise<string | undefined> {
  if (text.trim() === '') return person.id;
  const named = await personFirst(desk, text);
  if (named?.rest !== '') return undefined;
  try {
    return (await desk.people.find(named.id)).id;
  } catch (error) {
    if (failureOf(error).kind === 'refused') return undefined;
    throw error;
  }
}

/** From which day on a diary shows how many days; with what is still open from before (`isNow`), if it begins today. */
interface Days {
  readonly from: DateTime;
  readonly days: number;
  readonly isNow?: boolean;
}

/** The days of a diary by its word; the days of a week begin on Monday, save those of the one that runs: from today on. */
const DAYS = {
  today: (today) => ({ from: today, days: 1, isNow: true }),
  tomorrow: (today) => ({ from: today.plus({ days: 1 }), days: 1 }),
  yesterday: (today) => ({ from: today.minus({ days: 1 }), days: 1 }),
  week: (today) => ({ from: today, days: WEEK_DAYS, isNow: true }),
  nextWeek: (today) => ({ from: today.startOf('week').plus({ weeks: 1 }), days: WEEK_DAYS }),
} as const satisfies Record<string, (today: DateTime) => Days>;

/** Somebody's visits of these days; `say` names them, `again` asks for them anew. */
async function diaryOf(asked: Asked, text: string, { from, days, isNow }: Days, say: string, again: string): Promise<Message> {
  const { desk, reader } = asked;
  const who = await whoseDiary(asked, text);
  if (!who) return noticeMessage(reader.t('shared.refusal.nobodyOfThatName', { name: text.trim() }), undefined, [], reader.t);
  const period = { from: from.toJSDate(), to: from.plus({ days }).toJSDate() };
  const visits = await (isNow ? desk.visits.agendaOf(who, period) : desk.visits.diaryOf(who, period));
  const name = (await namesOf(desk, [who])).get(who) ?? who;
  const until = from.plus({ days: days - 1 });
  const title = reader.t(`visit.diary.${say}`, { name, n: visits.length, day: [...new Set([isoDay(from), isoDay(until)])].join(' – ') });
  return visitTable(asked, title, visits, `visit ${again} ${text}`.trim());
}

const diary = (asked: Asked, text: string, word: keyof typeof DAYS): Promise<Message> =>
  diaryOf(asked, text, DAYS[word](asked.reader.now.startOf('day')), word, word);

/** The days that a word is, as other lists take them; undefined for another word, and for a mere number, which is a visit's. */
export function daysIn(typed: string, now: DateTime): Days | undefined {
  const days = /\D/.test(typed) ? parsePeriod(typed, now) : 'notAPeriod';
  if (typeof days === 'string') return undefined;
  const [from, to] = [days.from, days.to].map((day) => DateTime.fromISO(day, { zone: now.zone })) as [DateTime, DateTime];
  return { from, days: Math.round(to.diff(from, 'days').days) + 1 };
}

/** Somebody's visits of days that are typed as such, with his name behind; undefined where the first word is none. */
export function diaryOfDays(asked: Asked, typed: string): Promise<Message> | undefined {
  const [word = '', ...rest] = typed.trim().split(/\s+/);
  const days = daysIn(word, asked.reader.now);
  return days && diaryOf(asked, rest.join(' '), days, 'ofDays', word);
}

/** One's own visits of today, for whoever pressed on another than he meant. */
export const myDay = (asked: Asked): Promise<Message> => diary(asked, '', 'today');

const halfOf = (visit: Visit, zone: DateTime['zone'], day: DateTime): number => {
  const start = day.set({ hour: NOON }).setZone(zone);
  return visit.data.from < start.toJSDate() ? 0 : 1;
};

/** Every engineer's visits by half-day, today and tomorrow. */
async function team({ desk, reader, from }: Asked): Promise<Message> {
  const { t, now, locale } = reader;
  const first = now.startOf('day');
  const days = Array.from({ length: TEAM_DAYS }, (_, n) => first.plus({ days: n }));
  const [before, ahead] = await Promise.all([
    desk.visits.unfinishedBefore(first.toJSDate()),
    desk.visits.between({ from: first.toJSDate(), to: first.plus({ days: TEAM_DAYS }).toJSDate() }),
  ]);
  const visits = fitAlone(desk, [...before, ...ahead], 'list', (visit) => [
    visit.data.crew.map(String),
    placeOf(visit.data),
    stateInWords(visit, reader),
  ]);
  const people = [...new Set([...(await desk.people.engineers()), ...visits.flatMap(({ data }) => data.crew)])];
  const names = await namesOf(desk, people);
  const title = (day: DateTime): string => day.setLocale(locale).toLocaleString({ weekday: 'short', day: 'numeric', month: 'short' });
  const head = [
    t('visit.table.engineer'),
    ...(before.length > 0 ? [t('visit.diary.before')] : []),
    ...days.flatMap((day) => [`${title(day)} ${t('visit.diary.morning')}`, `${title(day)} ${t('visit.diary.afternoon')}`]),
  ];
  const line = (visit: Visit, on: DateTime): string =>
    `${timeInWords(visit.data.from, on.setLocale(locale), locale)} ${visit.no} ${placeOf(visit.data)}${isLateNow(visit, now.toJSDate()) ? ' ⚠' : ''}`;
  const cell = (mine: readonly Visit[], day: DateTime, half: number): string =>
    mine
      .filter(
        (visit) =>
          visit.data.from >= day.toJSDate() && visit.data.from < day.plus({ days: 1 }).toJSDate() && halfOf(visit, now.zone, day) === half,
      )
      .map((visit) => line(visit, day))
      .join('\n');
  const earlier = (mine: readonly Visit[]): string =>
    before
      .filter((visit) => mine.includes(visit))
      .map((visit) => line(visit, now))
      .join('\n');
  const row = (name: string, mine: readonly Visit[]): string[] => [
    name,
    ...(before.length > 0 ? [earlier(mine)] : []),
    ...days.flatMap((day) => [cell(mine, day, 0), cell(mine, day, 1)]),
  ];
  const pooled = visits.filter(({ data }) => data.crew.length === 0);
  const rows = [
    ...people.map((id) =>
      row(
        names.get(id) ?? id,
        visits.filter(({ data }) => data.crew.includes(id)),
      ),
    ),
    ...(pooled.length > 0 ? [row(t('shared.card.pool'), pooled)] : []),
  ];
  const footer = rows.length === 0 ? t('visit.diary.none') : undefined;
  return tableMessage({ title: t('visit.diary.team'), head, rows, from, again: 'visit team', footer }, t);
}

/** Copies of service orders that have not come back, or not been received. Rule D13. */
async function handIns(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const visits = (await desk.visits.open()).filter(({ state }) => state === 'signed' || state === 'handed_in');
  return visitTable(asked, reader.t('visit.diary.handIns', { n: visits.length }), visits, 'visit handins');
}

/** Whoever should be at the door and is not, the longest late first. Rule D6. */
export async function lateNow({ desk, reader }: Asked): Promise<Visit[]> {
  const now = reader.now.toJSDate();
  return (await desk.visits.open()).filter((visit) => isLateNow(visit, now));
}

async function late(asked: Asked): Promise<Message> {
  const visits = await lateNow(asked);
  return visitTable(asked, asked.reader.t('visit.diary.lateTitle', { n: visits.length }), visits, 'visit late');
}

async function pool(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const visits = await desk.visits.pool();
  return visitTable(asked, reader.t('visit.diary.pool', { n: visits.length }), visits, 'visit pool');
}

/** What `/visit` lists, by its first word; each can be shared to a channel. */
export const DIARIES: Readonly<Record<string, (asked: Asked, rest: string) => Promise<Message>>> = byWord({
  today: (asked, rest) => diary(asked, rest, 'today'),
  tomorrow: (asked, rest) => diary(asked, rest, 'tomorrow'),
  yesterday: (asked, rest) => diary(asked, rest, 'yesterday'),
  week: (asked, rest) => diary(asked, rest, 'week'),
  nextWeek: (asked, rest) => diary(asked, rest, 'nextWeek'),
  team: alone(team),
  late: alone(late),
  pool: alone(pool),
  handins: alone(handIns),
});
