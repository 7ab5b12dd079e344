import { byWord } from '../../src/cases/table.js';
import { shorten } from '../../src/cases/text.js';
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

/** So much of a word that is not known is said again. */
const SHOWN_WORD = 60;
/** Who writes one of these wants to know what there is. */
const HELP = wordsFor('shared.direct.words', ['help']);

/** What a command takes, with its lists as presses; a word that it does not know is said not to have been understood. Help: `<name>.help.<command>`. */
export const notUnderstood = (typed: string, name: string, command: string, words: readonly string[], reader: Asked['reader']): Message => {
  const { t } = reader;
  const help = t(`${name}.help.${command}`);
  const unknown = t('shared.list.notUnderstood', { typed: shorten(typed.trim(), SHOWN_WORD) });
  return withLists(HELP[typed.trim().toLowerCase()] ? help : `${unknown}\n${help}`, name, command, words, reader);
};

/** A number with the letter that a command implies, where only digits were typed. */
export function numberOf(prefix: string, typed: string): string {
  const digits = typed.normalize('NFKC');
  return /^\d{1,9}$/.test(digits) ? `${prefix}-${digits}` : typed;
}
