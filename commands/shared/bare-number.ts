import { allKinds, parseCaseNo } from '../../src/cases/kinds.js';
import { shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { cardMessage, type Message, noticeMessage, rowBlock, rowsMessage } from '../../src/slack/messages/blocks.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import type { CaseRecord } from '../../src/store/cases.js';
import type { Entry, Subject } from '../subject.js';
import { askSubject } from './ask-subject.js';
import { subjectsOf } from './subjects.js';

/** The press that does what was typed where no command can be. */
export const GO_ON = 'desk.said';

/** So much of a card's title names it in a list. */
const TITLE_LENGTH = 120;

/** What was typed, if it is a number without its letter: 12, #12, 12号. */
export function bareNumber(typed: string): number | undefined {
  const found = /^[#第]?(\d{1,9})号?$/.exec(typed.normalize('NFKC').trim());
  return found ? Number(found[1]) : undefined;
}

const cardFor = ({ desk, reader }: Asked, record: CaseRecord) =>
  cardOf(record, reader, (error) => desk.broken.report(record, 'card', error));

async function casesWith({ desk }: Asked, n: number): Promise<CaseRecord[]> {
  const numbers = allKinds().flatMap(({ rules }) => parseCaseNo(`${rules.prefix}-${n}`) ?? []);
  const found = await Promise.all(numbers.map((no) => desk.cases.get(no)));
  return found.flatMap((record) => record ?? []);
}

/** An entry of a register, and whose it is. */
interface Found {
  readonly subject: Subject;
  readonly no: string;
  readonly entry: Entry;
}

async function entriesWith({ desk }: Asked, n: number): Promise<Found[]> {
  const found = await Promise.all(
    subjectsOf(desk).all.map(async (subject) => {
      const no = subject.entries && `${subject.entries.prefix}-${n}`;
      const entry = no && (await subject.entries?.get(desk, no));
      return no && entry ? [{ subject, no, entry }] : [];
    }),
  );
  return found.flat();
}

/** Whatever has this number: itself where there is one, else the choice. */
export async function answerNumber(asked: Asked, n: number, triggerId: string): Promise<void> {
  const { t } = asked.reader;
  const [cases, entries] = await Promise.all([casesWith(asked, n), entriesWith(asked, n)]);
  const [only] = cases.length + entries.length === 1 ? [...cases, ...entries] : [];
  if (only && 'subject' in only) return askSubject(asked, only.subject, only.no, triggerId);
  const card = only && cardFor(asked, only);
  if (card) return asked.answer(cardMessage(card, t));
  return asked.answer(
    cases.length + entries.length === 0
      ? noticeMessage(t('shared.number.none', { n }), undefined, [], t)
      : choice(asked, n, cases, entries),
  );
}

function choice(asked: Asked, n: number, cases: readonly CaseRecord[], entries: readonly Found[]): Message {
  const { t } = asked.reader;
  const open = (text: string, action: string, value: string) =>
    rowBlock({ text: shorten(text, TITLE_LENGTH), presses: [{ action, label: t('shared.action.open'), value }] }, t);
  const rows = cases.flatMap((record) => open(cardFor(asked, record)?.title ?? record.no, 'open', record.no));
  const kept = entries.flatMap(({ no, entry: { name, title } }) => open([no, name ?? title].filter(Boolean).join(' · '), GO_ON, no));
  return rowsMessage(t('shared.number.several', { n }), [...rows, ...kept]);
}
