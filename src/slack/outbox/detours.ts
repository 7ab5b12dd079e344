import type { Notice, Recipient } from '../../cases/case.js';
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
