import { closing, freezing } from './databases.js';
import { killRun } from './kill.js';
import { outageRun } from './outage.js';
import type { Kept } from './promises.js';
import { sleepRun } from './sleep.js';
import { damagedFiles, failingDisk, failingMove } from './store.js';
import { weekRun } from './week.js';

/** A smaller or larger run than usual, by the environment: `CHAOS_KILLS=40 npm run chaos kill`. */
const size = (name: string, usual: number): number => Number(process.env[`CHAOS_${name}`] ?? usual);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * `npm run chaos [name…]`, one JSON line each; exit code 1 when a promise was broken. `kill`: 200 kills of 3 processes while
 * 500 tickets come due three times each. `sleep`: the only bot stopped for two minutes while
 * 300 tickets do. `store`: each call of the embedded store to its disk fails once, in each way, and its files are damaged. `outage` and `freeze`: the database stopped, or standing still (SIGSTOP), for two minutes while 300 tickets do.
 * `week`: a week of the desk's clock with a channel archived, a supervisor deactivated, a group unreadable and a tenth of all calls failing.
 */
const RUNS: Readonly<Record<string, () => Promise<Pick<Kept, 'lost' | 'doubled' | 'outOfOrder'>>>> = {
  kill: () => killRun({ kills: size('KILLS', 200), cases: size('CASES', 500), processes: 3, everyMs: 1_000, promiseSeconds: 30, say }),
  sleep: () => sleepRun({ cases: 300, asleepMs: 120_000, promiseSeconds: 30, say }),
  outage: () => outageRun({ database: closing, cases: 300, awayMs: 120_000, promiseSeconds: 30, say }),
  freeze: () => outageRun({ database: freezing, cases: 300, awayMs: 120_000, promiseSeconds: 30, say }),
  week: () => weekRun({ steps: 56, stepHours: 3, messageGapMs: 1_050, settleMs: 60_000, say }),
};
const wanted = process.argv.slice(2);
let broken = 0;
if (wanted.length === 0 || wanted.includes('store'))
  for (const [name, outcome] of Object.entries({
    ...(await damagedFiles(2_000, say)),
    ...(await failingMove(1, say)),
    ...(await failingDisk(1, say)),
  })) {
    process.stdout.write(`${JSON.stringify({ name: `chaos.store ${name}`, ...outcome })}\n`);
    broken += outcome.lost + outcome.broken;
  }
for (const [name, run] of Object.entries(RUNS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { lost, doubled, outOfOrder, ...rest } = await run();
  const result = { name: `chaos.${name}`, ...rest, lost: lost.length, doubled: doubled.length, outOfOrder: outOfOrder.length };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  const wrong = [...lost, ...doubled, ...outOfOrder];
  for (const id of wrong.slice(0, 20)) say(id);
  broken += wrong.length;
}
process.exit(broken > 0 ? 1 : 0);
