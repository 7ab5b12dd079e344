import { nameKey } from './names.js';
import { isMistyped, isOneSlip } from './one-slip.js';
import { isPartAlike } from './sounds-alike.js';

/** What a question is made of: Chinese characters, signs that compare, and words of other scripts with their numbers. */
const RUNS = /\p{Script=Han}+|\p{Sm}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu;
/** In fewer Chinese characters, one more or less makes another question. */
const LEAST_HAN = 5;

const runsOf = (text: string): string[] => nameKey(text.replace(/[\p{P}\p{Z}\s]+/gu, ' ')).match(RUNS) ?? [];
const isHan = (run: string): boolean => /\p{Script=Han}/u.test(run);
const hasDigits = (run: string): boolean => /\p{N}/u.test(run);

/** Is a character left out, added, or in its neighbour's place? */
const isMisplaced = (run: string, other: string): boolean =>
  run.length >= LEAST_HAN && isOneSlip(run, other) && (run.length !== other.length || [...run].sort().join() === [...other].sort().join());

function isSaidBy(run: string, other: string, isAmongOthers: boolean): boolean {
  if (isHan(run)) return other.includes(run) || (run.length <= other.length && isPartAlike(run, other)) || isMisplaced(run, other);
  return run === other || (!hasDigits(run + other) && isMistyped(run, other, isAmongOthers));
}

/**
 * Does what people wrote still say what it said: the same words, be it with other blanks, signs or width, with a slip mended, or with
 * more words around them?
 */
export function stillSays(before: string, after: string): boolean {
  const [runs, others] = [runsOf(before), runsOf(after)];
  return runs.join('') === others.join('') || runs.every((run) => others.some((other) => isSaidBy(run, other, runs.length > 1)));
}

/** Each text of the former ones with what says the same now, each of those once. `saysSame`: of which pairs that can be said. */
export function pairedBy<One>(before: readonly One[], after: readonly One[], ...saysSame: ((was: One, is: One) => boolean)[]) {
  const pairs = new Map<One, One>();
  for (const isPair of saysSame) {
    for (const was of before.filter((one) => !pairs.has(one))) {
      const taken = new Set(pairs.values());
      const is = after.find((one) => !taken.has(one) && isPair(was, one));
      if (is !== undefined) pairs.set(was, is);
    }
  }
  return pairs;
}
