import { DateTime } from 'luxon';
import { daysOffAround } from '../time/work-days.js';
import type { Deadline } from './case.js';
import type { Policy } from './policy.js';

/** A promise that somebody was given: `name` is its track's, `no` the revision of that. */
export interface Given {
  readonly name: string;
  readonly no: number;
  readonly promisedAt: Date;
  readonly madeAt: Date;
}

/** What is decided in the minute before is told in one list. */
const A_MINUTE_MS = 60_000;

/** When work begins again after the days off on which a promise falls due; undefined where somebody works then, or could the night before. */
export const workAgainAfter = (promisedAt: Date, { calendar }: Pick<Policy, 'calendar'>): Date | undefined =>
  daysOffAround(DateTime.fromJSDate(promisedAt, { zone: calendar.zone }), calendar)?.until.toJSDate();

/**
 * What falls due on days on which nobody works is brought to mind while somebody still does: some hours before work ends, in one list
 * to whoever has it and to those who lead. What was promised when nobody worked any more is not: there is nobody to tell.
 */
export const beforeDaysOff = (given: readonly Given[], { calendar, beforeOff }: Pick<Policy, 'calendar' | 'beforeOff'>): Deadline[] =>
  given.flatMap(({ name, no, promisedAt, madeAt }): Deadline[] => {
    const off = daysOffAround(DateTime.fromJSDate(promisedAt, { zone: calendar.zone }), calendar);
    if (!off || off.from.toJSDate() <= madeAt) return [];
    const track = `${name}Off#${no}`;
    const dueAt = new Date(off.from.toMillis() - beforeOff - A_MINUTE_MS);
    const id = `${track}:reminder:${off.from.toMillis()}`;
    return [{ id, track, step: 'reminder', dueAt, promisedAt, to: ['owner', 'supervisors', 'heads'], list: 'beforeOff' }];
  });
