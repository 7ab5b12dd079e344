import { timeInWords } from '../../time/wording.js';
import { buttonOf } from '../buttons.js';
import type { Card, Reader } from '../card.js';
import { person, shorten } from '../text.js';
import { dayInWords } from '../turn.js';
import { type Asked, askedIn, findingsIn, type Inspection } from './inspection.js';
import { inspectionKind } from './workflow.js';

const MOST_SUBJECTS = 12;
const MOST_FINDINGS = 8;
const NAME_LENGTH = 80;

/** How far a part of an inspection is: `12/20`. */
export const progress = (asked: readonly Asked[]): string => `${asked.filter(({ result }) => result).length}/${asked.length}`;

const mark = (asked: readonly Asked[]): string =>
  asked.some(({ result }) => result && !result.isOk) ? '⚠️' : asked.every(({ result }) => result) ? '✅' : '▫️';

function subjectLines({ data }: Inspection, { t }: Reader): string {
  const all = askedIn(data);
  const lines = data.subjects.slice(0, MOST_SUBJECTS).map((subject) => {
    const own = all.filter(({ subject: { no } }) => no === subject.no);
    return `${mark(own)} ${shorten(subject.name, NAME_LENGTH)} ${progress(own)}`;
  });
  const more = data.subjects.length > MOST_SUBJECTS ? [t('shared.table.more', { n: data.subjects.length - MOST_SUBJECTS })] : [];
  return [...lines, ...more].join('\n');
}

/** A finding in words: where, what, and which ticket takes care of it. */
export const findingInWords = ({ subject, item, result }: Asked): string =>
  `⚠️ ${subject.name}: ${item.question} – ${shorten(result?.note ?? String(result?.value ?? ''), 160)}${result?.ticketNo ? ` → ${result.ticketNo}` : ''}`;

/** What a group has to look at, how far it is, and what was found. Rules G4, G5. */
export function inspectionCard(inspection: Inspection, reader: Reader): Card {
  const { t, now, locale } = reader;
  const { data, no, owner, state } = inspection;
  const all = askedIn(data);
  const findings = findingsIn(data);
  const by = [...new Set(all.flatMap(({ result }) => result?.by ?? []))].map(person).join(' ');
  const lines = [
    { label: t('shared.card.owner'), value: person(owner) },
    { label: t('shared.card.due'), value: timeInWords(data.dueAt, now, locale) },
    { label: t('shared.card.checked'), value: `${progress(all)}${by ? ` · ${by}` : ''}` },
  ];
  const canRaise = findings.some(({ result }) => !result?.ticketNo);
  const buttons = [...(inspection.isOpen ? ['fill', 'step', 'allOk'] : []), ...(canRaise ? ['raise'] : [])];
  const isLate = data.isLate || (inspection.isOpen && inspection.breachedAt !== undefined);
  return {
    title: t('shared.card.inspectionTitle', {
      no,
      cycle: t(`inspection.cycle.${data.cycle}`),
      group: data.group,
      day: dayInWords(data, reader),
    }),
    status: [t(`inspection.state.${state}`), data.openedLate && t('shared.card.openedLate'), isLate && t('shared.card.turnLate')]
      .filter(Boolean)
      .join(' · '),
    lines,
    body: subjectLines(inspection, reader),
    notes: findings.slice(0, MOST_FINDINGS).map(findingInWords),
    buttons: buttons.map((name) => buttonOf(inspectionKind, no, name, t)),
    menu: [{ action: 'history', label: t('shared.action.history'), value: no }],
  };
}
