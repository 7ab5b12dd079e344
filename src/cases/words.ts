/** Two neighbouring Chinese characters are a word for searching; Latin words and numbers are taken whole. */
const RUNS = /\p{Script=Han}+|[\p{L}\p{N}]+/gu;
const LONGEST_WORD = 40;
const MOST_WORDS = 500;

const isHan = (run: string): boolean => /\p{Script=Han}/u.test(run);
const pairs = (run: string): string[] => [...run].slice(1).map((character, n) => `${[...run][n]}${character}`);
const runsOf = (texts: readonly (string | undefined)[]): string[] =>
  [...texts.join('\n').normalize('NFKC').toLowerCase().matchAll(RUNS)].map(([run]) => run.slice(0, 200));
const unique = (words: readonly string[]): string[] => [...new Set(words)].slice(0, MOST_WORDS);

/** The words under which some texts are found, lower case, each once. */
export const wordsOf = (...texts: readonly (string | undefined)[]): string[] =>
  unique(runsOf(texts).flatMap((run) => (isHan(run) ? [...pairs(run), ...run] : [run.slice(0, LONGEST_WORD)])));

/** The words that a typed search asks for: all of them must be there. */
export const wordsAsked = (typed: string): string[] =>
  unique(runsOf([typed]).flatMap((run) => (isHan(run) && [...run].length > 1 ? pairs(run) : [run.slice(0, LONGEST_WORD)])));
