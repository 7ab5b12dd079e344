import { kindOf } from '../src/cases/kinds.js';
import { recompute } from '../src/cases/settle.js';
import type { Desk } from '../src/slack/desk.js';
import { eachAlone } from '../src/slack/messages/broken.js';
import { policyNow } from '../src/slack/people/policy.js';
import type { Job } from './job.js';

/** A deadline or notice that has waited this long past its time is stuck: the sweep should have taken it. */
const STUCK_MINUTES = 10;

/**
 * Looks for what the sweep and the outbox should have done and did not. A case whose `nextDueAt` disagrees with its
 * deadlines is computed anew; notices that wait too long are reported in the log, where an alert can watch for it.
 */
export async function audit(desk: Desk): Promise<{ mended: number; stuckNotices: number; stuckDeadlines: number }> {
  const now = desk.clock.now();
  const policy = await policyNow(desk);
  const longAgo = now.minus({ minutes: STUCK_MINUTES }).toJSDate();
  const suspects = await desk.cases.inconsistent();
  const results = await eachAlone(
    desk,
    suspects.map((no) => ({ no, version: 0 })),
    'auditor',
    ({ no }) => desk.cases.mend(no, (record) => recompute(kindOf(record), record, now, policy, { isForced: true })),
  );
  const mended = results.filter((result) => result?.ok).length;
  const [stuckNotices, stuckDeadlines] = await Promise.all([desk.cases.noticesDue(longAgo), desk.cases.deadlinesDue(longAgo)]);
  if (mended > 0) desk.log.warn({ mended, cases: suspects }, 'the auditor mended cases');
  if (stuckNotices + stuckDeadlines > 0) desk.log.error({ stuckNotices, stuckDeadlines }, 'the auditor found what is stuck');
  await desk.leases.tidy();
  await desk.drafts.tidy();
  return { mended, stuckNotices, stuckDeadlines };
}

export const auditor: Job = { name: 'auditor', pattern: () => '*/10 * * * *', run: audit };
