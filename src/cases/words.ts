/** Two neighbouring Chinese characters are a word for searching; Latin words and numbers are taken whole. */
const RUNS = /\p{Script=Han}+|[\p{L}\p{N}]+/gu;
const MOST_WORDS = 400;

/** The search words of some texts, lower case, each once. */
export function wordsOf(...texts: readonly (string | undefined)[]): string[] {
  const words = new Set<string>();
  for (const [run] of texts.join('\n').normalize('NFKC').toLowerCase().matchAll(RUNS)) {
    if (!/\p{Script=Han}/u.test(run)) words.add(run.slice(0, 40));
    else
      for (const [n, character] of [...run].entries())
        words.add(n === 0 && [...run].length === 1 ? character : [...run].slice(n, n + 2).join(''));
    if (words.size >= MOST_WORDS) break;
  }
  words.delete('');
  return [...words].slice(0, MOST_WORDS);
}
