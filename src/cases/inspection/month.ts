import { CYCLES, type Cycle } from './check-item.js';
import type { SubjectCount } from './inspection.js';

/** How a project or device stood on a day, from best to worst; of `partly` some was not applicable, of `na` nothing was looked at with leave, `open` is not over yet. */
export const DAY_STATES = ['ok', 'partly', 'na', 'open', 'finding', 'missed'] as const;
export type DayState = (typeof DAY_STATES)[number];

/** One turn's counts, by subject. */
export interface TurnOfDay {
  readonly day: string;
  readonly cycle: Cycle;
  readonly isOpen: boolean;
  readonly counts: Readonly<Record<string, SubjectCount>>;
}

/** A subject's month in one cycle: how it stood on each day that it was looked at. */
export interface SubjectMonth {
  readonly no: string;
  readonly cycle: Cycle;
  readonly days: Readonly<Record<string, DayState>>;
  /** Turns that are over and nothing was left; of which nothing was applicable, or all excused; that are not over; that were missed. Together they are all. */
  readonly done: number;
  readonly na: number;
  readonly open: number;
  readonly missed: number;
  readonly findings: number;
}

/** Is it over, and was some of it looked at and some not applicable? */
export const isPartly = ([asked, answered, , na = 0]: SubjectCount): boolean => answered >= asked && na > 0 && na < answered;

function stateOf(count: SubjectCount, isOpen: boolean): DayState {
  const [asked, answered, wrong, na = 0] = count;
  if (answered < asked) return isOpen ? 'open' : 'missed';
  if (wrong > 0) return 'finding';
  if (isPartly(count)) return 'partly';
  return answered === na ? 'na' : 'ok';
}

/** How a turn ended for one subject, whatever was found. */
export type Ending = 'done' | Exclude<DayState, 'ok' | 'partly' | 'finding'>;
export const endingOf = (count: SubjectCount, isOpen: boolean): Ending => {
  const state = stateOf(count, isOpen);
  return state === 'ok' || state === 'partly' || state === 'finding' ? 'done' : state;
};

const worse = (a: DayState, b: DayState): DayState => (DAY_STATES.indexOf(a) > DAY_STATES.indexOf(b) ? a : b);

/** The month of every subject and cycle, those with most missed, then most found, first. Of several turns on a day the worst counts. Rule G8. */
export function monthsOf(turns: readonly TurnOfDay[]): SubjectMonth[] {
  const months = new Map<string, Record<Ending | 'findings', number> & { no: string; cycle: Cycle; days: Record<string, DayState> }>();
  for (const { day, cycle, isOpen, counts } of turns)
    for (const [no, count] of Object.entries(counts)) {
      const key = `${no} ${cycle}`;
      const month = months.get(key) ?? { no, cycle, days: {}, done: 0, na: 0, open: 0, missed: 0, findings: 0 };
      months.set(key, month);
      const state = stateOf(count, isOpen);
      const before = month.days[day];
      month.days[day] = before ? worse(before, state) : state;
      month.findings += count[2];
      month[endingOf(count, isOpen)] += 1;
    }
  return [...months.values()].sort(
    (a, b) =>
      b.missed - a.missed || b.findings - a.findings || a.no.localeCompare(b.no, 'en', { numeric: true }) || a.cycle.localeCompare(b.cycle),
  );
}

/**
 * The rows of a picture that has room for so many: cycle by cycle, each with as many of its own as the others, and all of a cycle that has
 * fewer. What was missed most stands first within its cycle and crowds out no other.
 */
export function rowsByCycle(months: readonly SubjectMonth[], most: number): { cycle: Cycle; months: SubjectMonth[] }[] {
  const all = CYCLES.map((cycle) => ({ cycle, months: months.filter((month) => month.cycle === cycle) })).filter(
    (one) => one.months.length > 0,
  );
  const taken = all.map(() => 0);
  let room = Math.min(most, months.length);
  while (room > 0)
    for (const [n, one] of all.entries()) {
      if (room === 0 || (taken[n] ?? 0) >= one.months.length) continue;
      taken[n] = (taken[n] ?? 0) + 1;
      room -= 1;
    }
  return all.map((one, n) => ({ ...one, months: one.months.slice(0, taken[n]) })).filter((one) => one.months.length > 0);
}
