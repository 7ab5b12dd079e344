import { isOver } from '../../cases/answerable.js';
import type { Notice, Recipient } from '../../cases/case.js';
import { kindOf } from '../../cases/kinds.js';
import type { CaseRecord, OwedNotice } from '../../store/cases.js';

/** The decision that a notice tells of. */
export const decisionOf = (id: string): string => id.split(':').slice(0, 2).join(':');

/** By which what goes another way is known: once for all whom it was meant for. */
export const detourIdOf = ({ id, say }: Pick<Notice, 'id' | 'say'>): string => `${decisionOf(id)}:else-${say}`;

/** Is it what went another way? */
export const isDetour = (id: string): boolean => id.split(':')[2]?.startsWith('else-') ?? false;

/** The same notice for the first one who can be reached. It says whom it was meant for. */
export const insteadOf = ({ id, to, retryAt, refused, tries, attempts, ...notice }: OwedNotice): Notice => ({
  ...notice,
  id: detourIdOf({ id, say: notice.say }),
  to: { kind: 'anyone' },
  ...(to.kind === 'person' ? { params: { ...notice.params, meantFor: to.user } } : {}),
});

/** Does this place answer for the desk: the alarms' channel, a supervisor or a head? */
export const isAnswering = (to: Recipient, leaders: ReadonlySet<string>): boolean =>
  to.kind === 'person' ? leaders.has(to.user) : to.kind === 'channel' && to.name === 'alarms';

/** Has the detour of a notice that waited for its place brought it there already? */
export const cameByDetour = ({ sent }: Pick<CaseRecord, 'sent'>, notice: Notice, channel: string): boolean =>
  Array.isArray(sent) && sent.some((one) => one?.id === detourIdOf(notice) && one.channel === channel);

/**
 * For each of these people who was called to a case in the place of those who answer for the desk, and whose call is over now: what
 * they are told of it, as a message of his own. He may be on his way.
 */
export function forWhoStoodIn(
  record: CaseRecord,
  { retryAt, refused, tries, attempts, ...notice }: OwedNotice,
  people: readonly string[],
): Notice[] {
  const isToldAnyway = (user: string): boolean =>
    record.notices.some(({ id, to }) => decisionOf(id) === decisionOf(notice.id) && to.kind === 'person' && to.user === user);
  const isCalled = (user: string): boolean =>
    (record.answerable ?? []).some(
      (one) =>
        one.notice.to.kind === 'person' &&
        one.notice.to.user === user &&
        one.notice.isUrgent &&
        !one.isDrawn &&
        isOver(kindOf(record), record, one),
    );
  return people
    .filter((user) => user !== notice.by && user !== record.owner && isCalled(user) && !isToldAnyway(user))
    .map((user) => ({ ...notice, id: `${detourIdOf(notice)}-${user}`, to: { kind: 'person', user } }));
}
