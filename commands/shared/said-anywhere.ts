import { parseCaseNo } from '../../src/cases/kinds.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { listsSaid } from './list-words.js';
import { showCase } from './show-case.js';
import { subjectsOf } from './subjects.js';

/**
 * What a word brings wherever it is said – to the bot alone, behind any command, in any thread – so that nobody who needs it looks for the
 * place that takes it. Undefined for every other text.
 */
export function saidAnywhere(desk: Desk, text: string): ((asked: Asked) => Promise<void>) | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[!！。.]+$/u, '');
  return subjectsOf(desk).worded('directs', 'direct')[word]?.row;
}

/** Who writes one of these wants to know what there is. */
const HELP = wordsFor('shared.direct.words', ['help']);

/** What can be said where no command can be typed. */
export const helpAlone = ({ reader: { t } }: Asked): string => `${t('shared.help.home')}\n${t('shared.direct.how')}`;

/**
 * Answers what is said to the bot, alone or in a channel, outside the thread of a case: a number with its card, a word with what it
 * stands for. False for all else.
 */
export async function answerSaid(asked: Asked, text: string): Promise<boolean> {
  const said = saidAnywhere(asked.desk, text);
  if (said) {
    await said(asked);
    return true;
  }
  const shown = parseCaseNo(text) ? await showCase(asked, text) : await listsSaid(asked, text, true);
  const answer = shown ?? (HELP[text.toLowerCase().replace(/[!！。.]+$/u, '')] ? helpAlone(asked) : undefined);
  if (answer) await asked.answer(answer);
  return answer !== undefined;
}

/** What a sentence to the bot alone brings by what is said in it, besides what it is otherwise taken for. */
export function saidWithin(desk: Desk, text: string): ((asked: Asked) => Promise<void>) | undefined {
  const said = text.toLowerCase();
  const [found] = Object.entries(subjectsOf(desk).worded('directs', 'within')).filter(([words]) => said.includes(words));
  return found?.[1].row;
}
