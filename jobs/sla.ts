import { kindOf } from '../src/cases/kinds.js';
import { decideDue } from '../src/cases/workflow.js';
import type { Desk } from '../src/slack/desk.js';
import { policyNow } from '../src/slack/people/policy.js';
import type { Job } from './job.js';

/** So many are decided and written at once; more would keep others waiting for the store. */
const BATCH = 100;

/**
 * Fires every deadline that is due. Each case is written under the version that was decided on: running twice, or in two
 * processes at once, tells nobody twice.
 */
export async function sweep(desk: Desk): Promise<number> {
  await desk.fallbacks.lookBack();
  const policy = await policyNow(desk);
  let fired = 0;
  for (;;) {
    const now = desk.clock.now();
    let failed = 0;
    const { due, decided, changed } = await desk.cases.changeDue(
      now.toJSDate(),
      BATCH,
      (record) => decideDue(kindOf(record), record, now, policy),
      (record, error) => {
        desk.broken.report(record, 'sla', error);
        failed += 1;
      },
    );
    fired += changed;
    const isDone = due < BATCH && changed === decided;
    if (isDone || decided + failed === 0) break;
  }
  if (fired > 0) {
    desk.log.info({ fired }, 'deadlines fired');
    desk.outbox.poke();
  }
  return fired;
}

export const sla: Job = { name: 'sla', pattern: ({ settings }) => settings.sweep, run: sweep };
