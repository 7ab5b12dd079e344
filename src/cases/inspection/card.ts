import { buttonOf } from '../buttons.js';
import type { Card, Reader } from '../card.js';
import { onScreen } from '../moment.js';
import { ownerInWords } from '../owner.js';
import { person, shorten } from '../text.js';
import { dayInWords, excusedInWords, turnStanding } from '../turn.js';
import { actionOf } from '../workflow.js';
import {
  type Asked,
  asideIn,
  askedIn,
  askedOf,
  findingsIn,
  hasLeft,
  type Inspection,
  MOST_NAMED,
  openFindingsIn,
  seenIn,
} from './inspection.js';
import { shareCounts } from './shares.js';
import { inspectionKind } from './workflow.js';

const MOST_SUBJECTS = 12;
const MOST_FINDINGS = 8;
const NAME_LENGTH = 80;
const FINDING_LENGTH = 100;

/** How far a part of an inspection is: `12/20`. */
export const progress = (asked: readonly Asked[]): string => `${asked.filter(({ result }) => result).length}/${asked.length}`;

const mark = (asked: readonly Asked[]): string =>
  asked.some(({ result }) => result && !result.isOk) ? '⚠️' : asked.every(({ result }) => result) ? '✅' : '▫️';

function subjectLines({ data }: Inspection, { t }: Reader): string {
  const lines = data.subjects.slice(0, MOST_SUBJECTS).map((subject) => {
    const own = askedOf(subject, data.results);
    const aside = subject.aside ? ` · ${t('inspection.card.aside')} ${person(subject.aside.by)}` : '';
    return `${subject.aside ? '⏸' : mark(own)} ${shorten(subject.name, NAME_LENGTH)} ${progress(own)}${aside}`;
  });
  const more = data.subjects.length > MOST_SUBJECTS ? [t('shared.table.more', { n: data.subjects.length - MOST_SUBJECTS })] : [];
  return [...lines, ...more].join('\n');
}

/** How many projects or devices of each member's share are done, of how many. */
const sharesInWords = (data: Inspection['data']): string =>
  [...shareCounts(data)].map(([member, { all, left }]) => `${person(member)} ${all - left}/${all}`).join(' · ');

/** A reader's own share of an inspection, in words; nothing where he has none. */
export function shareInWords({ data }: Pick<Inspection, 'data'>, { t, user }: Pick<Reader, 't' | 'user'>): string {
  const own = user ? shareCounts(data).get(user) : undefined;
  return own ? t('inspection.card.yourShare', { all: own.all, left: own.left }) : '';
}

/** What is to be done about an open inspection before it is due, and once it is late; where nothing is left to look at, what that waits for. */
export function nextStepInWords({ data, owner }: Inspection, { t }: Pick<Reader, 't'>): { nextStep: string; nextStepLate: string } {
  const aside = data.subjects.filter(({ aside: put }) => put && !put.isExcused);
  if (hasLeft(data) || aside.length === 0)
    return { nextStep: t('inspection.nextStep.look'), nextStepLate: t('inspection.nextStep.late', { owner: ownerInWords(owner, t) }) };
  const list = aside.slice(0, MOST_NAMED).map(({ name }) => name);
  const by = [...new Set(aside.flatMap(({ aside: put }) => put?.by ?? []))].map(person);
  const nextStep = t('inspection.nextStep.aside', { list: list.join(', '), by: by.join(' '), n: asideIn(data).length });
  return { nextStep, nextStepLate: nextStep };
}

/** Which inspection it is, and whose. */
export const whatInWords = ({ data: { cycle, group } }: Pick<Inspection, 'data'>, { t }: Pick<Reader, 't'>): string =>
  t('inspection.what', { cycle: t(`inspection.cycle.${cycle}`), group });

