import type { MessagePlace } from '../../src/cases/case.js';
import { kindNamed, parseCaseNo } from '../../src/cases/kinds.js';
import { SIGNS } from '../../src/cases/standing.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, rowBlock, rowsMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { listFoot, listIn } from '../../src/slack/outbox/list-foot.js';
import { nameOf } from '../../src/slack/outbox/notices.js';
import { rowIn, type ToldRow, toldRow } from '../../src/slack/outbox/told-row.js';
import { cardLink } from '../../src/slack/people/readers.js';
import type { CaseRecord } from '../../src/store/cases.js';

/** So many are looked up at once. */
const MOST_CASES = 100;
/** So many rows of a list of reminders are shown at a time. */
const MOST_TOLD = 15;

/** What a case is about, without the number that stands before it. */
const aboutOf = (title: string, no: string): string => (title.startsWith(no) ? title.slice(no.length).replace(/^[\s·]+/, '') : title);

/** What that list told of a case that it had no room for, if whoever asks was told it. */
const toldIn = (record: CaseRecord, list: MessagePlace, user: string): ToldRow[] =>
  rowIn(record, list).filter(
    ({ one: { notice, list: known } }) => known?.more?.includes(record.no) && (notice.to.kind !== 'person' || notice.to.user === user),
  );

/** What a list of reminders had no room for, as it says it of the others: the same sentences, and the presses that answer them. */
function toldView({ desk, reader }: Asked, rows: readonly (ToldRow | CaseRecord)[], of: MessagePlace): Message {
  const { t } = reader;
  const recordOf = (row: ToldRow | CaseRecord): CaseRecord => ('one' in row ? row.record : row);
  const page = rows.slice(0, MOST_TOLD);
  const blocks = page.flatMap((row) => {
    if ('one' in row) return toldRow(desk, row.record.no, row, reader);
    const press = { action: 'open', label: t('shared.action.open'), value: row.no };
    return rowBlock({ text: `• ${nameOf(row, reader, cardLink(desk, row, reader))}`, presses: [press] }, t);
  });
  const more = rows.slice(MOST_TOLD).map((row) => recordOf(row).no);
  const shown = page.map((row) => ({ no: recordOf(row).no, record: recordOf(row) }));
  const title = t('overview.cases.title', { n: rows.length });
  return rowsMessage(title, [...blocks, ...listFoot(desk, { shown, more, over: [], of }, reader)]);
}

/**
 * Cases of whatever kind by their numbers. Of a list of reminders that had no room for them, what that told of them; else how they stand
 * now.
 */
export async function casesView(asked: Asked, rest: string): Promise<Message> {
  const { desk, reader, from, person, pressedIn } = asked;
  const { t } = reader;
  const numbers = [...new Set(rest.split(/[\s,，、]+/).flatMap((typed) => parseCaseNo(typed) ?? []))].slice(0, MOST_CASES);
  const found = (await Promise.all(numbers.map((no) => desk.cases.get(no)))).flatMap((record): CaseRecord[] => (record ? [record] : []));
  if (found.length === 0) return noticeMessage(t('overview.cases.none'), undefined, [], t);
  const list = listIn(rest) ?? pressedIn;
  const told = list ? found.map((record) => toldIn(record, list, person.id)[0] ?? record) : [];
  if (list && told.some((row) => 'one' in row)) return toldView(asked, told, list);
  const names = await namesOf(
    desk,
    found.map(({ owner }) => owner),
  );
  const head = [t('shared.table.no'), t('overview.cases.what'), t('shared.table.owner'), t('shared.table.state'), t('overview.cases.next')];
  const rows = rowsAlone(desk, found, head, reader, (record) => {
    const card = kindNamed(record.kind)?.card?.(record, reader);
    const sign = card?.standing ? SIGNS[card.standing] : '';
    const about = aboutOf(card?.title ?? '', record.no);
    return [record.no, about, names.get(record.owner) ?? '', [sign, card?.status].filter(Boolean).join(' '), card?.promise ?? ''];
  });
  const links = found.map((record) => cardLink(desk, record, reader));
  const title = t('overview.cases.title', { n: found.length });
  return tableMessage({ title, head, rows, links, isOpenedHere: true, from, again: `desk cases ${rest}` }, t);
}
