import { asksNothing } from '../../cases/answerable.js';
import type { CaseNo } from '../../cases/case.js';
import { kindOf } from '../../cases/kinds.js';
import { GRAVEST_FIRST, type Graveness, LOUDEST_FIRST } from '../../cases/sounding.js';
import type { CaseRecord, OwedNotice } from '../../store/cases.js';

/** So many rows does a list show; the others are behind a press. */
const MOST_SHOWN = 10;
/** What is over is one line from so many on: of a single one it says what became of it. */
const FEWEST_FOLDED = 2;
/** The highest priority: it stands first whether it is late or not. */
const FIRST_PRIORITY = 'P1';
/** What has no priority comes after all that have one. */
const NO_PRIORITY = 'P~';

/** What a list tells of a case. */
export interface Told {
  readonly record: CaseRecord;
  readonly notice: OwedNotice;
}

/** A list as it is laid out: each row is all of one case, what is most urgent of it first. `over`: what only tells that something has ended. */
export interface Rows<Item> {
  readonly shown: readonly (readonly Item[])[];
  readonly more: readonly (readonly Item[])[];
  readonly over: readonly (readonly Item[])[];
}

/** How grave it is by what its kind says; of a case that cannot be read by its priority alone. */
function gravenessOf({ record, notice }: Told, priority: unknown): Graveness | undefined {
  const first = priority === FIRST_PRIORITY ? 'first' : undefined;
  try {
    return kindOf(record).graveness?.(notice, record) ?? first;
  } catch {
    return first;
  }
}

/** By what rows are ordered, the weightiest first: what is grave, what is late, what has a deadline, then by priority, step and time. */
function weightOf(told: Told, now: Date): readonly (number | string)[] {
  const { deadline } = told.notice;
  const { priority } = (told.record.data ?? {}) as { readonly priority?: unknown };
  const graveness = gravenessOf(told, priority);
  const isLate = deadline !== undefined && deadline.promisedAt <= now;
  return [
    graveness ? GRAVEST_FIRST.indexOf(graveness) : GRAVEST_FIRST.length,
    isLate ? 0 : 1,
    deadline ? 0 : 1,
    typeof priority === 'string' ? priority : NO_PRIORITY,
    deadline ? LOUDEST_FIRST.indexOf(deadline.step) : LOUDEST_FIRST.length,
    deadline ? deadline.promisedAt.getTime() : 0,
  ];
}

function byWeight(one: Told, other: Told, now: Date): number {
  const [a, b] = [weightOf(one, now), weightOf(other, now)];
  const n = a.findIndex((weight, place) => weight !== b[place]);
  const [first = 0, second = 0] = [a[n], b[n]];
  return n < 0 ? 0 : first < second ? -1 : 1;
}

/** Does it only tell that something has ended, with nothing left to decide? Of a case that cannot be read it is told in a row. */
function isEnding({ record, notice }: Told): boolean {
  try {
    return notice.held?.ifHeard === true && asksNothing(kindOf(record), notice, record);
  } catch {
    return false;
  }
}

/**
 * What a row says, each thing once: the most urgent of its case, which stands for its other promises, and whatever else it tells. That
 * something is over is said only where nothing else is.
 */
export function linesOf<Item extends Told>([first, ...others]: readonly Item[]): readonly Item[] {
  if (!first) return [];
  const promise = first.notice.deadline ? undefined : others.find(({ notice }) => notice.deadline);
  const besides = others.filter((one) => !one.notice.deadline && !isEnding(one));
  const bySay = new Map([...besides].reverse().map((one) => [one.notice.say, one]));
  bySay.delete(first.notice.say);
  return [first, ...(promise ? [promise] : []), ...besides.filter((one) => bySay.get(one.notice.say) === one)];
}

/** Lays out what is to be told in one list: a row for each case, what is grave first, then late ones, what is over folded below. */
export function rowsOf<Item extends Told>(items: readonly Item[], now: Date): Rows<Item> {
  const byCase = new Map<CaseNo, Item[]>();
  for (const item of items) byCase.set(item.record.no, [...(byCase.get(item.record.no) ?? []), item]);
  const newest = (a: Item, b: Item): number => b.notice.createdAt.getTime() - a.notice.createdAt.getTime();
  const all = [...byCase.values()]
    .map((row) => row.toSorted((a, b) => byWeight(a, b, now) || newest(a, b)))
    .toSorted(([a], [b]) => (a && b ? byWeight(a, b, now) : 0));
  const ended = all.filter((row) => row.every(isEnding));
  const over = ended.length < FEWEST_FOLDED ? [] : ended;
  const rows = all.filter((row) => !over.includes(row));
  return { shown: rows.slice(0, MOST_SHOWN), more: rows.slice(MOST_SHOWN), over };
}
