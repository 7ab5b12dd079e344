import { allKinds, parseCaseNo } from '../../src/cases/kinds.js';
import { shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { cardMessage, type Message, noticeMessage, rowBlock, rowsMessage } from '../../src/slack/messages/blocks.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import type { CaseRecord } from '../../src/store/cases.js';
import type { Subject } from '../subject.js';
import { subjectsOf } from './subjects.js';

/** So much of a card's title names it in a list. */
const TITLE_LENGTH = 120;

/** What was typed, if it is a number without its letter. */
export function bareNumber(typed: string): number | undefined {
  const found = /^#?(\d{1,9})$/.exec(typed.normalize('NFKC').trim());
  return found ? Number(found[1]) : undefined;
}

const cardFor = ({ desk, reader }: Asked, record: CaseRecord) =>
  cardOf(record, reader, (error) => desk.broken.report(record, 'card', error));

async function casesWith({ desk }: Asked, n: number): Promise<CaseRecord[]> {
  const numbers = allKinds().flatMap(({ rules }) => parseCaseNo(`${rules.prefix}-${n}`) ?? []);
  const found = await Promise.all(numbers.map((no) => desk.cases.get(no)));
  return found.flatMap((record) => record ?? []);
}

async function entriesWith({ desk }: Asked, n: number): Promise<{ readonly subject: Subject; readonly no: string }[]> {
  const found = await Promise.all(
    subjectsOf(desk).all.map(async (subject) => {
      const no = subject.entries && `${subject.entries.prefix}-${n}`;
      return no && (await subject.entries?.get(desk, no)) ? [{ subject, no }] : [];
    }),
  );
  return found.flat();
}

/** Whatever has this number: itself where there is one, else the choice. */
export async function answerNumber(asked: Asked, n: number, triggerId: string): Promise<void> {
  const { t } = asked.reader;
  const [cases, entries] = await Promise.all([casesWith(asked, n), entriesWith(asked, n)]);
  const [only] = cases.length + entries.length === 1 ? [...cases, ...entries] : [];
  if (only && 'subject' in only) return only.subject.answer?.(asked, only.no, triggerId);
  const card = only && cardFor(asked, only);
  if (card) return asked.answer(cardMessage(card, t));
  return asked.answer(
    cases.length + entries.length === 0
      ? noticeMessage(t('shared.number.none', { n }), undefined, [], t)
      : choice(asked, n, cases, entries),
  );
}

function choice(asked: Asked, n: number, cases: readonly CaseRecord[], entries: readonly { readonly no: string }[]): Message {
  const { t } = asked.reader;
  const rows = cases.flatMap((record) => {
    const title = shorten(cardFor(asked, record)?.title ?? record.no, TITLE_LENGTH);
    return rowBlock({ text: title, presses: [{ action: 'open', label: t('shared.action.open'), value: record.no }] }, t);
  });
  const typed = entries.map(({ no }) => `\`/desk ${no}\``).join(' · ');
  return rowsMessage(t('shared.number.several', { n }), [
    ...rows,
    ...(typed ? rowBlock({ text: t('shared.number.entries', { list: typed }) }, t) : []),
  ]);
}
