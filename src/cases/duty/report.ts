import { compareNames } from '../order.js';
import type { DutyTurn } from './duty.js';

/** How a standing duty was done in a period; `all` are its turns, and the others together are all of them. */
export interface DutyReport {
  readonly duty: string;
  readonly name: string;
  readonly group: string;
  readonly all: number;
  readonly inTime: number;
  readonly late: number;
  readonly excused: number;
  readonly missed: number;
  readonly open: number;
  /** Per cent of what is over and was not excused that was done in time; undefined where nothing is. */
  readonly kept: number | undefined;
}

type Count = 'inTime' | 'late' | 'excused' | 'missed' | 'open';

/** Which of the counts a turn is. Done after it was due is late, also when the bot opened it late. */
function countOf({ state, isOpen, data, breachedAt }: Pick<DutyTurn, 'state' | 'isOpen' | 'data' | 'breachedAt'>): Count {
  if (isOpen) return 'open';
  if (state === 'excused' || state === 'missed') return state;
  return data.isLate || breachedAt ? 'late' : 'inTime';
}

/** The report of a period's turns, a duty a line: those with most missed first, then most late. Rules H1–H13. */
export function dutyReport(turns: readonly DutyTurn[]): DutyReport[] {
  const byDuty = new Map<string, { last: DutyTurn; counts: Record<Count, number> }>();
  for (const turn of turns) {
    const counts = byDuty.get(turn.data.duty)?.counts ?? { inTime: 0, late: 0, excused: 0, missed: 0, open: 0 };
    counts[countOf(turn)] += 1;
    byDuty.set(turn.data.duty, { last: turn, counts });
  }
  return [...byDuty.values()]
    .map(({ last: { data }, counts }) => {
      const owed = counts.inTime + counts.late + counts.missed;
      const all = owed + counts.excused + counts.open;
      const kept = owed > 0 ? Math.floor((100 * counts.inTime) / owed) : undefined;
      return { duty: data.duty, name: data.name, group: data.group, all, ...counts, kept };
    })
    .sort((a, b) => b.missed - a.missed || b.late - a.late || compareNames(a.group, b.group) || compareNames(a.name, b.name));
}
