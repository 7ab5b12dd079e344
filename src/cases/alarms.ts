import { type Alarm, type Case, type Refusal, refuse } from './case.js';
import { inThread } from './telling.js';
import { person } from './text.js';
import type { Circumstances } from './workflow.js';

/** The alarms that nobody has answered yet. `isAnswerable` leaves out those that only a deed answers. */
export const unanswered = ({ alarms }: Pick<Case, 'alarms'>, isAnswerable: (alarm: Alarm) => boolean = () => true): Alarm[] =>
  alarms.filter((alarm) => !alarm.acknowledgedAt && isAnswerable(alarm));

/** "I'm on it": answers every alarm that sounds, or says who did already. Rule A5. */
export function answered(
  c: Pick<Case, 'no' | 'alarms'>,
  { actor, now }: Circumstances,
  isAnswerable?: (alarm: Alarm) => boolean,
): { alarms: Alarm[]; say: ReturnType<typeof inThread>[] } | Refusal {
  const open = unanswered(c, isAnswerable);
  const last = c.alarms.findLast(({ acknowledgedBy }) => acknowledgedBy);
  if (open.length === 0)
    return last?.acknowledgedBy
      ? refuse('answeredAlready', { by: last.acknowledgedBy, at: last.acknowledgedAt ?? now.toJSDate() })
      : refuse('nothingSounds', { no: c.no });
  const answer = (alarm: Alarm): Alarm =>
    open.includes(alarm) ? { ...alarm, acknowledgedBy: actor.id, acknowledgedAt: now.toJSDate() } : alarm;
  return { alarms: c.alarms.map(answer), say: [inThread('onIt', { by: person(actor.id) })] };
}
