import type { DateTime } from 'luxon';
import type { WorkCalendar } from '../../time/calendar.js';
import { occurrenceDays } from '../../time/recurrence.js';
import type { Translate } from '../card.js';
import { isWider } from '../inspection/index.js';
import { pairedBy, stillSays } from '../still-says.js';
import { dutyProblem } from './broken.js';
import { type Duty, type DutyFields, recurrenceOf } from './plan.js';

/** A year and a day: what comes round yearly comes round in it. */
const COMPARED_DAYS = 366;

const limitsOf = ({ min, max }: Pick<DutyFields, 'min' | 'max'>): string => `${min ?? ''}..${max ?? ''}`;

/** Which lines of a checklist are gone, and which stand there that say something else. */
function linesLess(before: DutyFields, after: DutyFields): { readonly gone: readonly string[]; readonly instead: readonly string[] } {
  if (before.evidence !== 'checklist' || after.evidence !== 'checklist') return { gone: [], instead: [] };
  const pairs = pairedBy(before.lines, after.lines, (was, is) => was === is, stillSays);
  const known = new Set(pairs.values());
  return { gone: before.lines.filter((line) => !pairs.has(line)), instead: after.lines.filter((line) => !known.has(line)) };
}

/** In what a standing duty asks less than it did: rarer, later, with less to show for it, or something else under its number. Rules H1–H13. */
export function dutyLess(before: Duty, after: DutyFields, calendar: WorkCalendar, now: DateTime, t: Translate): string[] {
  // What is stored wrongly opens nothing: whatever mends it makes it more.
  if (dutyProblem(before)) return [];
  const turns = (duty: DutyFields): number => occurrenceDays(recurrenceOf(duty), calendar, now, now.plus({ days: COMPARED_DAYS })).length;
  const rhythm = ({ recurrence, rule }: DutyFields): string => rule ?? t(`duty.recurrence.${recurrence}`);
  const isRarer = turns(after) < turns(before);
  const { gone, instead } = linesLess(before, after);
  const isRenamed = before.evidence !== 'checklist' && after.evidence !== 'checklist' && !stillSays(before.name, after.name);
  return [
    ...(isRarer ? [t('duty.less.rarer', { from: rhythm(before), to: rhythm(after) })] : []),
    ...(after.dueAfterDays > before.dueAfterDays ? [t('duty.less.later', { from: before.dueAfterDays, to: after.dueAfterDays })] : []),
    ...(after.evidence === before.evidence
      ? []
      : [t('duty.less.evidence', { from: t(`duty.evidence.${before.evidence}`), to: t(`duty.evidence.${after.evidence}`) })]),
    ...(after.evidence === 'number' && before.evidence === 'number' && isWider(before, after)
      ? [t('duty.less.limits', { from: limitsOf(before), to: limitsOf(after) })]
      : []),
    ...(isRenamed ? [t('duty.less.name', { from: before.name, to: after.name })] : []),
    ...(gone.length > 0 ? [t('duty.less.lines', { list: gone.join(', ') })] : []),
    ...(gone.length > 0 && instead.length > 0 ? [t('duty.less.instead', { list: instead.join(', ') })] : []),
  ];
}
