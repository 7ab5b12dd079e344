import type { Translate } from '../card.js';
import type { CheckItem } from './check-item.js';

const limitsOf = ({ min, max }: Pick<CheckItem, 'min' | 'max'>): string => `${min ?? ''}..${max ?? ''}`;

/** Does the second take numbers that the first did not? What has no limits takes all. */
export const isWider = (
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Pick<CheckItem, 'min' | 'max'>,
  after: Pick<CheckItem, 'min' | 'max'>,
): boolean => (after.min ?? Number.NEGATIVE_INFINITY) < min || (after.max ?? Number.POSITIVE_INFINITY) > max;

/**
 * In what a list of check items asks less than it did: what is gone where fewer are left or limits went with it, what is answered
 * otherwise, whose limits are wider. As many questions in other words are no less. Rule G2.
 */
export function itemsLess(before: readonly CheckItem[], after: readonly CheckItem[], t: Translate): string[] {
  const count = (items: readonly CheckItem[], { cycle }: CheckItem): number => items.filter((one) => one.cycle === cycle).length;
  const isFewer = (item: CheckItem): boolean => count(after, item) < count(before, item);
  const hasLimits = ({ min, max }: CheckItem): boolean => min !== undefined || max !== undefined;
  return before.flatMap((item): string[] => {
    const { question } = item;
    const now = after.find(({ id }) => id === item.id);
    if (!now) return isFewer(item) || hasLimits(item) ? [t('inspection.less.gone', { question })] : [];
    if (now.answer !== item.answer)
      return [
        t('inspection.less.changed', {
          question,
          from: t(`inspection.itemWord.${item.answer}`),
          to: t(`inspection.itemWord.${now.answer}`),
        }),
      ];
    return isWider(item, now) ? [t('inspection.less.changed', { question, from: limitsOf(item), to: limitsOf(now) })] : [];
  });
}
