import { DateTime } from 'luxon';
import { type RuleProblem, ruleProblem } from '../../time/rule.js';
import { type DutyData, type DutyFields, EVIDENCE, MOST_DUE_AFTER_DAYS, MOST_REMIND_MINUTES, recurrenceOf } from './plan.js';

/** What is wrong with a duty as it is stored: of which field, and of its rule what. */
export interface DutyProblem {
  readonly field: keyof DutyData;
  readonly rule?: RuleProblem | undefined;
}

const isCount = (value: unknown, most: number): boolean => typeof value === 'number' && value >= 0 && value <= most;

/** What stands between a stored duty and its turns: the form refuses all of this, but it is not the only way into a database. */
const SOUND: Readonly<Partial<Record<keyof DutyData, (duty: DutyData) => boolean>>> = {
  name: ({ name }) => typeof name === 'string' && name !== '',
  group: ({ group }) => typeof group === 'string' && group !== '',
  dueBy: ({ dueBy }) => /^([01]\d|2[0-3]):[0-5]\d$/.test(dueBy),
  dueAfterDays: ({ dueAfterDays }) => isCount(dueAfterDays, MOST_DUE_AFTER_DAYS),
  remindMinutes: ({ remindMinutes }) =>
    remindMinutes === undefined || remindMinutes === null || isCount(remindMinutes, MOST_REMIND_MINUTES),
  evidence: ({ evidence }) => EVIDENCE.includes(evidence),
  lines: ({ lines }) => Array.isArray(lines) && lines.every((line) => typeof line === 'string'),
  enabledOn: ({ enabledOn }) => DateTime.fromISO(enabledOn).isValid,
};

/** Why no turn of a duty can be opened; undefined when it is sound. */
export function dutyProblem(duty: DutyData): DutyProblem | undefined {
  const rule = ruleProblem(ruleTextOf(duty));
  if (rule) return { field: 'rule', rule };
  const field = (Object.keys(SOUND) as (keyof DutyData)[]).find((name) => !SOUND[name]?.(duty));
  return field && { field };
}

const ruleTextOf = (duty: Pick<DutyFields, 'recurrence' | 'rule'>): string => String(recurrenceOf(duty).rule);
