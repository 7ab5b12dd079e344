import { type Answerable, isOver } from '../../cases/answerable.js';
import type { Notice } from '../../cases/case.js';
import { kindOf } from '../../cases/kinds.js';
import { heldOf } from '../../cases/quiet.js';
import type { CaseRecord, OwedNotice } from '../../store/cases.js';
import { policyNow } from '../people/policy.js';
import { decisionOf, detourIdOf, isAnswering } from './detours.js';
import type { SenderParts } from './posting.js';

/** Does it say what became of a call? */
const saysEnd = ({ isUrgent, isEnd, deadline }: Notice): boolean => !deadline && (isUrgent || isEnd === true);

/** Was it told somebody by name, as urgent, and does it still show as open what is over by now? */
function isEnded(record: CaseRecord, one: Answerable): boolean {
  return one.notice.isUrgent && !one.isDrawn && isOver(kindOf(record), record, one);
}

/** What somebody is told of the ends that came after his calls, each once; nothing that he is told anyway. */
function endsFor(record: CaseRecord, ends: readonly OwedNotice[], user: string): readonly OwedNotice[] {
  const calls = (record.answerable ?? []).filter((one) => one.notice.to.kind === 'person' && one.notice.to.user === user);
  const ended = calls.filter((one) => isEnded(record, one));
  const isToldAnyway = ({ id }: OwedNotice): boolean =>
    record.notices.some(({ id: other, to }) => decisionOf(other) === decisionOf(id) && to.kind === 'person' && to.user === user);
  const his = ends.filter((end) => end.by !== user && ended.some(({ at }) => at <= end.createdAt) && !isToldAnyway(end));
  return [...new Map(his.map((end) => [detourIdOf(end), end])).values()];
}

/**
 * For each admin who was called to a case in the place of those who answer for the desk, alone or in a list, and whose call is over
 * now: what they are told of it, as a message of his own. He may be on his way. Rules D11, S16.
 */
export async function forWhoStoodIn(parts: SenderParts, record: CaseRecord): Promise<Notice[]> {
  const ends = record.notices.filter(saysEnd);
  if (ends.length === 0 || !record.answerable?.some(({ notice }) => notice.isUrgent)) return [];
  const { people, clock } = parts;
  const { supervisors, heads } = await people.leaders();
  const leaders = new Set([...supervisors, ...heads]);
  const theirs = ends.filter(({ to }) => isAnswering(to, leaders));
  const admins = (await people.admins()).filter((user) => !leaders.has(user) && user !== record.owner);
  const told = admins.flatMap((user) => endsFor(record, theirs, user).map((end) => ({ user, end })));
  if (told.length === 0) return [];
  const circumstances = { now: clock.now(), policy: await policyNow(parts) };
  return told.map(({ user, end: { retryAt, refused, tries, attempts, held: _, ...end } }) => {
    const to = { kind: 'person', user } as const;
    const isEnd = end.isEnd === true;
    const held = heldOf(record, { to, say: end.say, isEnd, mayWait: isEnd }, circumstances, kindOf(record).wakes);
    return { ...end, id: `${detourIdOf(end)}-${user}`, to, ...(held ? { held } : {}) };
  });
}
