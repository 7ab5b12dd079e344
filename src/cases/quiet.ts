import { DateTime } from 'luxon';
import { isWorkDay } from '../time/calendar.js';
import { quietUntil } from '../time/quiet.js';
import { startOfWork } from '../time/work-days.js';
import type { Case, Deadline, Held } from './case.js';
import type { Circumstances, NoticeDraft } from './circumstances.js';
import type { Policy } from './policy.js';

/** Is a notice worth waking its reader, who is not on duty? `until`: when it would be told otherwise. What a kind says of its own. */
type Wakes<C> = (notice: Pick<NoticeDraft, 'to' | 'say' | 'deadline'>, c: C, until: Date) => boolean;

/** Whoever did something with a case is at work so long after it, in milliseconds. */
const AT_WORK_MS = 2 * 3_600_000;
/** What is decided in the last minute of the night is a line of the morning's list. */
const BEFORE_MORNING = { minutes: 1 };
/** What only says that something is over is told at full half hours: those of many cases are one list. */
const TOGETHER_MS = 30 * 60_000;
const togetherAt = (now: DateTime): Date => new Date(Math.ceil((now.toMillis() + 1) / TOGETHER_MS) * TOGETHER_MS);
/** What asks some of those who may take it and are not on duty comes at the next turn of these minutes: what somebody takes meanwhile is not asked. */
const TURN_MS = 5 * 60_000;
/** What says that a promise further ahead than this is at risk comes with repeats and ends: nothing hinges on one of those minutes. */
const NEAR_MS = 3_600_000;
const turnAfter = (now: DateTime, ms: number): DateTime =>
  DateTime.fromMillis(Math.ceil(now.startOf('minute').toMillis() / ms) * ms, { zone: now.zone });
/** Until when a reminder of the day waits for others: not into the night, in which it would come to nobody's use. */
function turnOf(user: string, now: DateTime, { step, promisedAt, to }: Deadline, policy: Rules): Date {
  const isAskedInTurn = to.includes('engineersInTurn') && !policy.people.onDuty.includes(user);
  const isFar = step === 'escalation' && promisedAt.getTime() - now.toMillis() > NEAR_MS;
  const turn = isFar ? turnAfter(now, TOGETHER_MS) : isAskedInTurn ? turnAfter(now, TURN_MS) : now;
  return (undisturbedUntil(user, turn, policy) ? now : turn).toJSDate();
}
/** So far ahead is a morning of work looked for. */
const MOST_DAYS = 31;

type Rules = Pick<Policy, 'calendar' | 'quiet' | 'people'>;

/** Until when somebody is not disturbed; undefined when he hears everything at once. */
export const undisturbedUntil = (user: string, at: DateTime, { calendar, quiet, people }: Rules): DateTime | undefined =>
  people.onDuty.includes(user) ? undefined : quietUntil(at, people.quiet[user] ?? quiet, calendar);

/** The end of the night alone in which a moment lies for somebody; that moment itself by day, on a day off too. */
const endOfNight = (user: string, at: DateTime, { calendar, quiet, people }: Rules): DateTime =>
  quietUntil(at, { ...(people.quiet[user] ?? quiet), daysOff: false }, calendar) ?? at;

/**
 * The moment before the desk's next morning of work, at which what is said once a work day is decided. Where there are no quiet hours
 * it is said as work begins.
 */
export function beforeMorning(after: DateTime, { calendar, quiet }: Rules): DateTime {
  const today = after.setZone(calendar.zone).startOf('day');
  for (let n = 0; n < MOST_DAYS; n += 1) {
    const day = today.plus({ days: n });
    if (!isWorkDay(calendar, day)) continue;
    const at = quietUntil(day, quiet, calendar)?.minus(BEFORE_MORNING) ?? startOfWork(day, calendar);
    if (at > after) return at;
  }
  return after.plus({ days: 1 });
}

/**
 * Whether a notice waits for its reader's morning, and until when. What the clock says waits, and what a person's act only lets others
 * know; unless its kind says that it is worth waking them, they are on duty, or at work with this very case. Anything else is told at
 * once, and so is what somebody asked to be reminded of. That something is over waits by day too, for others of its sort; what would wake
 * nobody is one message with what else of that sort is due in these minutes, and so is what one act says of many cases.
 */
export function heldOf<C extends Case>(
  c: C,
  draft: NoticeDraft,
  { now, policy }: Pick<Circumstances, 'now'> & { readonly policy: Rules },
  wakes: Wakes<C> | undefined,
): Held | undefined {
  const { to, deadline, mayWait, isEnd, also, gathersAt } = draft;
  if (to.kind !== 'person' || !(deadline || mayWait) || deadline?.step === 'snoozed') return undefined;
  const who = { ...(to.user === c.owner ? { asOwner: true } : {}), ...(isEnd ? { ifHeard: true } : {}) };
  const until = undisturbedUntil(to.user, now, policy);
  if (deadline?.list) return { until: until?.toJSDate() ?? togetherAt(now), isTogether: true, ...who };
  if (deadline?.isListed) return { until: (until ?? now).toJSDate(), ...who };
  const isAtWork = c.told?.by === to.user && now.toMillis() - c.told.at.getTime() < AT_WORK_MS;
  const parts = [draft, ...(also ?? []).map((one) => ({ to, ...one }))];
  const wakesBefore = (morning: DateTime): boolean => parts.some((one) => wakes?.(one, c, morning.toJSDate()) ?? false);
  const daytime = endOfNight(to.user, now, policy);
  const isToldNow = wakesBefore(daytime) || isAtWork || !until;
  if (gathersAt && isToldNow) return { until: new Date(Math.max(gathersAt.getTime(), now.toMillis())), isTogether: true, ...who };
  if (wakesBefore(daytime)) return undefined;
  // What is too late on the next day of work, and not when this night is over, is told then.
  if (wakesBefore(until ?? now)) return daytime > now ? { until: daytime.toJSDate(), ...who } : undefined;
  if (until) return isAtWork ? undefined : { until: until.toJSDate(), ...who };
  if (isEnd && !isAtWork) {
    const turn = DateTime.fromJSDate(togetherAt(now), { zone: now.zone });
    return { until: (undisturbedUntil(to.user, turn, policy) ?? turn).toJSDate(), isTogether: true, ...who };
  }
  return deadline ? { until: turnOf(to.user, now, deadline, policy), isTogether: true, ...who } : undefined;
}
