import type { Translate } from '../card.js';
import { pairedBy, stillSays } from '../still-says.js';
import { type Answer, type CheckItem, CYCLES, type Cycle } from './check-item.js';

const limitsOf = ({ min, max }: Pick<CheckItem, 'min' | 'max'>): string => `${min ?? ''}..${max ?? ''}`;

/** Does the second take numbers that the first did not? What has no limits takes all. */
export const isWider = (
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Pick<CheckItem, 'min' | 'max'>,
  after: Pick<CheckItem, 'min' | 'max'>,
): boolean => (after.min ?? Number.NEGATIVE_INFINITY) < min || (after.max ?? Number.POSITIVE_INFINITY) > max;

/** How one question asks less than it did: more rarely, answered otherwise, with wider limits, or with other words for what is normal. */
function itemLess(was: CheckItem, is: CheckItem, t: Translate): string[] {
  const { question } = was;
  const word = (name: Cycle | Answer): string => t(`inspection.itemWord.${name}`);
  const changed = (from: string, to: string): string => t('inspection.less.changed', { question, from, to });
  const isRarer = CYCLES.indexOf(is.cycle) > CYCLES.indexOf(was.cycle);
  const isNormalElse = was.expected !== undefined && !stillSays(was.expected, is.expected ?? '');
  return [
    ...(isRarer ? [t('inspection.less.rarer', { question, from: word(was.cycle), to: word(is.cycle) })] : []),
    ...(was.answer === is.answer ? [] : [changed(word(was.answer), word(is.answer))]),
    ...(was.answer === is.answer && isWider(was, is) ? [changed(limitsOf(was), limitsOf(is))] : []),
    ...(isNormalElse ? [changed(was.expected, is.expected ?? '–')] : []),
  ];
}

/**
 * In what a list of check items asks less than it did: which question is gone, whatever stands in its place, and which asks less. A
 * question whose slip was mended, or that has more words, is the same. Rule G2.
 */
export function itemsLess(before: readonly CheckItem[], after: readonly CheckItem[], t: Translate): string[] {
  const saysSame = (was: CheckItem, is: CheckItem): boolean => stillSays(was.question, is.question);
  const pairs = pairedBy(
    before,
    after,
    (was, is) => was.id === is.id,
    (was, is) => was.cycle === is.cycle && saysSame(was, is),
    saysSame,
  );
  const gone = before.filter((item) => !pairs.has(item));
  const known = new Set(pairs.values());
  const instead = after.filter((item) => !known.has(item)).map(({ question }) => t('inspection.less.quoted', { question }));
  return [
    ...gone.map(({ question }) => t('inspection.less.gone', { question })),
    ...(gone.length > 0 && instead.length > 0 ? [t('inspection.less.instead', { list: instead.join(', ') })] : []),
    ...[...pairs].flatMap(([was, is]) => itemLess(was, is, t)),
  ];
}
