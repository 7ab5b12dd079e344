import type { DateTime } from 'luxon';
import type { Desk } from '../slack/desk.js';
import type { Sandbox } from './sandbox.js';

/** More stops than this on one walk, and the rest is jumped over like a night of downtime. */
const MOST_STOPS = 400;

/**
 * Moves the clock forward from deadline to deadline, running the jobs at each, so that one sees what each moment would have
 * brought: the warning, the escalation, the breach.
 */
export async function walkTo(target: DateTime, { clock }: Sandbox, desk: Desk, runJobs: () => Promise<unknown>): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const next = await desk.cases.nextDue();
    if (!next || next > target.toJSDate()) break;
    const at = target.plus({ milliseconds: next.getTime() - target.toMillis() });
    if (at > clock.now()) clock.moveTo(at);
    await runJobs();
  }
  if (target > clock.now()) clock.moveTo(target);
  await runJobs();
}
