import { phonesIn } from '../phones.js';
import { extensionIn, isLocalNumber } from '../telephone.js';
import { cleanText, plainNumber, saysSomething } from '../text.js';

/** What somebody typed about a caller: his number, part of one, and words. */
export interface TypedCaller {
  readonly phone?: string;
  /** Some digits of a number, or an extension behind an `x`. */
  readonly part?: string;
  readonly words?: string;
}

const ONLY_DIGITS = /^[+\d\s().\-–/]+$/;
/** Fewer digits are no number that one calls from; more are none at all. */
const WHOLE = { least: 7, most: 20 };
const LEAST_PART = 3;

/** What says only that a number follows. */
const LABEL = '(?:tel(?:ephone)?|phone|mobile|cell|call(?:er)?|电话号?码?|手机号?码?|座机|来电号?码?|号码)';
const HERE = '\u0000';
const BEFORE_NUMBER = new RegExp(`(?:(?<![A-Za-z])${LABEL}[\\s:：.]*)?${HERE}`, 'i');

/** A text without this number, and without what only says that it is one. */
const besides = (text: string, number: string): string =>
  text
    .replace(number, HERE)
    .replace(BEFORE_NUMBER, ' ')
    .replace(/^[\s,，;；、:：/|]+|[\s,，;；、:：/|]+$/g, '');

/** Reads what was typed behind `/newcall`: a number, part of one, an extension, part of a name, or a number with words. */
export function typedCaller(typed: string): TypedCaller {
  const plain = cleanText(plainNumber(typed));
  if (plain === '') return {};
  const phones = phonesIn(plain);
  const [phone] = phones;
  if (phone) {
    const words = besides(plain, phone);
    // Several numbers and nothing else are one field's.
    const isAlone = !saysSomething(phones.slice(1).reduce((rest, one) => besides(rest, one), words));
    return isAlone ? { phone: phones.join('/') } : { phone, words };
  }
  if (isLocalNumber(plain)) return { phone: plain };
  const extension = extensionIn(plain);
  if (extension) return { part: `x${extension}` };
  const digits = ONLY_DIGITS.test(plain) ? plain.replace(/\D/g, '') : '';
  if (digits.length >= WHOLE.least && digits.length <= WHOLE.most) return { phone: plain, part: digits };
  return digits.length >= LEAST_PART && digits.length < WHOLE.least ? { part: digits } : { words: plain };
}
