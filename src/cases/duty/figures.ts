import type { DutyTurn } from './duty.js';

/** Standing duties at a glance: today's that are done, all that are open and late, and what a period missed. */
export interface DutyFigures {
  readonly done: number;
  readonly open: number;
  readonly late: number;
  readonly missed: number;
}

/** How duties stand on a local day, ISO; `recent` are the turns of the period whose missed ones count. */
export const dutyFigures = (open: readonly DutyTurn[], recent: readonly DutyTurn[], day: string): DutyFigures => ({
  done: recent.filter(({ state, data }) => state === 'done' && data.day === day).length,
  open: open.length,
  late: open.filter(({ breachedAt }) => breachedAt !== undefined).length,
  missed: recent.filter(({ state }) => state === 'missed').length,
});