/** What was found and nobody takes care of: the first one, and how many there are; nothing where there is none. */
export function openFindingsInWords({ data }: Pick<Inspection, 'data'>, { t }: Pick<Reader, 't'>): string {
  const [first, ...others] = openFindingsIn(data);
  if (!first) return '';
  const { subject, item } = first;
  const seen = seenIn(first);
  const finding = shorten(`${subject.name} · ${item.question}${seen ? ` – ${seen}` : ''}`, FINDING_LENGTH);
  return t(`inspection.openFindings.${others.length > 0 ? 'more' : 'one'}`, { finding, all: others.length + 1 });
}

/** What takes care of a finding: its ticket, or what was done without one. */
const caredForBy = ({ result }: Asked): string =>
  result?.ticketNo ? ` → ${result.ticketNo}` : result?.settled ? ` → ☑️ ${shorten(result.settled.note, 80)}` : '';

/** A finding in words: where, what, and what takes care of it. */
export const findingInWords = (asked: Asked): string =>
  `⚠️ ${asked.subject.name}: ${asked.item.question} – ${shorten(seenIn(asked), 160)}${caredForBy(asked)}`;

/** What can be done less often, by what it needs. */
const MENU = ['allOkBut', 'share', 'correct', 'settle', 'excuse', 'handOver'] as const;

/** What a group has to look at, how far it is, and what was found. Rules G4, G5. */
export function inspectionCard(inspection: Inspection, reader: Reader): Card {
  const { t } = reader;
  const { data, no, owner, state } = inspection;
  const all = askedIn(data);
  const findings = findingsIn(data);
  const by = [...new Set(all.flatMap(({ result }) => result?.by ?? []))].map(person).join(' ');
  const lines = [
    { label: t('shared.card.owner'), value: ownerInWords(owner, t) },
    ...(inspection.isOpen ? [] : [{ label: t('shared.card.due'), value: onScreen(data.dueAt, reader) }]),
    { label: t('shared.card.checked'), value: `${progress(all)}${by ? ` · ${by}` : ''}` },
    ...(data.shares ? [{ label: t('inspection.card.shares'), value: sharesInWords(data) }] : []),
  ];
  const isOffered = (name: string): boolean => {
    const action = actionOf(inspectionKind, name);
    return action?.from.includes(state) === true && action.isOffered?.(inspection) !== false;
  };
  const buttons = [
    ...(inspection.isOpen ? ['fill', 'step'] : []),
    ...(isOffered('allOk') ? ['allOk'] : []),
    ...(isOffered('raise') ? ['raise'] : []),
  ];
  const isLate = data.isLate || (inspection.isOpen && inspection.breachedAt !== undefined);
  return {
    title: t('shared.card.inspectionTitle', {
      no,
      cycle: t(`inspection.cycle.${data.cycle}`),
      group: data.group,
      day: dayInWords(data, reader),
    }),
    standing: turnStanding({ isOpen: inspection.isOpen, isLate: isLate || state === 'missed', isBegun: state !== 'open' }),
    status: [t(`inspection.state.${state}`), data.openedLate && t('shared.card.openedLate'), isLate && t('shared.card.turnLate')]
      .filter(Boolean)
      .join(' · '),
    promise: inspection.isOpen ? t('shared.card.dueBy', { at: onScreen(data.dueAt, reader, 'both') }) : undefined,
    lines,
    body: subjectLines(inspection, reader),
    notes: [...excusedInWords(data.excused, reader), ...findings.slice(0, MOST_FINDINGS).map(findingInWords)],
    buttons: buttons.map((name) => buttonOf(inspectionKind, no, name, t)),
    menu: [
      ...MENU.filter(isOffered).map((name) => buttonOf(inspectionKind, no, name, t)),
      ...(inspection.isOpen ? ['sheet', 'sheetIn'].map((action) => ({ action, label: t(`inspection.action.${action}`), value: no })) : []),
      { action: 'record', label: t('inspection.action.record'), value: no },
      { action: 'history', label: t('shared.action.history'), value: no },
    ],
  };
}
