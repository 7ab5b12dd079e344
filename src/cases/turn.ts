import { DateTime } from 'luxon';
import type { TurnTimes } from '../time/slots.js';
import type { Reader } from './card.js';
import type { Deadline } from './case.js';

/** The tracks of a kind of case that comes round: of its promise, and of its end when the next turn begins. */
export interface TurnTracks {
  readonly promise: string;
  readonly lapse: string;
}

/** Reminded before it is due; the supervisors hear when it is not done; with the next turn it is missed. */
export function turnDeadlines({ remindAt, dueAt, lapsesAt }: TurnTimes, tracks: TurnTracks): Deadline[] {
  const of = (track: string, step: Deadline['step'], at: Date, promisedAt: Date, to: Deadline['to']): Deadline => ({
    id: `${track}#1:${step}`,
    track: `${track}#1`,
    step,
    dueAt: at,
    promisedAt,
    to,
  });
  return [
    of(tracks.promise, 'reminder', remindAt, dueAt, ['owner']),
    of(tracks.promise, 'breach', dueAt, dueAt, ['owner', 'supervisors', 'thread']),
    of(tracks.lapse, 'breach', lapsesAt, lapsesAt, []),
  ];
}

/** Is this the deadline that breaks the promise of the turn? */
export const isTurnBreach = ({ track, step }: Pick<Deadline, 'track' | 'step'>, { promise }: TurnTracks): boolean =>
  track.startsWith(`${promise}#`) && step === 'breach';

/** Has the next turn begun with one of these? */
export const hasLapsed = (fires: readonly Pick<Deadline, 'track'>[], { lapse }: TurnTracks): boolean =>
  fires.some(({ track }) => track.startsWith(`${lapse}#`));

/** The local day of a turn, in the reader's language: `Tue 24 Nov`. */
export const dayInWords = ({ day }: { readonly day: string }, { now, locale }: Pick<Reader, 'now' | 'locale'>): string =>
  DateTime.fromISO(day, { zone: now.zone }).setLocale(locale).toLocaleString({ weekday: 'short', day: 'numeric', month: 'short' });
