import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
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

/** What a sentence to the bot alone brings by what is said in it, besides what it is otherwise taken for. */
export function saidWithin(desk: Desk, text: string): ((asked: Asked) => Promise<void>) | undefined {
  const said = text.toLowerCase();
  const [found] = Object.entries(subjectsOf(desk).worded('directs', 'within')).filter(([words]) => said.includes(words));
  return found?.[1].row;
}
