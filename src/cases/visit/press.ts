import { CLOCK, type HistoryEntry } from '../case.js';
import type { Visit } from './visit.js';

/** Presses that one may take back, since nothing outside the visit was done by them that cannot follow. */
const UNDOABLE: readonly string[] = [
  'onMyWay',
  'arrive',
  'arriveAnyway',
  'arriveStill',
  'arrivedEarlier',
  'startWork',
  'absent',
  'noteLeft',
  'interrupt',
  'resumeWork',
  'late',
  'handIn',
];
/** What changes nothing of the visit, and so does not come between a press and taking it back. */
const NEUTRAL: readonly string[] = ['showPhone', 'note', 'onIt'];
const isNeutral = ({ action }: HistoryEntry): boolean => NEUTRAL.includes(action) || action.startsWith('print_');

/** The last press of a person, if it is one that can be taken back. */
export function lastPress({ history }: Pick<Visit, 'history'>): HistoryEntry | undefined {
  const last = history.findLast((entry) => entry.by !== CLOCK.id && !isNeutral(entry));
  return last && UNDOABLE.includes(last.action) ? last : undefined;
}
