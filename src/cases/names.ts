import { simplified } from './traditional.js';

/** Blanks beside Han characters, brackets and marks say nothing: 恒昌 (朝阳店) is 恒昌（朝阳店）. */
const IDLE_BLANKS = /(?<=[^\p{L}\p{N}]|\p{Script=Han})\s+|\s+(?=[^\p{L}\p{N}]|\p{Script=Han})/gu;
/** Signs that nobody sees, by which two names look alike. */
const UNSEEN = /\p{Cf}/gu;

/**
 * By what two names of people, customers, sites, projects or groups are the same: full width or not, upper or lower case, more
 * blanks or fewer, which brackets, signs that nobody sees, traditional signs or simplified ones. Decision 0104.
 */
export const nameKey = (name: string): string =>
  simplified(name.normalize('NFKC'))
    .replace(UNSEEN, '')
    .replace(/[【〔「『[{]/g, '(')
    .replace(/[】〕」』\]}]/g, ')')
    .toLowerCase()
    .trim()
    .replace(/\s+/g, ' ')
    .replace(IDLE_BLANKS, '');

/** A name as it is kept: as it was typed, with one blank where several stood. */
export const tidyName = (name: string): string => name.replace(/[\p{Zs}\s]+/gu, ' ').trim();

/** Of names that are known, the one that is meant. */
export const sameName = (name: string, known: readonly string[]): string | undefined => {
  const key = nameKey(name);
  return known.find((one) => nameKey(one) === key);
};

/** By what two serial numbers are the same: case, width and blanks do not count. */
export const serialKey = (serial: string): string => serial.normalize('NFKC').replace(UNSEEN, '').replace(/\s+/g, '').toUpperCase();
