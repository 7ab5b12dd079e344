import { createHash } from 'node:crypto';
import { kindOf } from '../src/cases/kinds.js';
import { recompute } from '../src/cases/workflow.js';
import type { Desk } from '../src/slack/desk.js';
import { eachAlone } from '../src/slack/messages/broken.js';
import { tellLeaders } from '../src/slack/outbox/tell-leaders.js';
import { policyNow } from '../src/slack/people/policy.js';

const KEY = 'policy';

/**
 * Computes the deadlines of open cases anew when the calendar or the targets were changed since the last start, and tells
 * the supervisors how many moved. Answers that number.
 */
export async function recomputeAfterNewSettings(desk: Desk): Promise<number> {
  const policy = await policyNow(desk);
  const { people: _, ...rules } = policy;
  const fingerprint = createHash('sha256').update(JSON.stringify(rules)).digest('hex');
  const before = await desk.memory.recall(KEY);
  if (before === fingerprint) return 0;
  const now = desk.clock.now();
  const open = before === undefined ? [] : await desk.cases.openNumbers();
  const results = await eachAlone(
    desk,
    open.map((no) => ({ no, version: 0 })),
    'recompute',
    ({ no }) => desk.cases.change(no, (record) => recompute(kindOf(record), record, now, policy)),
  );
  const moved = results.filter((result) => result?.ok).length;
  await desk.memory.remember(KEY, fingerprint);
  if (moved === 0) return 0;
  desk.log.info({ moved }, 'the settings changed: deadlines computed anew');
  await tellLeaders(desk, (t) => t('shared.done.recomputed', { n: moved }));
  return moved;
}
