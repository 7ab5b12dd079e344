import { kindOf } from '../src/cases/kinds.js';
import { decideDue } from '../src/cases/workflow.js';
import type { Desk } from '../src/slack/desk.js';
import { policyNow } from '../src/slack/policy.js';
import type { Job } from './job.js';

const BATCH = 200;

/**
 * Fires every deadline that is due. Each case is read again before it is decided on, and written under its version:
 * running twice, or in two processes at once, tells nobody twice.
 */
export async function sweep(desk: Desk): Promise<number> {
  const policy = await policyNow(desk);
  let fired = 0;
  for (;;) {
    const now = desk.clock.now();
    const numbers = await desk.cases.dueNumbers(now.toJSDate(), BATCH);
    const results = await Promise.all(
      numbers.map((no) => desk.cases.change(no, (record) => decideDue(kindOf(record), record, now, policy))),
    );
    fired += results.filter((result) => result?.ok).length;
    if (numbers.length < BATCH || !results.some((result) => result?.ok)) break;
  }
  if (fired > 0) {
    desk.log.info({ fired }, 'deadlines fired');
    desk.outbox.poke();
  }
  return fired;
}

export const sla: Job = { name: 'sla', pattern: ({ settings }) => settings.sweep, run: sweep };
