import { DateTime } from 'luxon';
import type { CallData } from '../../src/cases/call/workflow.js';
import type { Reader } from '../../src/cases/card.js';
import type { MessageData } from '../../src/cases/message/index.js';
import { onScreen } from '../../src/cases/moment.js';
import { person, shorten, unformatted } from '../../src/cases/text.js';
import type { TicketData } from '../../src/cases/ticket/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { type Message, noticeMessage, TABLE_ROWS, type Table, tableMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone, rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { cardLink, numberOf } from '../../src/slack/people/readers.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { isoDay, parsePeriod } from '../../src/time/period.js';
import { notThere } from '../shared/not-there.js';
import type { List, Subject } from '../subject.js';
import { openCallLog } from './call.js';

type Called = Partial<TicketData & MessageData & Omit<CallData, 'outcome'>>;
const calledIn = (record: CaseRecord): Called => record.data as Called;

/** How a call ended: a message has no outcome but itself. */
const outcomeOf = (record: CaseRecord): string => (record.kind === 'message' ? 'message' : String(calledIn(record).outcome ?? 'ticket'));

/** The calls of today, or of the period that was typed, whatever they became: who called, why, and how it stands. Rules B2, B3. */
export const callLog: List = async (asked, typed) => {
  const { desk, reader, from = 0 } = asked;
  const { t, now } = reader;
  const days = parsePeriod(typed.trim() === '' ? isoDay(now) : typed.trim(), now);
  if (typeof days === 'string') return noticeMessage(periodTrouble(days, typed, asked.reader.t), undefined, [], t);
  const begins = DateTime.fromISO(days.from, { zone: now.zone }).toJSDate();
  const ends = DateTime.fromISO(days.to, { zone: now.zone }).plus({ days: 1 }).toJSDate();
  const [calls, n] = await Promise.all([desk.calls.between(begins, ends, from + TABLE_ROWS), desk.calls.countBetween(begins, ends)]);
  const title = t('call.list.log', { days: days.from === days.to ? days.from : `${days.from} – ${days.to}`, n });
  const again = `newcall log ${typed}`.trim();
  return callTable(asked, calls, { title, all: n, from, again, footer: t(n === 0 ? 'call.list.none' : 'call.list.how') });
};

/** The messages that nobody has acknowledged yet. */
export const unreadMessages: List = async (asked) => {
  const { desk, reader, from = 0 } = asked;
  const [messages, n] = await Promise.all([desk.calls.unread(from + TABLE_ROWS), desk.calls.countUnread()]);
  return callTable(asked, messages, { title: reader.t('call.list.messages', { n }), all: n, from, again: 'newcall messages' });
};

/** So many of them stand in `/desk`, each with its caller at a glance. */
const FEW = 3;
const CALLER_LENGTH = 80;

/** The oldest of them in `/desk`: for whom, from whom, since when. */
export async function unreadInShort({ desk, reader }: Asked): Promise<readonly string[]> {
  const messages = await desk.calls.unread(FEW);
  return fitAlone(desk, messages, 'figures', (record) => inShort(desk, record, reader)).map((record) => inShort(desk, record, reader));
}

function inShort(desk: Desk, record: CaseRecord, reader: Reader): string {
  const { callerName, customer } = calledIn(record);
  const caller = unformatted(shorten([callerName, customer].filter(Boolean).join(' · '), CALLER_LENGTH));
  const to = reader.t('call.list.messageFor', { to: person(record.owner), at: onScreen(record.openedAt, reader) });
  return [numberOf(desk, record, reader), caller, to].filter(Boolean).join(' · ');
}

async function callTable(
  { desk, reader }: Asked,
  calls: readonly CaseRecord[],
  page: Pick<Table, 'title' | 'all' | 'from' | 'again' | 'footer'>,
): Promise<Message> {
  const { t } = reader;
  const names = await namesOf(
    desk,
    calls.map(({ owner }) => owner),
  );
  const head = ['no', 'at', 'outcome', 'caller', 'fault', 'owner', 'state'].map((column) => t(`call.table.${column}`));
  const rows = rowsAlone(desk, calls, head, reader, (record) => {
    const { callerName, customer, site, description, text } = calledIn(record);
    return [
      record.no,
      onScreen(record.openedAt, reader),
      t(`call.outcome.${outcomeOf(record)}`),
      [callerName, customer, site].filter(Boolean).join(' · '),
      shorten(description ?? text ?? '', 80),
      names.get(record.owner) ?? record.owner,
      t(`${record.kind}.state.${record.state}`),
    ];
  });
  return tableMessage({ head, rows, links: calls.map((record) => cardLink(desk, record, reader)), ...page }, t);
}

const periodTrouble = (problem: string, typed: string, t: Parameters<typeof tableMessage>[1]): string =>
  t(`call.refusal.${problem}`, { typed: shorten(typed, 60), days: 366, years: 25 });

/** A call or a message that was a fault after all: the call log with what is known of it. The number in it is seen, and that is recorded; what is promised counts from that call. Rule A1. */
export const makeTicket: NonNullable<Subject['views']>[string] = async (asked, { no, triggerId, key }) => {
  const { desk, person, reader } = asked;
  const record = await desk.cases.get(no);
  if (!record) return asked.answer(await notThere(asked, no, 'shared.trouble.gone'));
  const calledAt = record.openedAt;
  const { phone, customer, callerName, callerTitle, description, text } = calledIn(record);
  if (phone) await act(desk, person, no, 'showPhone', {}, `${key}:showPhone`);
  const said = [description ?? text, `(${no})`].filter(Boolean).join(' ');
  return openCallLog(
    asked,
    triggerId,
    Promise.resolve({
      values: { outcome: 'ticket', phone, customer, callerName, callerTitle, description: said },
      told: [reader.t('call.countsFrom', { no, at: onScreen(calledAt, reader) })],
      calledAt,
    }),
  );
};
