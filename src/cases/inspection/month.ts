import type { SubjectCount } from './inspection.js';

/** How a project or device stood on a day, from best to worst; `open` is not over yet. */
export const DAY_STATES = ['ok', 'open', 'finding', 'missed'] as const;
export type DayState = (typeof DAY_STATES)[number];

/** One turn's counts, by subject. */
export interface TurnOfDay {
  readonly day: string;
  readonly isOpen: boolean;
  readonly counts: Readonly<Record<string, SubjectCount>>;
}

/** A subject's month: how it stood on each day that it was looked at. */
export interface SubjectMonth {
  readonly no: string;
  readonly days: Readonly<Record<string, DayState>>;
  readonly missed: number;
  readonly findings: number;
}

const stateOf = ([asked, answered, wrong]: SubjectCount, isOpen: boolean): DayState =>
  answered < asked ? (isOpen ? 'open' : 'missed') : wrong > 0 ? 'finding' : 'ok';
const worse = (a: DayState, b: DayState): DayState => (DAY_STATES.indexOf(a) > DAY_STATES.indexOf(b) ? a : b);

/** The month of every subject, those with most missed, then most found, first. Of several turns on a day the worst counts. Rule G8. */
export function monthsOf(turns: readonly TurnOfDay[]): SubjectMonth[] {
  const months = new Map<string, { days: Record<string, DayState>; missed: number; findings: number }>();
  for (const { day, isOpen, counts } of turns)
    for (const [no, count] of Object.entries(counts)) {
      const month = months.get(no) ?? { days: {}, missed: 0, findings: 0 };
      months.set(no, month);
      const state = stateOf(count, isOpen);
      const before = month.days[day];
      month.days[day] = before ? worse(before, state) : state;
      month.findings += count[2];
      if (state === 'missed') month.missed += 1;
    }
  return [...months]
    .map(([no, month]) => ({ no, ...month }))
    .sort((a, b) => b.missed - a.missed || b.findings - a.findings || a.no.localeCompare(b.no, 'en', { numeric: true }));
}
