import { buttonOf } from '../buttons.js';
import type { Card, Reader } from '../card.js';
import { onScreen } from '../moment.js';
import { ownerInWords } from '../owner.js';
import { person, shorten } from '../text.js';
import type { Problem } from './problem.js';
import { NEXT, problemKind } from './workflow.js';

const MOST_TICKETS = 20;

/** A problem: what is wrong where, what is known, and what comes next. Rule G9. */
export function problemCard({ no, owner, state, data, openedAt, isOpen }: Problem, reader: Reader): Card {
  const { t } = reader;
  const { title, description, severity, project, projectName, device, finder, tickets, recurrences } = data;
  const next = NEXT[state];
  const known = (['cause', 'fix', 'verification'] as const).flatMap((field) => {
    const text = data[field];
    return text ? [`${t(`problem.field.${field}`)}: ${shorten(text, 500)}`] : [];
  });
  const menu = ['link', 'note', 'handOver', 'edit', 'withdraw'].filter((name) => problemKind.actions[name]?.from.includes(state));
  const again = problemKind.actions.recur?.from.includes(state) ? ['recur'] : [];
  return {
    title: `${no} · ${shorten(title, 120)}`,
    standing: isOpen ? 'waiting' : state === 'withdrawn' ? 'undone' : 'kept',
    status: [
      t(`problem.state.${state}`),
      t(`problem.severity.${severity}`),
      recurrences.length > 0 && t('problem.card.recurred', { n: recurrences.length }),
    ]
      .filter(Boolean)
      .join(' · '),
    lines: [
      { label: t('problem.card.project'), value: `${project} ${projectName}` },
      { label: t('shared.card.owner'), value: ownerInWords(owner, t) },
      { label: t('problem.card.found'), value: `${person(finder)} ${onScreen(openedAt, reader)}` },
      ...(device ? [{ label: t('problem.card.device'), value: device }] : []),
      ...(tickets.length > 0 ? [{ label: t('problem.card.tickets'), value: tickets.slice(-MOST_TICKETS).join(' ') }] : []),
    ],
    body: shorten(description, 2000),
    notes: known,
    buttons: [...(next ? [next] : []), ...again].map((name) => buttonOf(problemKind, no, name, t)),
    menu: [...menu.map((name) => buttonOf(problemKind, no, name, t)), { action: 'history', label: t('shared.action.history'), value: no }],
  };
}
