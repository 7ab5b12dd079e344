import type { Reader } from '../card.js';
import type { CaseNo } from '../case.js';
import { person, shorten } from '../text.js';

/** Who solved how many faults of one symptom, and the last fix. Rules B6, C3, D2. */
export interface Solved {
  readonly owner: string;
  readonly n: number;
  readonly lastNo: CaseNo;
  readonly lastSteps: string;
}

/** Has the engineer mended this before, and whom may he ask? One or two sentences. Rule D2. */
export function experienceInWords(solved: readonly Solved[], engineer: string, { t }: Reader): string[] {
  const own = solved.find(({ owner }) => owner === engineer);
  const [best] = solved.filter(({ owner }) => owner !== engineer).sort((a, b) => b.n - a.n);
  const fix = (row: Solved): string => t('visit.experience.fix', { no: row.lastNo, steps: shorten(row.lastSteps, 160) });
  return [
    own ? `${t('visit.experience.own', { n: own.n })} ${fix(own)}` : t('visit.experience.never'),
    ...(best ? [`${t('visit.experience.colleague', { by: person(best.owner), n: best.n })}${own ? '' : ` ${fix(best)}`}`] : []),
    ...(own || best ? [] : [t('visit.experience.lookUp')]),
  ];
}
