import { cleanText, shorten } from '../text.js';
import { type Answer, type CheckItem, CYCLES, type Cycle } from './check-item.js';

/** The most check items of a project: one modal shows them all. */
export const MOST_ITEMS = 40;

/** What is wrong with a line, as a locale key under `invalid.` with what the sentence needs. */
export interface LineProblem {
  readonly code: 'itemLine' | 'itemCycle' | 'itemLimits' | 'itemTwice' | 'tooManyItems';
  readonly params: Readonly<Record<string, string | number>>;
}

/** What a word of a line means, in every language that people write them in. */
export type ItemWords = Readonly<Record<string, Cycle | Answer>>;
const isCycle = (word: string | undefined): word is Cycle => CYCLES.some((cycle) => cycle === word);

const LIMITS = /^(-?\d+(?:\.\d+)?)?\s*\.\.\s*(-?\d+(?:\.\d+)?)?$/;
const numberOrNone = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

type Parsed = Omit<CheckItem, 'id'>;

function parseLine(line: string, words: ItemWords, cycles: readonly Cycle[]): Parsed | LineProblem['code'] {
  const [cycleWord = '', answerWords = '', question = '', expected] = line.split(/[|｜]/).map(cleanText);
  const cycle = words[cycleWord.toLowerCase()];
  const [, answerWord = '', limits] = /^(\S+)\s*(.*)$/.exec(answerWords) ?? [];
  const answer = words[answerWord.toLowerCase()];
  if (!isCycle(cycle) || !answer || isCycle(answer) || question === '' || [...question].length > 120) return 'itemLine';
  if (!cycles.includes(cycle)) return 'itemCycle';
  const range = limits ? LIMITS.exec(limits) : undefined;
  if (limits && (answer !== 'number' || !range)) return 'itemLimits';
  const [min, max] = [numberOrNone(range?.[1]), numberOrNone(range?.[2])];
  if (min !== undefined && max !== undefined && min > max) return 'itemLimits';
  return {
    cycle,
    answer,
    question,
    ...(expected ? { expected } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

/**
 * Reads check items, one a line: `daily | ok | question | what is normal`, `weekly | number 20..90 | question`, of these cycles. An item whose
 * question was there before keeps its id, whatever else of it changed; `lastItem` is the last id given, none is given twice. All
 * problems at once. Rule G2.
 */
export function parseItems(
  text: string,
  words: ItemWords,
  cycles: readonly Cycle[],
  before: readonly CheckItem[] = [],
  lastItem = 0,
): { items: CheckItem[]; lastItem: number } | { problems: LineProblem[] } {
  const lines = text
    .split('\n')
    .map((line, n) => ({ n: n + 1, line: line.trim() }))
    .filter(({ line }) => line !== '');
  const problems: LineProblem[] =
    lines.length > MOST_ITEMS ? [{ code: 'tooManyItems', params: { n: lines.length, most: MOST_ITEMS } }] : [];
  const items: CheckItem[] = [];
  let last = lastItem;
  for (const { n, line } of lines) {
    const parsed = parseLine(line, words, cycles);
    if (typeof parsed === 'string') {
      problems.push({ code: parsed, params: { n, line: shorten(line, 60) } });
      continue;
    }
    const isTwice = items.some((item) => item.question === parsed.question && item.cycle === parsed.cycle);
    if (isTwice) problems.push({ code: 'itemTwice', params: { n, line: parsed.question } });
    const known = before.find((item) => item.question === parsed.question && item.cycle === parsed.cycle);
    if (!known) last += 1;
    items.push({ id: known?.id ?? String(last), ...parsed });
  }
  return problems.length > 0 ? { problems } : { items, lastItem: last };
}

const limitsOf = ({ min, max }: Pick<CheckItem, 'min' | 'max'>): string =>
  min === undefined && max === undefined ? '' : ` ${min ?? ''}..${max ?? ''}`;

/** The items as `parseItems` reads them; `word` says a cycle or answer in the reader's language. */
export const itemsAsText = (items: readonly CheckItem[], word: (name: Cycle | Answer) => string): string =>
  items
    .map((item) =>
      [word(item.cycle), `${word(item.answer)}${limitsOf(item)}`, item.question, ...(item.expected ? [item.expected] : [])].join(' | '),
    )
    .join('\n');
