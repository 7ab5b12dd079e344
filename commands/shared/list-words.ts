import { byWord } from '../../src/cases/table.js';
import { shorten } from '../../src/cases/text.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { listButtons, type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import type { List } from '../subject.js';
import { notTaken } from './not-taken.js';
import { shareable } from './shareable.js';
import { subjectsOf } from './subjects.js';

type InWords = Readonly<Record<string, { readonly word: string; readonly list: List }>>;

/** The lists of a subject by what people may type for them in any language, each with its own word. Words: `<name>.listWord.<word>`. */
export function listsInWords(name: string, lists: Readonly<Record<string, List>>): InWords {
  const words = wordsFor(`${name}.listWord`, Object.keys(lists));
  const rows = Object.entries(words).flatMap(([typed, word]) => {
    const list = lists[word];
    return list ? [[typed, { word, list }] as const] : [];
  });
  return byWord(Object.fromEntries(rows));
}

/** A list that was asked for, and what stands behind the word for it. */
interface ListAsked {
  readonly word: string;
  readonly list: List;
  readonly rest: string;
}

/** A list is called by this many words at most. */
const MOST_WORDS = 4;

/** The list that a text begins with the word of, which may be several: `not accepted`. Of several that fit, the one with the most words. */
export function listAsked(lists: InWords, typed: string): ListAsked | undefined {
  const words = typed.trim().split(/\s+/);
  for (let n = Math.min(MOST_WORDS, words.length); n > 0; n -= 1) {
    const named = lists[words.slice(0, n).join(' ').toLowerCase()];
    if (named) return { ...named, rest: words.slice(n).join(' ') };
  }
  return undefined;
}

/** A list that takes no more words: those that stand behind it are said not to have been understood. */
export const alone =
  (list: (asked: Asked) => Promise<Message>): List =>
  async (asked, rest) =>
    rest.trim() === '' ? list(asked) : notTaken(rest, asked.reader);

/** The lists of all subjects that a text begins with the word of. */
const listsOfAll = (desk: Desk, typed: string): (ListAsked & { readonly name: string; readonly command: string })[] =>
  subjectsOf(desk).all.flatMap(({ name, command, lists }) => {
    const found = lists && command ? listAsked(listsInWords(name, lists), typed) : undefined;
    return found && command ? [{ ...found, name, command: command.slice(1) }] : [];
  });

const firstOf = (words: string): string => words.split(',')[0]?.trim() ?? '';

/**
 * What the word of a list brings where no command takes it: the list, or the choice where several subjects have one of that name; undefined
 * for any other text. `isAlone`: only where nothing stands behind the word.
 */
export async function listsSaid(asked: Asked, typed: string, isAlone = false): Promise<Message | undefined> {
  const { t } = asked.reader;
  const found = listsOfAll(asked.desk, typed).filter(({ rest }) => !isAlone || rest === '');
  const what = ({ command, word, rest }: (typeof found)[number]): string => `${command} ${word} ${rest}`.trim();
  const [first, second] = found;
  if (!first) return undefined;
  if (!second) return shareable(await first.list(asked, first.rest), what(first), t);
  const buttons = found.map((one) => {
    const names = { subject: firstOf(t(`${one.name}.commandWords`)), list: firstOf(t(`${one.name}.listWord.${one.word}`)) };
    return [what(one), t('shared.list.of', names)] as const;
  });
  return noticeMessage(t('shared.list.which', { typed: shorten(typed.trim(), SHOWN_WORD) }), undefined, listButtons(buttons), t);
}

/** A sentence, and the lists that there are as presses. `command`: without its slash. */
export const withLists = (sentence: string, name: string, command: string, words: readonly string[], { t }: Asked['reader']): Message =>
  noticeMessage(sentence, undefined, listButtons(words.map((word) => [`${command} ${word}`, firstOf(t(`${name}.listWord.${word}`))])), t);

/** So much of a word that is not known is said again. */
const SHOWN_WORD = 60;
/** Who writes one of these wants to know what there is. */
const HELP = wordsFor('shared.direct.words', ['help']);

/**
 * What a command takes, with its lists as presses; a word that it does not know is said not to have been understood, unless it is another
 * subject's list. Help: `<name>.help.<command>`.
 */
export async function notUnderstood(
  typed: string,
  name: string,
  command: string,
  words: readonly string[],
  asked: Asked,
): Promise<Message> {
  const { reader } = asked;
  const help = reader.t(`${name}.help.${command}`);
  if (HELP[typed.trim().toLowerCase()]) return withLists(help, name, command, words, reader);
  const unknown = reader.t('shared.list.notUnderstood', { typed: shorten(typed.trim(), SHOWN_WORD) });
  return (await listsSaid(asked, typed)) ?? withLists(`${unknown}\n${help}`, name, command, words, reader);
}

/** A number with the letter that a command implies, where only digits were typed. */
export function numberOf(prefix: string, typed: string): string {
  const digits = typed.normalize('NFKC');
  return /^\d{1,9}$/.test(digits) ? `${prefix}-${digits}` : typed;
}
