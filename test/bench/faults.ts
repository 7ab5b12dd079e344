import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CaseNo } from '../../src/cases/case.js';
import { FaultRanking } from '../../src/cases/fault/ranking.js';
import { CHINESE, ENGLISH, MIXED } from '../cases/fault/calls.js';
import { WRITTEN } from '../cases/fault/table.js';
import { weekFromEmpty } from '../cases/fault/week.js';
import { figure, measure, median, quantile } from './figure.js';

const ENTRIES = 20_000;

/** An entry whose words are those of three of the table and a model number of its own. */
function anEntry(n: number) {
  const three = [n, n * 7 + 3, n * 13 + 5].map((m) => WRITTEN[m % WRITTEN.length]);
  const texts = (['zh', 'en'] as const).map((tongue) => [`X${n}`, ...three.flatMap((one) => one?.[tongue] ?? [])].join('\n'));
  return { no: `F-${n}` as CaseNo, category: 'pos', texts };
}

/**
 * Suggestions out of 20,000 known faults in two languages: how long one takes, how long an entry to be taken in, and the memory of it all.
 * And a week of fifty calls with the table empty at first: how many were answered from it.
 */
export async function benchFaults(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const ranking = new FaultRanking();
  const begun = performance.now();
  for (let n = 0; n < ENTRIES; n += 1) ranking.set(anEntry(n));
  figure('faults.firstReading', performance.now() - begun, 'ms');
  collectGarbage();
  figure('faults.memory', (process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - before) / 2 ** 20, 'MB');
  const calls = [...CHINESE, ...MIXED, ...ENGLISH];
  const found = await measure(600, 1, async (n) => ranking.find({ words: calls[n % calls.length]?.[1] ?? '' }, 3));
  figure('faults.suggestion', median(found.each), 'ms', 20);
  figure('faults.suggestion.p95', quantile(found.each, 0.95), 'ms');
  const changed = await measure(600, 1, async (n) => ranking.set(anEntry((n * 31) % ENTRIES)));
  figure('faults.change', median(changed.each), 'ms');
  const { calls: all, firstTime, answered, misled } = weekFromEmpty();
  figure('faults.week.calls', all, '');
  figure('faults.week.firstTime', firstTime, '');
  figure('faults.week.answered', answered, '');
  figure('faults.week.misled', misled, '');
}
