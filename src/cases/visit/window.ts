import { DateTime } from 'luxon';
import { type Refusal, refuse } from '../case.js';
import { type FormValues, textIn } from '../form.js';

/** An appointment window is never longer than this; a longer one is a typing mistake. */
export const LONGEST_HOURS = 12;
/** Nobody appoints further ahead; a later year is a typing mistake. */
const FARTHEST_MONTHS = 12;

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/**
 * The window that `date`, `from` and `to` of a form mean, local to the zone of `now`. An end before the start is the
 * next day's. Refuses a window that has begun already, unless `isPastAllowed`.
 */
export function windowIn(values: FormValues, now: DateTime): (Window & { readonly ok: true }) | Refusal {
  const [date, from, to] = ['date', 'from', 'to'].map((name) => textIn(values, name));
  if (!date || !from || !to) return refuse('incomplete', {}, 'date');
  const start = DateTime.fromISO(`${date}T${from}`, { zone: now.zone });
  const sameDay = DateTime.fromISO(`${date}T${to}`, { zone: now.zone });
  // Where the clocks are put forward an hour is left out: luxon moves such a time, and nobody would come when it was meant.
  if (start.toFormat('HH:mm') !== from) return refuse('visit.noSuchTime', { time: from }, 'from');
  const end = sameDay > start ? sameDay : sameDay.plus({ days: 1 });
  if (end.toFormat('HH:mm') !== to) return refuse('visit.noSuchTime', { time: to }, 'to');
  if (end.diff(start, 'hours').hours > LONGEST_HOURS) return refuse('visit.windowOrder', { hours: LONGEST_HOURS }, 'to');
  if (start <= now) return refuse('visit.windowPast', { at: start.toJSDate() }, 'from');
  if (start > now.plus({ months: FARTHEST_MONTHS })) return refuse('visit.windowFar', { months: FARTHEST_MONTHS }, 'date');
  return { ok: true, from: start.toJSDate(), to: end.toJSDate() };
}

/** A window as the fields of a form show it, local to the zone of `now`. */
export function windowFields({ from, to }: Window, now: DateTime): { date: string; from: string; to: string } {
  const start = DateTime.fromJSDate(from, { zone: now.zone });
  const end = DateTime.fromJSDate(to, { zone: now.zone });
  return { date: start.toFormat('yyyy-MM-dd'), from: start.toFormat('HH:mm'), to: end.toFormat('HH:mm') };
}
