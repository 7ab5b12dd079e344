import { buttonOf } from '../buttons.js';
import type { Card, Reader } from '../card.js';
import { fileInWords } from '../file.js';
import { onScreen } from '../moment.js';
import { ownerInWords } from '../owner.js';
import { person } from '../text.js';
import { dayInWords, excusedInWords, turnStanding } from '../turn.js';
import { type DutyTurn, glanceAt, isFulfilled } from './duty.js';
import { inWordsOf } from './shipped.js';
import { dutyKind } from './workflow.js';

/** What was handed in, in words. */
export function evidenceInWords({ data: stored }: DutyTurn, { t, tongues }: Pick<Reader, 't' | 'tongues'>): string {
  const data = inWordsOf(stored, { t, ...(tongues ? { tongues } : {}) });
  const { done, lines } = data;
  if (!done) return '';
  const ticked = lines.map((line, n) => `${done.ticked?.includes(String(n)) ? '✅' : '⬜'} ${line}`);
  const what: string[] = {
    checklist: ticked,
    number: [String(done.number ?? '')],
    text: [],
    file: (done.files ?? []).map((file) => `📎 ${fileInWords(file, { t })}`),
  }[data.evidence];
  const warning = isFulfilled(data, done) ? [] : [t('duty.inPart')];
  const before = (done.was ?? []).map((was) =>
    t('duty.before', { by: person(was.by), what: [glanceAt(data, was), was.note].filter(Boolean).join(' – ') }),
  );
  const corrected = done.reason ? [t('duty.corrected', { by: person(done.by), reason: done.reason })] : [];
  return [...what, ...warning, ...(done.note ? [done.note] : []), ...corrected, ...before].join('\n');
}

/** What can be done less often. */
const MENU = ['correct', 'excuse', 'handOver'] as const;

/** One turn of a standing duty: what is asked, until when, and what was handed in. */
export function dutyCard(stored: DutyTurn, reader: Reader): Card {
  const { t } = reader;
  const turn = { ...stored, data: inWordsOf(stored.data, reader) };
  const { data, no, owner, state, isOpen, breachedAt } = turn;
  const isLate = data.isLate || (isOpen && breachedAt !== undefined);
  const asked = data.lines.map((line) => `▫️ ${line}`).join('\n');
  return {
    title: t('duty.card.dutyTitle', { no, name: data.name, group: data.group, day: dayInWords(data, reader) }),
    standing: turnStanding({
      isOpen,
      isLate: isLate || state === 'missed',
      isBegun: data.done !== undefined,
      isExcused: state === 'excused',
    }),
    status: [t(`duty.state.${state}`), data.openedLate && t('shared.card.openedLate'), isLate && t('shared.card.turnLate')]
      .filter(Boolean)
      .join(' · '),
    promise: isOpen ? t('shared.card.dueBy', { at: onScreen(data.dueAt, reader, 'both') }) : undefined,
    lines: [
      { label: t('shared.card.owner'), value: ownerInWords(owner, t) },
      ...(isOpen ? [] : [{ label: t('shared.card.due'), value: onScreen(data.dueAt, reader) }]),
      { label: t('duty.card.evidence'), value: t(`duty.evidence.${data.evidence}`) },
      { label: t('duty.card.duty'), value: data.duty },
      ...(data.done
        ? [
            {
              label: t('duty.card.doneBy'),
              value: `${person(data.done.by)} ${onScreen(data.done.at, reader)}`,
            },
          ]
        : []),
    ],
    body: data.done ? evidenceInWords(turn, reader) : asked,
    notes: excusedInWords(data.excused, reader),
    buttons: isOpen ? [buttonOf(dutyKind, no, 'done', t)] : [],
    menu: [
      ...MENU.filter((name) => dutyKind.actions[name]?.from.includes(state)).map((name) => buttonOf(dutyKind, no, name, t)),
      { action: 'history', label: t('shared.action.history'), value: no },
    ],
  };
}
