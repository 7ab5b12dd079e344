import { parseRegisterNo } from '../../src/cases/register.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Subject } from '../subject.js';
import { openHistory } from './history.js';
import { subjectsOf } from './subjects.js';

/** What each entry of a register shows, by the label of its press. */
const HISTORY = wordsFor('shared.action', ['history']);

/** Answers what was asked of a subject, behind its command or where something else led to it: itself, but for what all entries of registers show alike. */
export async function askSubject(asked: Asked, { answer }: Pick<Subject, 'answer'>, text: string, triggerId: string): Promise<void> {
  const [typed = '', ...words] = text.trim().split(/\s+/);
  if (HISTORY[words.join(' ').toLowerCase()]) {
    const [no] = subjectsOf(asked.desk).all.flatMap(({ entries }) => (entries && parseRegisterNo(entries.prefix, typed)) ?? []);
    if (no) return openHistory(asked, no, triggerId);
  }
  await answer?.(asked, text, triggerId);
}
