import type { Deadline } from '../case.js';
import type { Policy } from '../policy.js';
import type { Fault } from './fault.js';
import { failuresSince, worked } from './links.js';
import { spikeDeadlines } from './spike.js';

const step = (track: string, name: Deadline['step'], at: number, promisedAt: Date, to: Deadline['to']): Deadline => ({
  id: `${track}:${name}`,
  track,
  step: name,
  dueAt: new Date(at),
  promisedAt,
  to,
});

/** What failed too often is its owner's to look at, then the supervisors'; what is used and was not looked at for long is asked about. It is never hidden by the clock. */
export function faultDeadlines({ data }: Fault, desk: Policy): Deadline[] {
  const { fault: policy } = desk;
  const { links, past, lookedAt, looks } = data;
  const flaggedAt = failuresSince(links, lookedAt)[policy.failuresUntilFlagged - 1];
  const failed = `failed#${looks}`;
  const { usedAt } = worked(links, past);
  return [
    ...(flaggedAt
      ? [
          step(failed, 'reminder', flaggedAt.getTime(), flaggedAt, ['owner']),
          step(failed, 'escalation', flaggedAt.getTime() + policy.escalateAfter, flaggedAt, ['owner', 'supervisors']),
        ]
      : []),
    ...spikeDeadlines({ data }, desk),
    ...(usedAt && usedAt > lookedAt
      ? [step(`review#${looks}`, 'reminder', lookedAt.getTime() + policy.reviewAfter, lookedAt, ['owner'])]
      : []),
  ];
}
