import type { CaseNo } from '../../../src/cases/case.js';
import { FaultRanking } from '../../../src/cases/fault/ranking.js';
import { CHINESE, ENGLISH, FAR, MIXED, type Said } from './calls.js';
import { HELD_OUT } from './held-out.js';
import { WRITTEN } from './table.js';

const CALLS = 50;
/** So many faults make a week's calls: some come once, the frequent ones up to five times. */
const FAULTS = 20;

/** What a week's calls came to. */
export interface Week {
  readonly calls: number;
  /** Of faults that nobody had called about before. */
  readonly firstTime: number;
  /** The entry of this fault was among the three that were shown; it stood first. */
  readonly answered: number;
  readonly first: number;
  /** Shown something, and none of it was this fault. */
  readonly misled: number;
}

/** Fifty calls about twenty faults, no two in the same words, in a mixed order that is the same each time. */
export function weeksCalls(): Said[] {
  const all = [...CHINESE, ...HELD_OUT.IN_CHINESE, ...MIXED, ...HELD_OUT.WITH_MODELS, ...FAR, ...ENGLISH, ...HELD_OUT.IN_ENGLISH];
  const faults = WRITTEN.map(({ id }) => all.filter(([of]) => of === id)).sort((one, other) => other.length - one.length);
  const rounds = faults.slice(0, FAULTS).flatMap((calls, n) => calls.slice(0, Math.max(1, 5 - Math.floor(n / 4))));
  return rounds
    .map((call, n) => ({ call, place: (n * 37) % 101 }))
    .sort((one, other) => one.place - other.place)
    .map(({ call }) => call)
    .slice(0, CALLS);
}

/**
 * A week with the table empty at first: each call is looked for in what the calls before it left there; a fault that is not there yet is
 * written down in the words of its first caller, as *New* does; what later callers say is heard when their tickets are solved with it.
 */
export function weekFromEmpty(): Week {
  const ranking = new FaultRanking();
  const said = new Map<string, string[]>();
  const week = { calls: 0, firstTime: 0, answered: 0, first: 0, misled: 0 };
  for (const [id, words] of weeksCalls()) {
    const category = WRITTEN.find((one) => one.id === id)?.category ?? 'other';
    const shown = ranking.find({ words, category }, 3).map(({ no }): string => no);
    week.calls += 1;
    week.answered += shown.includes(id) ? 1 : 0;
    week.first += shown[0] === id ? 1 : 0;
    week.misled += shown.length > 0 && !shown.includes(id) ? 1 : 0;
    week.firstTime += said.has(id) ? 0 : 1;
    const [first = words, ...heard] = [...(said.get(id) ?? []), words];
    said.set(id, [first, ...heard]);
    ranking.set({ no: id as CaseNo, category, texts: [first], heard });
  }
  return week;
}
