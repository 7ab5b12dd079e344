import { kindNamed, parseCaseNo } from '../../src/cases/kinds.js';
import { SIGNS } from '../../src/cases/standing.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { cardLink } from '../../src/slack/people/readers.js';
import type { CaseRecord } from '../../src/store/cases.js';

/** So many are looked up at once. */
const MOST_CASES = 100;

/** What a case is about, without the number that stands before it. */
const aboutOf = (title: string, no: string): string => (title.startsWith(no) ? title.slice(no.length).replace(/^[\s·]+/, '') : title);

/** Cases of whatever kind by their numbers, as they stand now: what a list of reminders had no room for. */
export async function casesView(asked: Asked, rest: string): Promise<Message> {
  const { desk, reader, from } = asked;
  const { t } = reader;
  const numbers = [...new Set(rest.split(/[\s,，、]+/).flatMap((typed) => parseCaseNo(typed) ?? []))].slice(0, MOST_CASES);
  const found = (await Promise.all(numbers.map((no) => desk.cases.get(no)))).flatMap((record): CaseRecord[] => (record ? [record] : []));
  if (found.length === 0) return noticeMessage(t('overview.cases.none'), undefined, [], t);
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
