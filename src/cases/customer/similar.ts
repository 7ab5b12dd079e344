import { nameKey } from '../names.js';
import { isMistyped, LEAST_SLIPPED } from '../one-slip.js';
import { isPartAlike, soundsAlike } from '../sounds-alike.js';

/** What companies are called besides their name. */
const FORMS =
  /股份有限公司|有限责任公司|有限公司|总公司|分公司|公司|集团|(?<![a-z])(?:co|ltd|limited|inc|llc|corp|company|gmbh|plc)(?![a-z])\.?/g;
/** So alike are two names at least that could be one; Latin words share letters with many others. */
const ALIKE = { han: 0.5, others: 0.75 };
/** A shorter one is part of too many others. */
const LEAST_PART = { han: 2, others: 4 };

const coreOf = (name: string): string =>
  nameKey(name)
    .replace(FORMS, '')
    .replace(/[^\p{L}\p{N}]/gu, '');

function pairsOf(text: string): string[] {
  const characters = [...text];
  return characters.slice(1).map((character, n) => `${characters[n]}${character}`);
}

/** The part of their pairs of neighbouring characters that two names share, 0 to 1. */
function shareOf(a: string, b: string): number {
  const [of, known] = [pairsOf(a), pairsOf(b)];
  const left = new Map<string, number>();
  for (const pair of known) left.set(pair, (left.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of of) {
    const count = left.get(pair) ?? 0;
    if (count > 0) shared += 1;
    left.set(pair, count - 1);
  }
  const all = of.length + known.length;
  return all === 0 ? 0 : (2 * shared) / all;
}

const scriptOf = (text: string): 'han' | 'others' => (/\p{Script=Han}/u.test(text) ? 'han' : 'others');

/** Is one of them the beginning or a part of the other, and long enough to mean something? */
function isPart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.length >= LEAST_PART[scriptOf(short)] && long.includes(short);
}

const wordsIn = (name: string): string[] =>
  nameKey(name)
    .replace(FORMS, '')
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** Is each word of the one a word of the other, as it is or with one slip? Harbuor Books, Green Leef. */
function isMisspelt(a: string, b: string): boolean {
  const [few, many] = [wordsIn(a), wordsIn(b)].sort((one, other) => one.length - other.length) as [string[], string[]];
  const left = [...many];
  const isThere = (word: string): boolean => {
    const place = left.findIndex((one) => one === word || isMistyped(word, one, few.length > 1));
    if (place >= 0) left.splice(place, 1);
    return place >= 0;
  };
  return few.some((word) => word.length >= LEAST_SLIPPED) && few.every(isThere);
}

/** How alike two names are that are not the same, 0 to 1; 0 for those that nobody would take for each other. */
export function likeness(typed: string, known: string): number {
  const [a, b] = [coreOf(typed), coreOf(known)];
  if (a === '' || b === '') return 0;
  if (a === b) return 1;
  const share = shareOf(a, b);
  if (isPart(a, b)) return Math.max(share, 0.8);
  if (soundsAlike(a, b)) return Math.max(share, 0.7);
  const isNear = scriptOf(a) === 'han' ? isPartAlike(a, b) : isMisspelt(typed, known);
  if (isNear) return Math.max(share, 0.65);
  return share >= Math.min(ALIKE[scriptOf(a)], ALIKE[scriptOf(b)]) ? share : 0;
}
