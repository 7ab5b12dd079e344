import type { DateTime } from 'luxon';
import type { Card, Reader } from '../../src/cases/card.js';
import type { Actor, Case, HistoryEntry, Role } from '../../src/cases/case.js';
import { type Field, type FieldValue, type FormValues, formOn } from '../../src/cases/form.js';
import { kindNamed, kindOf } from '../../src/cases/kinds.js';
import type { Policy } from '../../src/cases/policy.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { refusalInWords } from '../../src/locales/index.js';
import { ownWordsOf } from '../../src/slack/messages/changed.js';
import { entriesInWords } from '../../src/slack/messages/history.js';
import { toPlain } from '../../src/slack/messages/mrkdwn.js';

const ROLES: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head', 'admin'];
/** So many steps of the clock are taken from each case. */
const MOST_STEPS = 12;

/** A text as its reader has it before his eyes, without the people whom it mentions. */
const read = (text: string): string[] =>
  toPlain(text)
    .replace(/@[UW][A-Z0-9]+/g, '@')
    .split('\n');

const cardLines = ({ title, status, lines, body = '', notes = [], buttons, menu }: Card): string[] => [
  title,
  status,
  ...lines.map(({ label, value }) => `${label} ${value}`),
  body,
  ...notes,
  ...[...buttons, ...menu].flatMap(({ label, confirm = '' }) => [label, confirm]),
];

/** An answer that a field takes; of its options the nth. */
function answerTo({ name, kind, options = [], isPast }: Field, n: number, now: DateTime, person: string): FieldValue {
  const answers: Readonly<Record<Field['kind'], FieldValue | undefined>> = {
    text: '网线松了',
    longText: '网线松了',
    lookup: '网线松了',
    phone: '13800000009',
    number: 5,
    date: now.plus({ days: 1 }).toFormat('yyyy-MM-dd'),
    time: name === 'to' ? '16:00' : '15:00',
    dateTime: (isPast ? now : now.plus({ hours: 3 })).toJSDate(),
    choice: options[n % options.length],
    radio: options[n % options.length],
    checks: options.filter((_, place) => n === 0 || place !== n),
    person,
    files: [{ id: 'F1', name: 'signed.jpg', permalink: 'https://files.example/signed' }],
  };
  return answers[kind] ?? '';
}

interface Walked {
  readonly readers: readonly Reader[];
  readonly now: DateTime;
  readonly policy: Policy;
  /** Who presses, and whom forms name. */
  readonly people: readonly [presser: string, named: string];
}

/**
 * All that is read, in each of these languages, of a case and of what any press and any moment would make of it: its card, the entries
 * of its history, and the refusals.
 */
export function readingsOf(c: Case<object>, { readers, now, policy, people }: Walked): string[] {
  const rules = kindOf(c);
  const card = kindNamed(c.kind)?.card;
  const told = (record: Case<object>, entries: readonly HistoryEntry[]): string[] =>
    readers.flatMap((reader) => [
      ...entriesInWords(entries, record.kind, reader, ownWordsOf(record)),
      ...(card ? cardLines(card(record, reader)) : []),
    ]);
  const pressed = Object.entries(rules.actions).flatMap(([name, { by, form }]): string[] => {
    if (by === 'linkedCase') return [];
    const first = form ? formOn(form, c, {}).fields : [];
    const answers = Math.max(1, ...first.map(({ options = [] }) => options.length));
    const actors: readonly Actor[] = [{ id: people[0], roles: ROLES }, ...ROLES.map((role) => ({ id: people[1], roles: [role] }))];
    return actors.flatMap((actor, who) =>
      Array.from({ length: who === 0 ? answers : 1 }).flatMap((_, n) => {
        const answered = (fields: readonly Field[]): FormValues =>
          Object.fromEntries(fields.map((field) => [field.name, answerTo(field, n, now, people[1])]));
        const input = form ? answered(formOn(form, c, answered(first)).fields) : {};
        const decided = decide(rules, c, name, input, { actor, now, policy });
        return decided.ok
          ? told(decided.next, decided.entries)
          : readers.map((reader) => refusalInWords(decided, reader.now, reader.locale));
      }),
    );
  });
  function ofTheClock(begun: Case<object>): string[] {
    const lines: string[] = [];
    let current = begun;
    for (let step = 0; step < MOST_STEPS && current.nextDueAt; step += 1) {
      const due = now.set({ millisecond: 0 }).plus(Math.max(0, current.nextDueAt.getTime() - now.toMillis()) + 1000);
      const decided = decideDue(rules, current, due, policy);
      if (!decided) break;
      lines.push(...told(decided.next, decided.entries));
      current = decided.next;
    }
    return lines;
  }
  return [...new Set([...told(c, c.history), ...pressed, ...ofTheClock(c)].flatMap(read))];
}
