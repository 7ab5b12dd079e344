import { DateTime } from 'luxon';
import type { Alarm, Case, Deadline } from './case.js';
import type { Policy } from './policy.js';
import { beforeMorning, undisturbedUntil } from './quiet.js';

/** When an alarm that nobody took sounds again. */
export type RepeatsAt = (alarm: Alarm, policy: Policy) => Date;

/** What a kind says of its alarms: when one that nobody took sounds again, whether it does so until somebody takes the case, and whom a deadline is worth waking. */
export interface PlanRules {
  readonly repeatsAt?: RepeatsAt | undefined;
  readonly insists?: boolean | undefined;
  wakes?(deadline: Deadline, user: string, until: Date): boolean;
}

/**
 * The next turn of something that comes round every `ms`, after it was heard. Reckoned from the full minute in which that was: the desk looks
 * once a minute, and whoever looks some milliseconds later each time would be a minute late each time.
 */
export const turnAfter = (heardAt: Date, ms: number): Date => new Date(heardAt.getTime() - (heardAt.getTime() % 60_000) + ms);

/** Repeats come at full half hours, or at the quarters of a shorter turn: those of many cases together, not each for itself. */
const LONGEST_SLOT_MS = 1_800_000;

const afterAWhile: RepeatsAt = ({ lastAt }, { escalate: { repeat } }) => {
  const at = turnAfter(lastAt, repeat).getTime();
  return new Date(at - (at % Math.min(LONGEST_SLOT_MS, Math.max(1, repeat / 4))));
};

/** Until when "I'm on it" holds; undefined when nobody has said it. */
export const heldUntil = (
  alarm: Pick<Alarm, 'acknowledgedAt' | 'heldUntil'> | undefined,
  { escalate }: Pick<Policy, 'escalate'>,
): Date | undefined => alarm?.acknowledgedAt && (alarm.heldUntil ?? new Date(alarm.acknowledgedAt.getTime() + escalate.hold));

const sounds = ({ step, acknowledgedAt }: Alarm): boolean => !acknowledgedAt && (step === 'breach' || step === 'repeat');

/** A broken promise is repeated so often; from then on it is one line a work day. */
const MOST_REPEATS = 3;
/** What is repeated beyond that until somebody takes it sounds no more often. */
const LEAST_PAUSE_MS = 3_600_000;

/**
 * A repeat as it is planned, once its kind has said when: not while nobody would hear it, and no more often than `MOST_REPEATS`, unless its
 * kind insists: then it goes on at its pace, at most once an hour.
 */
function bounded(repeat: Deadline, { lastAt, repeats = 0 }: Alarm, owner: string, policy: Policy, { insists, wakes }: PlanRules): Deadline {
  const { calendar, people } = policy;
  const isWorn = repeats >= MOST_REPEATS;
  if (insists)
    return isWorn ? { ...repeat, dueAt: new Date(Math.max(repeat.dueAt.getTime(), turnAfter(lastAt, LEAST_PAUSE_MS).getTime())) } : repeat;
  const last = DateTime.fromJSDate(lastAt, { zone: calendar.zone });
  const due = DateTime.fromJSDate(repeat.dueAt, { zone: calendar.zone });
  // Its kind lets it sound once a day anyway.
  if (!due.hasSame(last, 'day') && due.diff(last).toMillis() > policy.escalate.repeat) return { ...repeat, isListed: true };
  if (isWorn) return { ...repeat, dueAt: beforeMorning(last, policy).toJSDate(), isListed: true };
  const heard = [owner, ...people.supervisors].some((user) => {
    const until = undisturbedUntil(user, due, policy);
    return !until || wakes?.(repeat, user, until.toJSDate());
  });
  if (heard) return repeat;
  const morning = beforeMorning(due, policy);
  return { ...repeat, dueAt: morning.toJSDate(), isListed: true };
}

/**
 * The alarms that sound again until somebody takes them. A breach that nobody acknowledged is repeated every `escalate.repeat`,
 * unless its kind says otherwise, counted from the last time that any of the case was heard: they come together, and after downtime once, not once per missed turn.
 */
