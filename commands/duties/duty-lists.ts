import { DateTime } from 'luxon';
import { evidenceInWords } from '../../src/cases/duty/card.js';
import type { DutyTurn } from '../../src/cases/duty/duty.js';
import { inWordsOf } from '../../src/cases/duty/shipped.js';
import { byWord } from '../../src/cases/table.js';
import { dayInWords } from '../../src/cases/turn.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone, rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { linksTo } from '../../src/slack/people/readers.js';
import { isoDay } from '../../src/time/period.js';
import { notTaken } from '../shared/not-taken.js';
import type { List } from '../subject.js';
import { reportDuties } from './duty-report.js';

/** What is missed stays in sight for so many days. */
const MISSED_DAYS = 30;

async function turnTable({ desk, reader, from }: Asked, title: string, turns: readonly DutyTurn[], again: string): Promise<Message> {
  const { t } = reader;
  if (turns.length === 0) return noticeMessage(t('duty.noTurns'), undefined, [], t);
  const names = await namesOf(desk, [...new Set(turns.map(({ owner, data }) => data.done?.by ?? owner))]);
  const head = ['no', 'day', 'duty', 'group', 'state', 'evidence', 'person'].map((column) => t(`duty.table.${column}`));
  const rows = rowsAlone(desk, turns, head, reader, (turn) => {
    const { no, owner, state, data, isOpen, breachedAt } = turn;
    const who = data.done?.by ?? owner;
    const late = data.isLate || (isOpen && breachedAt) ? ` · ${t('shared.card.turnLate')}` : '';
    return [
      no,
      dayInWords(data, reader),
      inWordsOf(data, reader).name,
      data.group,
      `${t(`duty.state.${state}`)}${late}`,
      evidenceInWords(turn, reader).replaceAll('\n', ' '),
      names.get(who) ?? who,
    ];
  });
  return tableMessage({ title, head, rows, links: linksTo(desk, turns), from, again }, t);
}

/** Today's, what is still open, and what was missed in the last month. */
async function today(asked: Asked, typed: string): Promise<Message> {
  if (typed.trim() !== '') return notTaken(typed, asked.reader);
  const { desk, reader } = asked;
  const [open, recent] = await Promise.all([
    desk.duties.open(),
    desk.duties.between(isoDay(reader.now.minus({ days: MISSED_DAYS })), isoDay(reader.now)),
  ]);
  const day = isoDay(reader.now);
  const missed = recent.filter(({ state }) => state === 'missed');
  const done = recent.filter(
    ({ state, data }) =>
      state === 'done' &&
      (data.day === day || isoDay(DateTime.fromJSDate(data.done?.at ?? new Date(0), { zone: reader.now.zone })) === day),
  );
  const title = reader.t('duty.today', { open: open.length, done: done.length, missed: missed.length, days: MISSED_DAYS });
  return turnTable(asked, title, [...open, ...done, ...missed.toReversed()], 'duty today');
}

/** Turns that are open and were due already, the longest first. */
export const overdueTurns = async ({ desk, reader: { now } }: Pick<Asked, 'desk' | 'reader'>): Promise<DutyTurn[]> =>
  fitAlone(desk, await desk.duties.open(), 'list', (one) => one.data.dueAt.getTime()).filter(({ data }) => data.dueAt <= now.toJSDate());

async function late(asked: Asked, typed: string): Promise<Message> {
  if (typed.trim() !== '') return notTaken(typed, asked.reader);
  const turns = await overdueTurns(asked);
  return turnTable(asked, asked.reader.t('duty.late', { n: turns.length }), turns, 'duty late');
}

async function week(asked: Asked, typed: string): Promise<Message> {
  if (typed.trim() !== '') return notTaken(typed, asked.reader);
  const { desk, reader } = asked;
  const turns = await desk.duties.between(isoDay(reader.now.minus({ days: 6 })), isoDay(reader.now));
  return turnTable(asked, reader.t('duty.week'), turns.toReversed(), 'duty week');
}

/** What can be asked of duties, each also shared to a channel. */
export const DUTY_LISTS: Readonly<Record<string, List>> = byWord({ today, late, week, report: reportDuties });
