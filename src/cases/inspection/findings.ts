import { DateTime } from 'luxon';
import type { WorkCalendar } from '../../time/calendar.js';
import { startOfWork, workDaysAfter } from '../../time/work-days.js';
import type { Deadline } from '../case.js';
import { findingsIn, type InspectionData, openFindingsIn } from './inspection.js';

/** The track of what was found and nobody takes care of. */
export const FINDING_TRACK = 'findings#';
/** Its owner is reminded at the beginning of the next work day, on the one after it the supervisors hear, and then each so many work days again. */
const DAYS_BETWEEN = [1, 1];
const AGAIN_AFTER = 5;
/** So often at most: who has heard for half a year does not listen. */
const MOST_TIMES = 26;

/**
 * Findings that have no ticket and were not settled are brought to mind at the beginning of work days, whether the inspection is over or
 * not: first to the owner, then to those who lead, until somebody takes care of them. Something newly found, or given back by a cancelled ticket, begins it anew.
 */
export function findingDeadlines(data: InspectionData, calendar: WorkCalendar): Deadline[] {
  if (openFindingsIn(data).length === 0) return [];
  const found = Math.max(...findingsIn(data).map(({ result }) => (result?.givenBackAt ?? result?.at)?.getTime() ?? 0));
  const foundAt = DateTime.fromMillis(found, { zone: calendar.zone });
  const track = `${FINDING_TRACK}${found}`;
  const promisedAt = foundAt.toJSDate();
  let day: DateTime = foundAt;
  return Array.from({ length: MOST_TIMES }, (_, n): Deadline => {
    day = workDaysAfter(day, DAYS_BETWEEN[n] ?? AGAIN_AFTER, calendar);
    const dueAt = startOfWork(day, calendar).toJSDate();
    return n === 0
      ? { id: `${track}:reminder`, track, step: 'reminder', dueAt, promisedAt, to: ['owner'] }
      : { id: `${track}:escalation:${n}`, track, step: 'escalation', dueAt, promisedAt, to: ['owner', 'supervisors'] };
  });
}