function repeatsOf(alarms: readonly Alarm[], owner: string, policy: Policy, rules: PlanRules): Deadline[] {
  const { repeatsAt = afterAWhile } = rules;
  const sounding = alarms.filter(sounds);
  const lastAt = new Date(Math.max(...sounding.map((alarm) => alarm.lastAt.getTime())));
  return sounding.map((one) => {
    const alarm = { ...one, lastAt };
    const repeat: Deadline = {
      id: `${alarm.track}:repeat:${alarm.count}`,
      track: alarm.track,
      step: 'repeat',
      dueAt: repeatsAt(alarm, policy),
      promisedAt: alarm.promisedAt,
      to: ['owner', 'supervisors'],
    };
    return bounded(repeat, alarm, owner, policy, rules);
  });
}

/** Whoever is on it is asked how it stands, once what he said holds no longer. */
const askedOf = (alarms: readonly Alarm[], policy: Policy): Deadline[] =>
  alarms.flatMap((alarm): Deadline[] => {
    const dueAt = heldUntil(alarm, policy);
    if (!dueAt || !alarm.acknowledgedBy) return [];
    const { track, promisedAt, acknowledgedBy } = alarm;
    return [{ id: `${track}:asked:${dueAt.getTime()}`, track, step: 'asked', dueAt, promisedAt, to: [`person:${acknowledgedBy}`] }];
  });

/**
 * All that is still ahead of a case: the kind's own deadlines without what was said already, repeats of unanswered
 * alarms and snoozed reminders. While an acknowledgement holds it silences the warnings and escalations of its track, but never the
 * breach, which is a new fact.
 */
export function pendingDeadlines(
  planned: readonly Deadline[],
  c: Pick<Case, 'said' | 'alarms' | 'snoozes' | 'owner'>,
  policy: Policy,
  rules: PlanRules = {},
): Deadline[] {
  const heldOf = (track: string): Date | undefined =>
    heldUntil(
      c.alarms.find((alarm) => alarm.track === track),
      policy,
    );
  const tracks = new Set(planned.map((deadline) => deadline.track));
  const isSilenced = ({ track, step, dueAt }: Deadline): boolean =>
    (step === 'warning' || step === 'escalation' || step === 'reminder') && dueAt <= (heldOf(track) ?? new Date(0));
  const own = planned.filter((deadline) => !c.said.includes(deadline.id) && !isSilenced(deadline));
  const alarms = c.alarms.filter((alarm) => tracks.has(alarm.track));
  const snoozed = c.snoozes.flatMap((snooze): Deadline[] => {
    const promisedAt = planned.findLast(({ track }) => track === snooze.track)?.promisedAt;
    if (!promisedAt) return [];
    const id = `${snooze.track}:snoozed:${snooze.user}:${snooze.until.getTime()}`;
    return [{ id, track: snooze.track, step: 'snoozed', dueAt: snooze.until, promisedAt, to: [`person:${snooze.user}`] }];
  });
  return [...own, ...repeatsOf(alarms, c.owner, policy, rules), ...askedOf(alarms, policy), ...snoozed].sort(
    (a, b) => a.dueAt.getTime() - b.dueAt.getTime(),
  );
}

/** The earliest moment at which the case wants to be looked at; undefined when nothing is ahead. */
export const nextDueAt = (deadlines: readonly Deadline[]): Date | undefined => deadlines[0]?.dueAt;

/**
 * What is due, split into what fires and what a later step of the same track has overtaken. A repeat, a question or a
 * snoozed reminder never overtakes a step of its own: that is a new fact.
 */
export function dueNow(deadlines: readonly Deadline[], now: Date): { fires: Deadline[]; overtaken: Deadline[] } {
  const due = deadlines.filter(({ dueAt }) => dueAt <= now);
  const isOwn = ({ step }: Deadline): boolean => step !== 'repeat' && step !== 'snoozed' && step !== 'asked';
  const winnerOf = (track: string): Deadline | undefined => {
    const same = due.filter((deadline) => deadline.track === track);
    return same.findLast(isOwn) ?? same.at(-1);
  };
  const isLast = (deadline: Deadline): boolean => winnerOf(deadline.track) === deadline;
  return { fires: due.filter(isLast), overtaken: due.filter((deadline) => !isLast(deadline)) };
}
