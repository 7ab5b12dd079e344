import type { DateTime } from 'luxon';
import { type Alarm, type Case, type Deadline, type Refusal, refuse } from './case.js';
import type { Circumstances } from './circumstances.js';
import type { Policy } from './policy.js';
import { inThread } from './telling.js';
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

/** "I'm on it": answers every alarm that sounds, or says who did already. Rule A5. */
export function answered(
  c: Pick<Case, 'no' | 'alarms' | 'deadlines'>,
  { actor, now, policy }: Circumstances,
  isAnswerable?: (alarm: Alarm) => boolean,
): { alarms: Alarm[]; say: ReturnType<typeof inThread>[] } | Refusal {
  const open = unanswered(c, isAnswerable);
  const last = c.alarms.findLast(({ acknowledgedBy }) => acknowledgedBy);
  if (open.length === 0)
    return last?.acknowledgedBy
      ? refuse('answeredAlready', { by: last.acknowledgedBy, at: last.acknowledgedAt ?? now.toJSDate() })
      : refuse('nothingSounds', { no: c.no });
  const answer = (alarm: Alarm): Alarm =>
    open.includes(alarm)
      ? { ...alarm, acknowledgedBy: actor.id, acknowledgedAt: now.toJSDate(), heldUntil: holdsUntil(alarm, c, now, policy) }
      : alarm;
  return { alarms: c.alarms.map(answer), say: [inThread('onIt', { by: person(actor.id) })] };
}
