import type { DateTime } from 'luxon';
import { type Alarm, type Case, CLOCK, type Deadline, type Refusal, refuse } from './case.js';
import type { Circumstances, NoticeDraft } from './circumstances.js';
import type { Policy } from './policy.js';
import { inThread, toPerson } from './telling.js';
import { person } from './text.js';

/** The alarms that nobody has answered yet. `isAnswerable` leaves out those that only a deed answers. */
export const unanswered = ({ alarms }: Pick<Case, 'alarms'>, isAnswerable: (alarm: Alarm) => boolean = () => true): Alarm[] =>
  alarms.filter((alarm) => !alarm.acknowledgedAt && isAnswerable(alarm));

const OWN_STEPS: readonly Deadline['step'][] = ['reminder', 'warning', 'escalation', 'breach'];

/** "I'm on it" holds for a time, and for the coming step of the same promise if that lies beyond. */
function holdsUntil({ track }: Alarm, { deadlines }: Pick<Case, 'deadlines'>, now: DateTime, { escalate }: Pick<Policy, 'escalate'>): Date {
  const coming = deadlines.find((one) => one.track === track && OWN_STEPS.includes(one.step) && one.dueAt > now.toJSDate());
  const behind = coming ? coming.dueAt.getTime() + 60_000 : 0;
  return new Date(Math.max(now.toMillis() + escalate.hold, behind));
}

/** The alarms of a case once somebody is on those that are open: he said so, or, `isSeen`, it is seen. */
export const answeredFor = (
  c: Pick<Case, 'alarms' | 'deadlines'>,
  open: readonly Alarm[],
  user: string,
  { now, policy }: Pick<Circumstances, 'now' | 'policy'>,
  how: Pick<Alarm, 'isSeen'> = {},
): Alarm[] =>
  c.alarms.map((alarm) =>
    open.includes(alarm)
      ? { ...alarm, acknowledgedBy: user, acknowledgedAt: now.toJSDate(), heldUntil: holdsUntil(alarm, c, now, policy), ...how }
      : alarm,
  );

/** An alarm that nobody has answered. */
export const unansweredAgain = ({ acknowledgedBy: _, acknowledgedAt: __, heldUntil: ___, isSeen: ____, ...alarm }: Alarm): Alarm => alarm;

/** Whoever was seen to be at work is so no more; what somebody said holds. */
export const withoutSeen = (alarms: readonly Alarm[]): Alarm[] => alarms.map((alarm) => (alarm.isSeen ? unansweredAgain(alarm) : alarm));

/** Words about a case that do nothing for it. */
const ONLY_WORDS: readonly string[] = ['onIt', 'snooze', 'showPhone', 'why', 'asked'];

/** When this person said that he is on it, if he has done nothing for the case since then. */
function saidBefore({ history }: Pick<Case, 'history'>, actor: string): Date | undefined {
  const own = history.filter(({ by }) => by === actor);
  const said = own.findLastIndex(({ action }) => action === 'onIt');
  return own.slice(said + 1).some(({ action }) => !ONLY_WORDS.includes(action)) ? undefined : own[said]?.at;
}

/** Whoever was called hears who is on it: the owner, and once others than he were alarmed, whoever leads. */
function whoHears({ owner }: Pick<Case, 'owner'>, open: readonly Alarm[], { actor, policy }: Circumstances): NoticeDraft[] {
  const called = open.some(({ step }) => step !== 'reminder' && step !== 'warning');
  const all = new Set([owner, ...(called ? policy.people.supervisors : [])]);
  const others = [...all].filter((user) => user !== actor.id && user !== CLOCK.id);
  return others.map((user) => ({ ...toPerson(user, 'onItTold', { by: person(actor.id) }), mayWait: true }));
}

/**
 * "I'm on it": answers every alarm that sounds, or says who did already. Whose it is not, and who said so before and has done nothing
 * since, does not silence it again. Rule A5.
 */
export function answered(
  c: Pick<Case, 'no' | 'owner' | 'alarms' | 'deadlines' | 'history'>,
  circumstances: Circumstances,
  isAnswerable?: (alarm: Alarm) => boolean,
): { alarms: Alarm[]; say: NoticeDraft[] } | Refusal {
  const { actor, now } = circumstances;
  const open = unanswered(c, isAnswerable);
  const last = c.alarms.findLast(({ acknowledgedBy }) => acknowledgedBy);
  if (open.length === 0)
    return last?.acknowledgedBy
      ? refuse('answeredAlready', { by: last.acknowledgedBy, at: last.acknowledgedAt ?? now.toJSDate() })
      : refuse('nothingSounds', { no: c.no });
  // Whose it is may still be at it, and those who lead hear each time.
  const before = actor.id === c.owner ? undefined : saidBefore(c, actor.id);
  if (before) return { ...refuse('onItAgain', { at: before }), offers: ['note', 'handOver', 'escalate'] };
  return {
    alarms: answeredFor(c, open, actor.id, circumstances),
    say: [inThread('onIt', { by: person(actor.id) }), ...whoHears(c, open, circumstances)],
  };
}
