import type { DateTime } from 'luxon';
import { isWorkDay, reached, type WorkCalendar } from './calendar.js';

/** When somebody is not to be disturbed. Minutes of the local day; `from` after `to` goes over midnight, the same twice is no time at all. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
  /** Also on days on which the calendar has no work. */
  readonly daysOff: boolean;
}

/** Nobody is left alone for longer: of a calendar without a work day ahead everything is told at once. */
const MOST_DAYS = 31;

/** The end of the night in which this moment of a work day lies; undefined when it lies in none. */
function endOfNight(at: DateTime, { from, to }: QuietHours, { zone }: WorkCalendar): DateTime | undefined {
  const [begins, ends] = [reached(at, from, zone), reached(at, to, zone)];
  if (from < to) return at >= begins && at < ends ? ends : undefined;
  if (from === to) return undefined;
  if (at < ends) return ends;
  return at >= begins ? reached(at.plus({ days: 1 }), to, zone) : undefined;
}

/** When the quiet time ends in which `at` lies, in the calendar's zone; undefined when it is not quiet then. */
export function quietUntil(at: DateTime, hours: QuietHours, calendar: WorkCalendar): DateTime | undefined {
  const start = at.setZone(calendar.zone);
  let until: DateTime = start;
  while (until.diff(start, 'days').days <= MOST_DAYS) {
    const isOff = hours.daysOff && !isWorkDay(calendar, until);
    const next = isOff ? until.startOf('day').plus({ days: 1 }) : endOfNight(until, hours, calendar);
    if (!next) return until > start ? until : undefined;
    until = next;
  }
  return undefined;
}
