import type { Alarm, Case, Deadline } from './case.js';
import type { Policy } from './policy.js';

/** When an alarm that nobody took sounds again. */
export type RepeatsAt = (alarm: Alarm, policy: Policy) => Date;

const isAnswered = (alarm: Alarm | undefined): boolean => alarm?.acknowledgedAt !== undefined;

/**
 * The next turn of something that comes round every `ms`, after it was heard. Reckoned from the full minute in which that was: the desk looks
 * once a minute, and whoever looks some milliseconds later each time would be a minute late each time.
 */
export const turnAfter = (heardAt: Date, ms: number): Date => new Date(heardAt.getTime() - (heardAt.getTime() % 60_000) + ms);

const afterAWhile: RepeatsAt = ({ lastAt }, { escalate }) => turnAfter(lastAt, escalate.repeat);

/**
 * The alarm that sounds again until somebody takes it. A breach that nobody acknowledged is repeated every
 * `escalate.repeat` unless its kind says otherwise, counted from the last time it was heard: after downtime it comes once, not once per missed turn.
 */
function repeatOf(alarm: Alarm, policy: Policy, repeatsAt: RepeatsAt): Deadline[] {
  if (isAnswered(alarm) || (alarm.step !== 'breach' && alarm.step !== 'repeat')) return [];
  return [
    {
      id: `${alarm.track}:repeat:${alarm.count}`,
      track: alarm.track,
      step: 'repeat',
      dueAt: repeatsAt(alarm, policy),
      promisedAt: alarm.promisedAt,
      to: ['owner', 'supervisors'],
    },
  ];
}

/**
 * All that is still ahead of a case: the kind's own deadlines without what was said already, repeats of unanswered
 * alarms and snoozed reminders. An acknowledgement silences the warnings and escalations of its track, but never the
 * breach, which is a new fact.
 */
export function pendingDeadlines(
  planned: readonly Deadline[],
  c: Pick<Case, 'said' | 'alarms' | 'snoozes'>,
  policy: Policy,
  repeatsAt: RepeatsAt = afterAWhile,
): Deadline[] {
  const alarmOf = (track: string): Alarm | undefined => c.alarms.find((alarm) => alarm.track === track);
  const tracks = new Set(planned.map((deadline) => deadline.track));
  const own = planned.filter(
    ({ id, track, step }) =>
      !c.said.includes(id) && !(isAnswered(alarmOf(track)) && (step === 'warning' || step === 'escalation' || step === 'reminder')),
  );
  const repeats = c.alarms.filter((alarm) => tracks.has(alarm.track)).flatMap((alarm) => repeatOf(alarm, policy, repeatsAt));
  const snoozed = c.snoozes.flatMap((snooze): Deadline[] => {
    const promisedAt = planned.findLast(({ track }) => track === snooze.track)?.promisedAt;
    if (!promisedAt) return [];
    const id = `${snooze.track}:snoozed:${snooze.user}:${snooze.until.getTime()}`;
    return [{ id, track: snooze.track, step: 'snoozed', dueAt: snooze.until, promisedAt, to: [`person:${snooze.user}`] }];
  });
  return [...own, ...repeats, ...snoozed].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
}

/** The earliest moment at which the case wants to be looked at; undefined when nothing is ahead. */
export const nextDueAt = (deadlines: readonly Deadline[]): Date | undefined => deadlines[0]?.dueAt;

/**
 * What is due, split into what fires and what a later step of the same track has overtaken. A repeat or a snoozed
 * reminder never overtakes a step of its own: that is a new fact.
 */
export function dueNow(deadlines: readonly Deadline[], now: Date): { fires: Deadline[]; overtaken: Deadline[] } {
  const due = deadlines.filter(({ dueAt }) => dueAt <= now);
  const isOwn = ({ step }: Deadline): boolean => step !== 'repeat' && step !== 'snoozed';
  const winnerOf = (track: string): Deadline | undefined => {
    const same = due.filter((deadline) => deadline.track === track);
    return same.findLast(isOwn) ?? same.at(-1);
  };
  const isLast = (deadline: Deadline): boolean => winnerOf(deadline.track) === deadline;
  return { fires: due.filter(isLast), overtaken: due.filter((deadline) => !isLast(deadline)) };
}
