import { buttonOf } from '../buttons.js';
import type { Card, Reader, Translate } from '../card.js';
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
  everFoundIn,
  type Found,
  hasLeft,
  type Inspection,
  isNa,
  isWholeNa,
  MOST_NAMED,
  naOwedIn,
  openFindingsIn,
  type Subject,
  seenIn,
  seenSince,
  stoodFound,
} from './inspection.js';
import { shareCounts } from './shares.js';
import { nowInWords } from './words.js';
import { inspectionKind } from './workflow.js';

const MOST_SUBJECTS = 12;
const MOST_FINDINGS = 8;
const NAME_LENGTH = 80;
const FINDING_LENGTH = 100;

const REASON_LENGTH = 160;

/** How far a part of an inspection is: so many looked at of so many, `12/20`, and apart from them what is not applicable. */
export function progress(asked: readonly Asked[], t: Translate): string {
  const na = asked.filter(({ result }) => result && isNa(result)).length;
  const seen = asked.filter(({ result }) => result).length - na;
  return `${seen}/${asked.length}${na > 0 ? ` · ${t('inspection.card.na', { n: na })}` : ''}`;
}

function mark(asked: readonly Asked[]): string {
  if (asked.some(({ result }) => result && !result.isOk)) return '⚠️';
  if (asked.some(({ result }) => !result)) return '▫️';
  if (asked.some(({ result }) => result && stoodFound(result))) return '✏️';
  const na = asked.filter(({ result }) => result && isNa(result)).length;
  if (na === 0) return '✅';
  return na === asked.length ? '⊘' : '◐';
}

/** What was said not to be applicable as a whole: by whom, why, and whether that waits for a leader's word. */
function wholeNaLines({ data, isOpen }: Inspection, { t }: Reader): string[] {
  const owed = isOpen ? new Set(naOwedIn(data).map(({ subject }) => subject.no)) : undefined;
  return data.subjects
    .filter((subject) => isWholeNa(subject, data.results))
    .slice(0, MOST_NAMED)
    .map((subject) => {
      const results = askedOf(subject, data.results).flatMap(({ result }) => result ?? []);
      const by = [...new Set(results.map((result) => person(result.by)))].join(' ');
      const reason = shorten([...new Set(results.flatMap(({ note }) => note ?? []))].join(' / '), REASON_LENGTH);
      return t(`inspection.card.${owed?.has(subject.no) ? 'wholeNaOwed' : 'wholeNa'}`, {
        name: shorten(subject.name, NAME_LENGTH),
        by,
        reason,
      });
    });
}

function subjectLines({ data }: Inspection, { t }: Reader): string {
  const lines = data.subjects.slice(0, MOST_SUBJECTS).map((subject) => {
    const own = askedOf(subject, data.results);
    const aside = subject.aside ? ` · ${t('inspection.card.aside')} ${person(subject.aside.by)}` : '';
    return `${subject.aside ? '⏸' : mark(own)} ${shorten(subject.name, NAME_LENGTH)} ${progress(own, t)}${aside}`;
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
  const na = naOwedIn(data);
  if (hasLeft(data) || aside.length + na.length === 0)
    return { nextStep: t('inspection.nextStep.look'), nextStepLate: t('inspection.nextStep.late', { owner: ownerInWords(owner, t) }) };
  const wordsOf = (subjects: readonly Subject[], by: readonly string[], n: number) => ({
    list: [...new Set(subjects.map(({ name }) => name))].slice(0, MOST_NAMED).join(', '),
    by: [...new Set(by)].map(person).join(' '),
    n,
  });
  const disabled = wordsOf(
    aside,
    aside.flatMap(({ aside: put }) => put?.by ?? []),
    asideIn(data).length,
  );
  const naWords = wordsOf(
    na.map(({ subject }) => subject),
    na.flatMap(({ result }) => result?.by ?? []),
    na.length,
  );
  const nextStep = [
    ...(aside.length > 0 ? [t('inspection.nextStep.aside', disabled)] : []),
    ...(na.length > 0 ? [t('inspection.nextStep.na', naWords)] : []),
  ].join(' ');
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

/** A finding in words: where, what, and what takes care of it, or what it was corrected to. */
export function findingInWords(found: Asked & Pick<Found, 'now'>, { t }: Pick<Reader, 't'>): string {
  const rest = found.now ? ` → ${nowInWords(found, person, { t })}` : caredForBy(found);
  return `${found.now ? '✏️' : '⚠️'} ${found.subject.name}: ${found.item.question} – ${shorten(seenSince(found), 160)}${rest}`;
}

/** What can be done less often, by what it needs. */
const MENU = ['allOkBut', 'share', 'correct', 'settle', 'excuse', 'handOver'] as const;

/** What a group has to look at, how far it is, and what was found. Rules G4, G5. */
export function inspectionCard(inspection: Inspection, reader: Reader): Card {
  const { t } = reader;
  const { data, no, owner, state } = inspection;
  const all = askedIn(data);
  const findings = everFoundIn(data);
  const by = [...new Set(all.flatMap(({ result }) => result?.by ?? []))].map(person).join(' ');
  const lines = [
    { label: t('shared.card.owner'), value: ownerInWords(owner, t) },
    ...(inspection.isOpen ? [] : [{ label: t('shared.card.due'), value: onScreen(data.dueAt, reader) }]),
    { label: t('shared.card.checked'), value: `${progress(all, t)}${by ? ` · ${by}` : ''}` },
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
    standing: turnStanding({
      isOpen: inspection.isOpen,
      isLate: isLate || state === 'missed',
      isBegun: state !== 'open',
      isExcused: state === 'excused',
    }),
    status: [t(`inspection.state.${state}`), data.openedLate && t('shared.card.openedLate'), isLate && t('shared.card.turnLate')]
      .filter(Boolean)
      .join(' · '),
    promise: inspection.isOpen ? t('shared.card.dueBy', { at: onScreen(data.dueAt, reader, 'both') }) : undefined,
    lines,
    body: subjectLines(inspection, reader),
    notes: [
      ...excusedInWords(data.excused, reader),
      ...wholeNaLines(inspection, reader),
      ...findings.slice(0, MOST_FINDINGS).map((found) => findingInWords(found, reader)),
    ],
    buttons: buttons.map((name) => buttonOf(inspectionKind, no, name, t)),
    menu: [
      ...MENU.filter(isOffered).map((name) => buttonOf(inspectionKind, no, name, t)),
      ...(inspection.isOpen ? ['sheet', 'sheetIn'].map((action) => ({ action, label: t(`inspection.action.${action}`), value: no })) : []),
      { action: 'record', label: t('inspection.action.record'), value: no },
      { action: 'history', label: t('shared.action.history'), value: no },
    ],
  };
}
