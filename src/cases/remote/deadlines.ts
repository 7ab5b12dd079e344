import { DateTime } from 'luxon';
import { workIntervalsOf } from '../../time/calendar.js';
import { openingAfter } from '../../time/work-days.js';
import type { Deadline } from '../case.js';
import type { Policy } from '../policy.js';
import { countUntil, isWithdrawn, type Remote } from './remote.js';

/** How long an owner has to answer whether a client is still wanted. */
const ANSWER_MS = 14 * 86_400_000;

const step = (track: string, name: Deadline['step'], at: number, promisedAt: Date, to: Deadline['to']): Deadline => ({
  id: `${track}:${name}`,
  track,
  step: name,
  dueAt: new Date(at),
  promisedAt,
  to,
});

/** When work ends on the day of a moment, if that lies ahead of it. */
function endOfWork(at: Date, { calendar }: Pick<Policy, 'calendar'>): number | undefined {
  const moment = DateTime.fromJSDate(at, { zone: calendar.zone });
  const end = workIntervalsOf(calendar, moment).at(-1)?.end;
  return end && end > moment ? end.toMillis() : undefined;
}

/** Once those who lead have heard of something in vain, they and the owner hear again as work begins on each work day, until it moves. */
function eachMorning({ alarms }: Pick<Remote, 'alarms'>, escalation: Deadline, { calendar }: Policy): Deadline[] {
  const heard = alarms.find(({ track, step: last }) => track === escalation.track && last === 'escalation');
  if (!heard) return [escalation];
  const dueAt = openingAfter(DateTime.fromJSDate(heard.lastAt, { zone: calendar.zone }), calendar).toJSDate();
  return [escalation, { ...escalation, id: `${escalation.id}:${heard.count}`, dueAt }];
}

/** What does not move is brought to mind; what is open on a customer's machine is asked about, and the supervisors hear; what was cut off ends its consent. Rule C1. */
export function remoteDeadlines(remote: Remote, policy: Policy): Deadline[] {
  const { state, data } = remote;
  const { stillOnAfter, longest, reconnectWithin, remindAfter } = policy.remote;
  if (state === 'running' && data.connectedAt) {
    const { connectedAt } = data;
    const from = connectedAt.getTime();
    const track = `connected#${data.runs}`;
    const until = Math.min(from + longest, endOfWork(connectedAt, policy) ?? Number.POSITIVE_INFINITY);
    return [
      step(track, 'reminder', from + stillOnAfter, connectedAt, ['owner']),
      ...eachMorning(remote, step(track, 'escalation', until, connectedAt, ['owner', 'supervisors']), policy),
    ];
  }
  const moved = data.movedAt.getTime();
  // After the customer took it back it is to be ended, and asked for no more.
  const waiting = `${isWithdrawn(remote) ? 'toEnd' : 'waiting'}#${data.moves}`;
  const until = countUntil(remote);
  return [
    ...(data.disconnectedAt
      ? [step(`cutOff#${data.runs}`, 'reminder', data.disconnectedAt.getTime() + reconnectWithin, data.disconnectedAt, [])]
      : []),
    ...(until ? [step(`expires#${until.getTime()}`, 'reminder', until.getTime(), until, [])] : []),
    step(waiting, 'reminder', moved + remindAfter, data.movedAt, ['owner']),
    ...eachMorning(remote, step(waiting, 'escalation', moved + 2 * remindAfter, data.movedAt, ['owner', 'supervisors']), policy),
  ];
}

/** A client that stays is asked about once a quarter, for as long as it stays. */
export function stayedDeadlines({ data }: Remote, { remote: { stillWantedAfter } }: Policy): Deadline[] {
  if (data.client !== 'stays' || !data.stayedAt) return [];
  const track = `stayed#${data.stayedAt.getTime()}`;
  const at = data.stayedAt.getTime() + stillWantedAfter;
  return [
    step(track, 'reminder', at, data.stayedAt, ['owner']),
    step(track, 'escalation', at + ANSWER_MS, data.stayedAt, ['owner', 'supervisors']),
  ];
}
