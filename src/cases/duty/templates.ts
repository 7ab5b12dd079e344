import type { DutyFields } from './plan.js';

/** A duty of the maintenance rules as it is shipped; its name and the lines of its checklist stand in the locales. */
export interface DutyTemplate extends Pick<DutyFields, 'recurrence' | 'dueBy' | 'dueAfterDays' | 'evidence' | 'min' | 'max'> {
  /** The rule's id, with a letter where one rule asks for several duties. */
  readonly id: string;
}

const MORNING = '10:00';
const EVENING = '18:00';

/** The standing duties of the maintenance rules. Rules H1–H13. */
export const DUTY_TEMPLATES: readonly DutyTemplate[] = [
  { id: 'H1', recurrence: 'twiceWeekly', dueBy: EVENING, dueAfterDays: 0, evidence: 'checklist' },
  { id: 'H2', recurrence: 'daily', dueBy: MORNING, dueAfterDays: 0, evidence: 'checklist' },
  { id: 'H3a', recurrence: 'daily', dueBy: MORNING, dueAfterDays: 0, evidence: 'number', min: 7 },
  { id: 'H3b', recurrence: 'yearly', dueBy: EVENING, dueAfterDays: 0, evidence: 'text' },
  { id: 'H4', recurrence: 'weekly', dueBy: EVENING, dueAfterDays: 0, evidence: 'checklist' },
  { id: 'H5', recurrence: 'weekly', dueBy: EVENING, dueAfterDays: 2, evidence: 'text' },
  { id: 'H6', recurrence: 'monthly', dueBy: EVENING, dueAfterDays: 5, evidence: 'checklist' },
  { id: 'H7', recurrence: 'monthly', dueBy: EVENING, dueAfterDays: 5, evidence: 'file' },
  { id: 'H8', recurrence: 'monthly', dueBy: EVENING, dueAfterDays: 3, evidence: 'checklist' },
  { id: 'H9', recurrence: 'weekly', dueBy: EVENING, dueAfterDays: 1, evidence: 'checklist' },
  { id: 'H10', recurrence: 'halfYearly', dueBy: EVENING, dueAfterDays: 10, evidence: 'checklist' },
  { id: 'H11', recurrence: 'monthly', dueBy: EVENING, dueAfterDays: 0, evidence: 'number', min: 30 },
  { id: 'H12a', recurrence: 'fridays', dueBy: EVENING, dueAfterDays: 0, evidence: 'checklist' },
  { id: 'H12b', recurrence: 'quarterly', dueBy: EVENING, dueAfterDays: 10, evidence: 'checklist' },
  { id: 'H12c', recurrence: 'monthly', dueBy: EVENING, dueAfterDays: 5, evidence: 'checklist' },
  { id: 'H13', recurrence: 'lastWorkDay', dueBy: EVENING, dueAfterDays: 0, evidence: 'checklist' },
];
