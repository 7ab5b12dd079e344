/** Rows by a word that somebody typed or sent: nothing is inherited, so that `constructor` is a word like any other. */
export const byWord = <Row>(rows: Readonly<Record<string, Row>>): Readonly<Record<string, Row>> =>
  Object.assign(Object.create(null) as Record<string, Row>, rows);

/** A row, the word of its table that a text begins with, and what stands behind it. */
export interface Begun<Row> {
  readonly word: string;
  readonly row: Row;
  readonly rest: string;
}

/** So many words at most are one word of a table: 'known faults', 'first contact missed'. */
const MOST_IN_A_WORD = 4;

/** The row of a table under the word, of one or several words, with which a text begins: the one with the most words. */
export function begunWith<Row>(table: Readonly<Record<string, Row>>, text: string): Begun<Row> | undefined {
  const words = text.trim().split(/\s+/);
  for (let n = Math.min(MOST_IN_A_WORD, words.length); n > 0; n -= 1) {
    const word = words.slice(0, n).join(' ').toLowerCase();
    const row = Object.hasOwn(table, word) ? table[word] : undefined;
    if (row !== undefined) return { word, row, rest: words.slice(n).join(' ') };
  }
  return undefined;
}

const HAN_ALONE = /^\p{Script=Han}+$/u;

/** The same, also where Chinese goes on without a blank: 上门今天. */
export function runsOnFrom<Row>(table: Readonly<Record<string, Row>>, text: string): Begun<Row> | undefined {
  const begun = begunWith(table, text);
  if (begun) return begun;
  const said = text.trim();
  const [word] = Object.keys(table)
    .filter((one) => HAN_ALONE.test(one) && said.startsWith(one))
    .toSorted((a, b) => b.length - a.length);
  const row = word === undefined ? undefined : table[word];
  return word === undefined || row === undefined ? undefined : { word, row, rest: said.slice(word.length).trim() };
}
