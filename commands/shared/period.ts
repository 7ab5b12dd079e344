import type { Asked } from '../../src/slack/app/handlers.js';
import { type Days, FARTHEST_YEARS, isoDay, LONGEST_DAYS, type PeriodProblem, parsePeriod } from '../../src/time/period.js';

type Problem = PeriodProblem | 'unknownGroup';

const groupsOf = ({ desk }: Asked): string[] => Object.keys(desk.settings.operations.groups);

/** `2026-11 group`, each may be left out; what is no group is taken for a period. */
export function periodAndGroup(typed: string, asked: Asked): { days: Days; group: string } | { why: Problem; typed: string } {
  const words = typed.normalize('NFKC').trim().split(/\s+/).filter(Boolean);
  const { now } = asked.reader;
  const groupIn = (from: number): string | undefined => {
    const wanted = words.slice(from).join(' ').toLowerCase();
    return wanted === '' ? '' : groupsOf(asked).find((name) => name.normalize('NFKC').toLowerCase() === wanted);
  };
  const alone = groupIn(0);
  const days = parsePeriod(alone === undefined ? (words[0] ?? '') : isoDay(now).slice(0, -3), now);
  if (typeof days === 'string') return { why: days, typed: words[0] ?? '' };
  const group = alone ?? groupIn(1);
  return group === undefined ? { why: 'unknownGroup', typed: words.slice(1).join(' ') } : { days, group };
}

/** Why what was typed is no period, and what one looks like. */
export const noPeriod = (why: Problem, typed: string, asked: Asked): string =>
  asked.reader.t(`shared.refusal.${why}`, { typed, days: LONGEST_DAYS, years: FARTHEST_YEARS, groups: groupsOf(asked).join(', ') });
