/**
 * Words that people typed are kept as they are; markers that only we may write (a mention, a link) use characters of
 * the private use area, which `cleanText` takes out of everything typed. src/slack/messages/mrkdwn.ts turns them into Slack's form
 * after escaping the rest.
 */
export const MARK = { open: '\uE000', close: '\uE001', between: '\uE002' } as const;

/** A mention of a person, to be put into any text. */
export const person = (id: string): string => `${MARK.open}@${id}${MARK.close}`;
/** A link with its words. */
export const link = (url: string, words: string): string => `${MARK.open}${url}${MARK.between}${words}${MARK.close}`;
/** What a moment shows: day and time, the time alone, how long it is to it or since, or all of it. */
export type MomentStyle = 'when' | 'time' | 'ago' | 'both';
/** A moment that stays true on the screen: each reader sees it by his own clock and calendar; `words` where that cannot be. */
export const moment = (at: Date, words: string, style: MomentStyle = 'when'): string =>
  `${MARK.open}!${style} ${Math.floor(at.getTime() / 1000)}${MARK.between}${words}${MARK.close}`;
/** Words in bold. */
export const bold = (words: string): string => `${MARK.open}*${words}${MARK.close}`;

/** Control characters, our own markers, signs without width, and marks that turn the direction of what follows. */
const UNWANTED = /[\p{Cc}\u00AD\u180E\u200B\u200E\u200F\u2060\uE000-\uE002\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** What we keep of a typed text: line breaks stay, invisible and direction-turning characters go, ends are trimmed. */
export const cleanText = (typed: string): string =>
  typed
    .replace(/\r\n?/g, '\n')
    .replace(UNWANTED, (found) => (found === '\n' || found === '\t' ? found : ''))
    .trim();

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ', '>': '›' };

/** What people typed, so that no sign in it formats what is around it: where Slack would take one as bold, struck, code or a quotation, one that looks like it. */
export const unformatted = (typed: string): string =>
  typed
    .replace(/(?<![\p{L}\p{N}])[*~`_](?=\S)|(?<=\S)[*~`_](?![\p{L}\p{N}])/gu, (sign) => LOOKALIKES[sign] ?? sign)
    .replace(/^(\s*)>/gmu, (_, blanks: string) => `${blanks}${LOOKALIKES['>']}`);

const MARKED = /(```|`)(?=\S)([^`]+?)\1|(?<![\p{L}\p{N}*~_])([*~_])(?=[^\s*~_])([^\n]*?[^\s*~_])\3(?![\p{L}\p{N}*~_])/gu;

/** What people typed as it is read where nothing is formatted: `ipconfig` and *now* without the marks around them. */
export const withoutMarks = (typed: string): string =>
  typed.replace(MARKED, (_, _tick?: string, code?: string, _sign?: string, words?: string) => (code ?? words ?? '').trim());

/** Where a text can be cut at or before this place without parting a letter from its marks, or an emoji of several signs. */
export const cutBefore = (words: string, place: number): number => GRAPHEMES.segment(words).containing(place)?.index ?? place;

/**
 * The beginning of a text, at most `max` UTF-16 units long (as Slack counts, where an emoji has two and more), never half an
 * emoji or half a mark of ours, with an ellipsis where something is left out.
 */
export function shorten(words: string, max: number): string {
  if (words.length <= max) return words;
  const cut = words.slice(0, cutBefore(words, max - 1));
  const mark = cut.lastIndexOf(MARK.open);
  return `${mark > cut.lastIndexOf(MARK.close) ? cut.slice(0, mark) : cut}…`;
}

/** So much of what somebody said stands in a sentence of ours. */
const GLANCE = 120;

/** What somebody said, at a glance: one short line, whatever he wrote; all of it stands on the card. */
export const glance = (words: string): string => shorten(words.replace(/\s+/g, ' ').trim(), GLANCE);

/** Is there a letter, a character or a digit in it? What consists of signs says nothing. */
export const saysSomething = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** What a text says, without its signs. */
const saidIn = (text: string): string =>
  text
    .replace(/[^\p{L}\p{M}\p{N}\s]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Does a text say as much as `min` letters do? A Chinese character counts as two, a sign for nothing, and a single character is never enough
 * where more than one is asked for.
 */
export function saysEnough(text: string, min: number): boolean {
  if (min <= 0) return true;
  const { length } = saidIn(text);
  return length >= min || (length > 1 && length + (text.match(/\p{Script=Han}/gu)?.length ?? 0) >= min);
}

/** So many letters, or half as many Chinese characters, has what somebody else relies on: a reason, what was done, what the cause was. */
export const LEAST_TOLD = 4;
/** Two letters beside each other, and not one over and over: what looks like a word. */
const isInWords = (text: string): boolean => /\p{L}\p{M}*\p{L}/u.test(text) && new Set(text.toLowerCase().match(/\p{L}/gu)).size > 1;
/** Nothing but a yes, a thanks or a nod, however often: it is said where a reason is asked and is none. */
export const isNod = (text: string): boolean =>
  /^(?:好(?:的|吧|了)?|可以的?|行的?|没问题|同意了?|收到|知道了?|明白了?|嗯|是的?|对的?|谢谢|ok(?:ay)?|yes|yeah|sure|fine|agreed|thanks|thank you|n a|na|none|\s)+$/u.test(
    saidIn(text).toLowerCase(),
  );
/** Does a text tell somebody else something? */
export const tellsSomething = (text: string | undefined): boolean =>
  saysEnough((text ?? '').trim(), LEAST_TOLD) && isInWords(text ?? '') && !isNod(text ?? '');

/** Can this be how a person is called? A Chinese character, a surname, is enough; else it is two letters. */
export const namesSomebody = (text: string): boolean => (/\p{Script=Han}/u.test(text) || isInWords(text)) && !isNod(text);

const HAN_DIGITS = '〇一二三四五六七八九';
/** The digits that are written as characters, as they are said into a telephone: 零 and 幺 too. */
export const HAN_DIGIT = /[〇零幺一二三四五六七八九]/g;
/** A text of the same length in which digits written as characters are digits. */
export const withHanDigits = (text: string): string =>
  text.replace(HAN_DIGIT, (sign) => (sign === '零' ? '0' : sign === '幺' ? '1' : String(HAN_DIGITS.indexOf(sign))));
/** So many digits, of whichever writing, that they are a number and no word beside one. */
const LEADING_NUMBER = /^[+(]?(?:[\d〇零幺一二三四五六七八九][\s.·()‐-―-]{0,3}){7,}/;
/** A number in plain digits, whether it was typed full width or in characters. */
export const plainNumber = (number: string): string => number.normalize('NFKC').trim().replace(LEADING_NUMBER, withHanDigits);

/** Digits of a phone number as it is shown: no country code before a Chinese mobile's, no punctuation. */
export const phoneDigits = (phone: string): string =>
  plainNumber(phone)
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '');

/** A landline with its extension behind a dash, as displays show it: `021-55551234-801`. */
export const DASHED = /^([(（]?(?:\+?86[\s-]?|0)(?:10|2\d|[3-9]\d{2})[)）]?[\s-]?\d{3,4}[\s-]?\d{4})\s?[-‐-―－]\s?(\d{1,5})$/;

/** What follows a number within a house; a number that is masked is the one of the street. */
const EXTENSION = /\s*(?:转|分机|ext|x|#).*$/isu;
/** A landline of China with its country before it. */
const LANDLINE_WITH_COUNTRY = /^(?:00)?86(?=(?:10|[2-9]\d)\d{7,9}$)/;

/** A phone number as a channel may show it, without country and extension: the first three and the last two digits at most. */
export const maskedPhone = (phone: string): string => {
  const digits = phoneDigits(plainNumber(phone).replace(EXTENSION, '').replace(DASHED, '$1')).replace(LANDLINE_WITH_COUNTRY, '0');
  return maskedDigits(digits);
};

/** Digits as they are masked. */
export const maskedDigits = (digits: string): string => (digits.length < 7 ? '•••' : `${digits.slice(0, 3)}••••${digits.slice(-2)}`);

/** A typed text as a channel may show it: what could be a telephone number in it is masked. */
export const maskedNumbers = (typed: string): string =>
  typed.replace(/[+＋]?[\p{Nd}〇零幺一二三四五六七八九](?:[\s().·-]?[\p{Nd}〇零幺一二三四五六七八九]){6,}/gu, maskedPhone);

/** Where a case is: customer and site, as far as they are known. */
export const placeOf = ({ customer, site }: { readonly customer?: unknown; readonly site?: unknown }): string =>
  [customer, site].filter(Boolean).join(' · ');
