import type { DateTime } from 'luxon';
import { isOver } from '../../cases/answerable.js';
import type { Notice } from '../../cases/case.js';
import { kindOf } from '../../cases/kinds.js';
import type { Policy } from '../../cases/policy.js';
import { heldOf } from '../../cases/quiet.js';
import { noticesOf } from '../../cases/sounding.js';
import type { CaseRecord } from '../../store/cases.js';
import { decisionOf, isAnswering, isDetour } from './detours.js';

/** Somebody who leads, and his direct channel. */
interface Leader {
  readonly user: string;
  readonly direct: string;
}

interface Now {
  readonly now: DateTime;
  readonly policy: Policy;
  /** Who answers for the desk, and who stands in where nobody does. */
  readonly answering: ReadonlySet<string>;
}

/** What of a case a notice is about: of several that call for the same the last one stands. */
const subjectOf = ({ deadline, opens, id }: Notice): string => deadline?.track ?? opens ?? decisionOf(id);

/** Is a call meant for him, as one of those who answer for the desk? A promise names whom its step calls. */
function isFor(record: CaseRecord, { id, to, deadline }: Notice, user: string, { policy, answering }: Now): boolean {
  if (deadline) return noticesOf(record, deadline, policy).some(({ to: one }) => one.kind === 'person' && one.user === user);
  return isDetour(id) || isAnswering(to, answering);
}

/** Has he been told of the decision, or does the case owe it to him? */
const isTold = ({ sent, notices }: CaseRecord, { id }: Notice, { user, direct }: Leader): boolean =>
  sent.some((one) => one.channel === direct && decisionOf(one.id) === decisionOf(id)) ||
  notices.some(({ to, id: owed }) => to.kind === 'person' && to.user === user && decisionOf(owed) === decisionOf(id));

/**
 * What urgent of a case calls for an answer at this moment and never came to somebody who leads, since he was away when it was told: each
 * thing once, as it was told last. What is answered by now is not among it. Rule S16.
 */
export function missedBy(record: CaseRecord, leader: Leader, now: Now): Notice[] {
  const kind = kindOf(record);
  const calling = (record.answerable ?? [])
    .filter((one) => one.notice.isUrgent && !one.outcome && !isOver(kind, record, one))
    .map(({ notice }) => notice)
    .filter((notice) => isFor(record, notice, leader.user, now))
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  const last = new Map(calling.map((notice) => [subjectOf(notice), notice]));
  return [...last.values()]
    .filter((notice) => !isTold(record, notice, leader))
    .map(({ params: { meantFor: _, ...params }, ...notice }): Notice => {
      const { deadline, also = [], say, id } = notice;
      const to = { kind: 'person', user: leader.user } as const;
      const held = heldOf(record, { to, say, also, ...(deadline ? { deadline } : {}) }, now, kind.wakes);
      return { ...notice, params, to, id: `${decisionOf(id)}:missed-${say}-${leader.user}`, ...(held ? { held } : {}) };
    });
}
