import { phonesIn } from '../phones.js';
import { extensionIn, isLocalNumber } from '../telephone.js';
import { cleanText, plainNumber } from '../text.js';

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

/** Reads what was typed behind `/newcall`: a number, part of one, an extension, part of a name, or a number with words. */
export function typedCaller(typed: string): TypedCaller {
  const plain = cleanText(plainNumber(typed));
  if (plain === '') return {};
  const [phone] = phonesIn(plain);
  if (phone) {
    const words = plain.replace(phone, ' ').replace(/^[\s,，;；、:：]+|[\s,，;；、:：]+$/g, '');
    return { phone, ...(words ? { words } : {}) };
  }
  if (isLocalNumber(plain)) return { phone: plain };
  const extension = extensionIn(plain);
  if (extension) return { part: `x${extension}` };
  const digits = ONLY_DIGITS.test(plain) ? plain.replace(/\D/g, '') : '';
  if (digits.length >= WHOLE.least && digits.length <= WHOLE.most) return { phone: plain, part: digits };
  return digits.length >= LEAST_PART && digits.length < WHOLE.least ? { part: digits } : { words: plain };
}
