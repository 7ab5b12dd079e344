import type { CardButton } from '../../src/cases/card.js';
import { begunWith, byWord } from '../../src/cases/table.js';
import { shorten } from '../../src/cases/text.js';
import { hasText, LOCALES, wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { listButtons, type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import type { List, Subject } from '../subject.js';
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

/** A list that was asked for, what was typed for it, and what stands behind the word for it. */
interface ListAsked {
  readonly word: string;
  readonly typed: string;
  readonly list: List;
  readonly rest: string;
}

/** The list that a text begins with the word of, which may be several: `not accepted`. */
export function listAsked(lists: InWords, typed: string): ListAsked | undefined {
  const begun = begunWith(lists, typed);
  return begun && { ...begun.row, typed: begun.word, rest: begun.rest };
}

/** A list that takes no more words: those that stand behind it are said not to have been understood. */
export const alone =
  (list: (asked: Asked) => Promise<Message>): List =>
  async (asked, rest) =>
    rest.trim() === '' ? list(asked) : notTaken(rest, asked.reader);

/** A list of a subject, as somebody asked for it. */
interface OfSubject extends ListAsked {
  readonly name: string;
  /** Without its slash. */
  readonly command: string;
  readonly isShared: boolean;
}

/** The list of a subject that a text begins with the word of. */
function askedOf({ name, command, lists = {}, ownLists = {} }: Subject, typed: string): OfSubject | undefined {
  const own = Object.keys(ownLists).filter((word) => LOCALES.some((locale) => hasText(`${name}.listWord.${word}`, locale)));
  const called = { ...Object.fromEntries(own.flatMap((word) => (ownLists[word] ? [[word, ownLists[word]]] : []))), ...lists };
  const found = command ? listAsked(listsInWords(name, called), typed) : undefined;
  return found && command ? { ...found, name, command: command.slice(1), isShared: Object.hasOwn(lists, found.word) } : undefined;
}

/** What a press on this list carries. */
const pressed = ({ command, word, rest }: OfSubject): string => `${command} ${word} ${rest}`.trim();

/** A list that was asked for, with the press that shares it where it is one to share. */
async function shown(asked: Asked, found: OfSubject): Promise<Message> {
  const message = await found.list(asked, found.rest);
  return found.isShared ? shareable(message, pressed(found), asked.reader.t) : message;
}

/** The list of this subject that a text begins with the word of. */
export async function listOf(asked: Asked, subject: Subject, typed: string): Promise<Message | undefined> {
  const found = askedOf(subject, typed);
  return found && shown(asked, found);
}

/** The word that is shown of several between commas. */
export const firstOf = (words: string): string => words.split(',')[0]?.trim() ?? '';

/**
 * What the word of a list brings where no command takes it: the list, or the choice where several subjects have one of that name; undefined
 * for any other text. `isAlone`: only where nothing stands behind the word.
 */
export async function listsSaid(asked: Asked, typed: string, isAlone = false): Promise<Message | undefined> {
  const { t } = asked.reader;
  const found = subjectsOf(asked.desk)
    .all.flatMap((subject) => askedOf(subject, typed) ?? [])
    .filter(({ rest }) => !isAlone || rest === '');
  const [first, second] = found;
  if (!first) return undefined;
  if (!second) return shown(asked, first);
  const buttons = found.map((one) => {
    const names = { subject: firstOf(t(`${one.name}.commandWords`)), list: one.typed };
    return [pressed(one), t('shared.list.of', names)] as const;
  });
  return noticeMessage(t('shared.list.which', { typed: shorten(typed.trim(), SHOWN_WORD) }), undefined, listButtons(buttons), t);
}

/** The press that looks in a subject for words that no command knows. `what`: its list that finds, as a button carries it. */
export const lookingFor =
  (name: string, what: string) =>
  ({ reader: { t } }: Asked, typed: string): readonly CardButton[] =>
    listButtons([[`${what} ${typed}`, t('shared.list.lookIn', { subject: firstOf(t(`${name}.commandWords`)) })]]);

/** A sentence, and the lists that there are as presses. `command`: without its slash. */
export const withLists = (sentence: string, name: string, command: string, words: readonly string[], { t }: Asked['reader']): Message =>
  noticeMessage(sentence, undefined, listButtons(words.map((word) => [`${command} ${word}`, firstOf(t(`${name}.listWord.${word}`))])), t);

/** So much of a word that is not known is said again. */
const SHOWN_WORD = 60;
/** Who writes one of these wants to know what there is. */
export const HELP = wordsFor('shared.direct.words', ['help']);

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
