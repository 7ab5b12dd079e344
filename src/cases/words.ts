import { simplified } from './traditional.js';

/** Chinese characters, versions and addresses of the Internet, and words of other scripts: POS机 is two of them. */
const RUNS = /\p{Script=Han}+|\d+(?:\.\d+)+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
/** The letters and the digits of a word: HP1020 is found as HP 1020 too. */
const PARTS = /\p{N}+|\P{N}+/gu;
/** What stands between dots, from the first on: 10.0.3 is how 10.0.3.11 begins. */
const DOTTED = /^\d+(?:\.\d+)+$/;
const LONGEST_WORD = 40;
const MOST_WORDS = 500;

const isHan = (run: string): boolean => /\p{Script=Han}/u.test(run);
const pairs = (run: string): string[] => [...run].slice(1).map((character, n) => `${[...run][n]}${character}`);
const runsOf = (texts: readonly (string | undefined)[]): string[] =>
  [...simplified(texts.join('\n').normalize('NFKC')).toLowerCase().matchAll(RUNS)].map(([run]) => run.slice(0, 200));
const heads = (run: string): string[] => run.split('.').map((_, n, all) => all.slice(0, n + 1).join('.'));
const unique = (words: readonly string[]): string[] => [...new Set(words)].slice(0, MOST_WORDS);

function wordsIn(run: string): string[] {
  if (isHan(run)) return [...pairs(run), ...run];
  const word = run.slice(0, LONGEST_WORD);
  return DOTTED.test(word) ? [...heads(word), ...word.split('.')] : [word, ...(word.match(PARTS) ?? [])];
}

/** The words under which some texts are found, lower case and in simplified signs, each once. Two neighbouring Chinese characters are a word, and each one. */
export const wordsOf = (...texts: readonly (string | undefined)[]): string[] => unique(runsOf(texts).flatMap(wordsIn));

function wordsFor(run: string): string[] {
  if (isHan(run)) return [...run].length > 1 ? pairs(run) : [run];
  const word = run.slice(0, LONGEST_WORD);
  return DOTTED.test(word) ? [word] : [...(word.match(PARTS) ?? [])];
}

/** The words that a typed search asks for: all of them must be there. */
export const wordsAsked = (typed: string): string[] => unique(runsOf([typed]).flatMap(wordsFor));
