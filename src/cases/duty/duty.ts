import type { TurnTimes } from '../../time/slots.js';
import type { Case } from '../case.js';
import type { FileRef } from '../form.js';
import type { Excuse, GivenAway } from '../turn.js';
import type { DutyFields } from './plan.js';

export const DUTY_STATES = ['open', 'short', 'done', 'excused', 'missed'] as const;
export type DutyState = (typeof DUTY_STATES)[number];
/** Short of what was asked, it is not done: more is handed in, or a supervisor excuses what is missing. */
export const OPEN_DUTY_STATES = ['open', 'short'] as const satisfies readonly DutyState[];

/** What was handed in of a duty: who, when, and what shows it. */
export interface DutyEvidence {
  readonly by: string;
  readonly at: Date;
  readonly ticked?: readonly string[] | undefined;
  readonly number?: number | undefined;
  readonly files?: readonly FileRef[] | undefined;
  readonly note?: string | undefined;
  /** What was handed in before it was corrected, or the rest was handed in, the oldest first. */
  readonly was?: readonly Omit<DutyEvidence, 'was'>[] | undefined;
  /** Why it was corrected. */
  readonly reason?: string | undefined;
}

/** One turn of a standing duty, with the duty as it was when it opened. Rules H1–H13. */
export interface DutyTurnData extends TurnTimes, GivenAway, Pick<DutyFields, 'name' | 'group' | 'evidence' | 'lines' | 'min' | 'max'> {
  /** The duty in the register: `SD-1`. */
  readonly duty: string;
  readonly day: string;
  readonly done?: DutyEvidence | undefined;
  /** Done after it was due. */
  readonly isLate?: boolean | undefined;
  /** Who let it, or what is missing of it, go undone, and why. */
  readonly excused?: Excuse | undefined;
}

export type DutyTurn = Case<DutyTurnData, DutyState>;

/** What stands in the place of what was handed in before, which stays with it. */
export function inPlaceOf(before: DutyEvidence | undefined, now: DutyEvidence): DutyEvidence {
  if (!before) return now;
  const { was = [], ...last } = before;
  return { ...now, was: [...was, last] };
}

/** What was handed in, at a glance: the number, or how much of the list is ticked; nothing of a text or a file. */
export const glanceAt = ({ lines }: Pick<DutyTurnData, 'lines'>, { number, ticked }: Omit<DutyEvidence, 'was'>): string =>
  ticked ? `${ticked.length}/${lines.length}` : String(number ?? '');

/** What stood there, and what stands there now, at a glance: `3 → 7`; nothing of a text or a file. */
export const changeOf = (data: Pick<DutyTurnData, 'lines'>, before: DutyEvidence, now: DutyEvidence): string => {
  const both = [before, now].map((one) => glanceAt(data, one));
  return both.every(Boolean) ? both.join(' → ') : '';
};

/** Does the evidence show what the duty asks for: all ticked, the number within its limits? */
export function isFulfilled(
  { evidence, lines, min, max }: Pick<DutyTurnData, 'evidence' | 'lines' | 'min' | 'max'>,
  done: DutyEvidence,
): boolean {
  if (evidence === 'checklist') return lines.every((_, n) => done.ticked?.includes(String(n)));
  if (evidence !== 'number') return true;
  return done.number !== undefined && (min === undefined || done.number >= min) && (max === undefined || done.number <= max);
}
