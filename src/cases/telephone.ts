import parsePhoneNumber from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min';
import { phonesIn } from './phones.js';
import { DASHED, plainNumber } from './text.js';

/** Where a number without a country is. */
const HOME = 'CN';
/** An extension that stands alone, as people write it. */
const ALONE = /^(?:转接?|分机号?|ext(?:ension)?\.?|x|#)\s*[:：]?\s*(\d{1,6})$/i;

/** The digits of an extension, where nothing but one was typed. */
export const extensionIn = (plain: string): string | undefined => ALONE.exec(plain)?.[1];

/** An extension as people write it, in the form that the library knows. */
const EXTENSION = /\s*(?:转接?|分机号?)\s*[:：]?\s*(?=\d)/g;
/** What an area of China begins with: neither a mobile nor a service number. */
const IS_LANDLINE = /^(?!1[3-9]|[48]00)[1-9]\d{8,10}$/;

/** A number in the form that the library knows. */
const readable = (number: string): string => plainNumber(number).replace(DASHED, '$1 ext. $2').replace(EXTENSION, ' ext. ');

/** By what one number is the same however it is written. */
function keyOf(number: string): string {
  const plain = readable(number);
  const parsed = parsePhoneNumber(plain, HOME, metadata);
  if (!parsed) return plain.replace(/\D/g, '');
  const national = String(parsed.nationalNumber);
  const isAtHome = parsed.countryCallingCode === '86';
  const main = isAtHome ? (IS_LANDLINE.test(national) ? `0${national}` : national) : `${parsed.countryCallingCode}${national}`;
  return parsed.ext ? `${main}x${parsed.ext}` : main;
}

/** An address that dials a number, with its country; undefined for what no telephone can dial. */
export function dialOf(typed: string): string | undefined {
  const parsed = parsePhoneNumber(readable(typed), HOME, metadata);
  return parsed?.isPossible() ? parsed.getURI() : undefined;
}

/** The key of a number of China as a display in its own town shows it: without the area. */
const LOCAL = /^[2-9]\d{6,7}(?:x\d+)?$/;
export const isLocal = (key: string): boolean => LOCAL.test(key);

/** Is this text a number without its area, and nothing else but an extension? */
export const isLocalNumber = (plain: string): boolean =>
  /^\d[\d\s\-–]*(?:(?:ext\.?|x|#)\s*\d{1,6})?$/i.test(readable(plain)) && isLocal(keyOf(plain));

/** What the keys of numbers match of which somebody knows a part: some digits, an extension behind an `x`, or a whole number but for its area. */
export function partOf(part: string): RegExp {
  const digits = part.replace(/[^\dx]/g, '');
  if (!isLocal(digits)) return new RegExp(digits);
  return new RegExp(`^(?:0\\d{2,3})?${digits}${digits.includes('x') ? '' : '(?:x\\d+)?'}$`);
}

/** The number of a key without its extension. */
export const mainOf = (key: string): string => key.split('x', 1)[0] ?? key;

/**
 * By what the numbers of a field are compared, the first one's first: +86, 0086 or 0 before it, width, blanks and marks do not
 * count; an extension stands behind an `x`.
 */
export const phoneKeys = (typed: string): string[] => {
  const found = phonesIn(typed.normalize('NFKC'));
  return [...new Set((found.length > 0 ? found : [typed]).map(keyOf))].filter((key) => key !== '');
};

/** A text in which each telephone number stands as the digits by which it is compared. */
export const withPhoneKeys = (text: string): string => phonesIn(text).reduce((words, one) => words.replace(one, ` ${keyOf(one)} `), text);

/** By what a number is compared; of several the first. */
export const phoneKey = (typed: string): string => phoneKeys(typed)[0] ?? '';

/** Under what a field's numbers are kept and found: each one, and each without its extension. */
export function findingKeys(typed: string): string | readonly string[] {
  const exact = phoneKeys(typed);
  const all = [...new Set([...exact, ...exact.map(mainOf)])];
  return all.length === 1 ? (all[0] ?? '') : all;
}
