import type { DateTime } from 'luxon';
import type { WorkCalendar } from '../../time/calendar.js';
import { occurrenceDays } from '../../time/recurrence.js';
import type { Translate } from '../card.js';
import { isWider } from '../inspection/index.js';
import { dutyProblem } from './broken.js';
import { type Duty, type DutyFields, recurrenceOf } from './plan.js';

/** A year and a day: what comes round yearly comes round in it. */
const COMPARED_DAYS = 366;

const limitsOf = ({ min, max }: Pick<DutyFields, 'min' | 'max'>): string => `${min ?? ''}..${max ?? ''}`;

/** In what a standing duty asks less than it did: rarer, later, with less to show for it. Rules H1–H13. */
export function dutyLess(before: Duty, after: DutyFields, calendar: WorkCalendar, now: DateTime, t: Translate): string[] {
  // What is stored wrongly opens nothing: whatever mends it makes it more.
  if (dutyProblem(before)) return [];
  const turns = (duty: DutyFields): number => occurrenceDays(recurrenceOf(duty), calendar, now, now.plus({ days: COMPARED_DAYS })).length;
  const rhythm = ({ recurrence, rule }: DutyFields): string => rule ?? t(`duty.recurrence.${recurrence}`);
  const isRarer = turns(after) < turns(before);
  const isFewer = before.evidence === 'checklist' && after.evidence === 'checklist' && after.lines.length < before.lines.length;
  const gone = isFewer ? before.lines.filter((line) => !after.lines.includes(line)) : [];
  return [
    ...(isRarer ? [t('duty.less.rarer', { from: rhythm(before), to: rhythm(after) })] : []),
    ...(after.dueAfterDays > before.dueAfterDays ? [t('duty.less.later', { from: before.dueAfterDays, to: after.dueAfterDays })] : []),
    ...(after.evidence === before.evidence
      ? []
      : [t('duty.less.evidence', { from: t(`duty.evidence.${before.evidence}`), to: t(`duty.evidence.${after.evidence}`) })]),
    ...(after.evidence === 'number' && before.evidence === 'number' && isWider(before, after)
      ? [t('duty.less.limits', { from: limitsOf(before), to: limitsOf(after) })]
      : []),
    ...(gone.length > 0 ? [t('duty.less.lines', { list: gone.join(', ') })] : []),
  ];
}
