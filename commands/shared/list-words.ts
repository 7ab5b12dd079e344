import { byWord } from '../../src/cases/table.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { listButtons, type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import type { List } from '../subject.js';

/** The lists of a subject by what people may type for them in any language, each with its own word. Words: `<name>.listWord.<word>`. */
export function listsInWords(name: string, lists: Readonly<Record<string, List>>): Readonly<Record<string, { word: string; list: List }>> {
  const words = wordsFor(`${name}.listWord`, Object.keys(lists));
  const rows = Object.entries(words).flatMap(([typed, word]) => {
    const list = lists[word];
    return list ? [[typed, { word, list }] as const] : [];
  });
  return byWord(Object.fromEntries(rows));
}

/** A sentence, and the lists that there are as presses. `command`: without its slash. */
export const withLists = (sentence: string, name: string, command: string, words: readonly string[], { t }: Asked['reader']): Message =>
  noticeMessage(
    sentence,
    undefined,
    listButtons(words.map((word) => [`${command} ${word}`, t(`${name}.listWord.${word}`).split(',')[0]?.trim() ?? word])),
    t,
  );

/** A number with the letter that a command implies, where only digits were typed. */
export function numberOf(prefix: string, typed: string): string {
  const digits = typed.normalize('NFKC');
  return /^\d{1,9}$/.test(digits) ? `${prefix}-${digits}` : typed;
}
