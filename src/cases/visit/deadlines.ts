import { DateTime } from 'luxon';
import { workIntervalsOf } from '../../time/calendar.js';
import type { Alarm, Audience, Deadline, DeadlineStep } from '../case.js';
import { turnAfter } from '../deadlines.js';
import type { Policy } from '../policy.js';
import { departureAt, dueThere, promisedThere } from './lateness.js';
import { currentArrival, currentDelay, enteredAt, type Visit, type VisitState } from './visit.js';

export const HAND_IN_TRACK = 'handIn';
/** Alarms that only the deed itself answers: the copy handed in, the help on its way. */
const ANSWERED_BY_DOING = [HAND_IN_TRACK, 'sos', 'missed'];
export const isAnswerable = ({ track: name }: Alarm): boolean => !ANSWERED_BY_DOING.some((one) => name.startsWith(one));

interface Step {
  readonly step: DeadlineStep;
  readonly dueAt: Date;
  readonly to: readonly Audience[];
  /** Tells steps of one kind on one track apart. */
  readonly key?: string | number;
}

const before = (at: Date, ms: number): Date => new Date(at.getTime() - ms);
const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
/** Who is to do it: the engineer asked, or while nobody is, the agent who ordered it. */
const worker = (visit: Visit): Audience => (visit.data.engineer ? `person:${visit.data.engineer}` : 'owner');

const track = (name: string, no: number, promisedAt: Date, steps: readonly Step[]): Deadline[] =>
  steps.map(({ step, dueAt, to, key }) => ({
    id: `${name}#${no}:${step}${key === undefined ? '' : `:${key}`}`,
    track: `${name}#${no}`,
    step,
    dueAt,
    promisedAt,
    to,
  }));

/** Somebody must accept it. Rule D1. */
function acceptance(visit: Visit, { visit: rules }: Policy): Deadline[] {
  const dueAt = after(visit.data.askedAt, rules.acceptWithin);
  return track('accept', visit.data.revision, dueAt, [{ step: 'breach', dueAt, to: [worker(visit), 'supervisors'] }]);
}

const latest = (...times: readonly Date[]): Date => new Date(Math.max(...times.map(Number)));
/** Nothing is late at the moment in which somebody takes a visit: from then on he has so long. */
const onceTaken = ({ data: { acceptedAt } }: Visit, ms: number, dueAt: Date): Date =>
  acceptedAt ? latest(dueAt, after(acceptedAt, ms)) : dueAt;

/** The appointment must be confirmed, and nobody answered is tried again. Rule D3. */
function confirmation(visit: Visit, { visit: rules }: Policy): Deadline[] {
  const { revision, from, nextTryAt, calls } = visit.data;
  if (visit.data.refusedAt) return [];
  const chaseAt = before(from, rules.confirmBefore);
  const retry = nextTryAt ? track('retryCall', calls.length, nextTryAt, [{ step: 'reminder', dueAt: nextTryAt, to: [worker(visit)] }]) : [];
  const chase = track('confirm', revision, from, [
    { step: 'reminder', dueAt: onceTaken(visit, rules.callWithin, chaseAt), to: [worker(visit)] },
    {
      step: 'escalation',
      dueAt: onceTaken(visit, 2 * rules.callWithin, before(from, rules.confirmBefore / 2)),
      to: [worker(visit), 'supervisors'],
    },
    // From the beginning of the window on it is about being there.
  ]).filter(({ dueAt }) => dueAt < from);
  return [...retry, ...chase];
}

/** Leave in time. Rules D4, D5, D14. */
function departure(visit: Visit, { visit: rules }: Policy): Deadline[] {
  const leaveAt = departureAt(visit.data, rules);
  // In a long window there is time: only who must have left for its end is late.
  const spare = dueThere(visit.data, rules).getTime() - visit.data.from.getTime();
  const lateAt = onceTaken(visit, rules.departureGrace, after(leaveAt, rules.departureGrace + spare));
  // Whoever has heard a moment ago that he is to leave is not told it once more.
  const { engineer, acceptedAt = leaveAt } = visit.data;
  const hasJustHeard = engineer !== undefined && acceptedAt < leaveAt && lateAt <= after(leaveAt, rules.departureGrace);
  return track('depart', visit.data.revision, leaveAt, [
    { step: 'reminder', dueAt: before(leaveAt, rules.remindDeparture), to: [worker(visit)] },
    { step: 'warning', dueAt: leaveAt, to: [worker(visit)] },
    { step: 'escalation', dueAt: lateAt, to: hasJustHeard ? ['supervisors'] : [worker(visit), 'supervisors'] },
    // From its promise on it is about being there.
  ]).filter(({ dueAt }) => dueAt < promisedThere(visit.data, rules));
}

/**
 * What was asked of the supervisors and not answered in time is asked of whoever else may answer too, but never of the one who asked,
 * where anybody else could.
 */
function decidersOf(askedBy: string | undefined, { people }: Policy): Audience[] {
  const all = new Set([...people.supervisors, ...people.heads]);
  if (!askedBy || !all.has(askedBy) || all.size === 1) return ['supervisors', 'heads'];
  return [...all].filter((user) => user !== askedBy).map((user): Audience => `person:${user}`);
}

/** The customer refused the appointment: it goes on only as a supervisor says. Rule D3. */
function refusal({ data: { refusedAt } }: Visit, policy: Policy): Deadline[] {
  if (!refusedAt) return [];
  const dueAt = after(refusedAt, policy.visit.decideWithin);
  return track('refused', 1, dueAt, [{ step: 'breach', dueAt, key: refusedAt.getTime(), to: decidersOf(undefined, policy) }]);
}

/** What was entered later waits for a supervisor's word: soon, then every work morning. Rules D5, D6. */
function entry({ data, alarms }: Visit, policy: Policy): Deadline[] {
  const at = enteredAt(data);
  if (!at) return [];
  const dueAt = after(at, policy.visit.decideWithin);
  const to = decidersOf(data.arrivals.findLast(({ claim }) => claim)?.claim?.enteredBy, policy);
  const heard = alarms.find((alarm) => alarm.track === `entry#${at.getTime()}`);
  return track('entry', at.getTime(), dueAt, [
    { step: 'reminder', dueAt, to },
    ...(heard ? [{ step: 'reminder', dueAt: nextMorning(heard.lastAt, policy), key: heard.count, to } as const] : []),
  ]);
}

/** Be there in time; without any word from the engineer the bot acts by itself. Rules D5, D6. */
function arrival(visit: Visit, { visit: rules }: Policy): Deadline[] {
  const { revision, to } = visit.data;
  const delay = currentDelay(visit.data);
  const due = dueThere(visit.data, rules);
  const promisedAt = promisedThere(visit.data, rules);
  // Whoever is on his way may still come in the minutes in which being there is just in time.
  const warnAt = before(due, visit.state === 'departed' ? rules.callLatest : rules.callBefore);
  const last = new Date(Math.max(promisedAt.getTime(), to.getTime()));
  const isAlarmApart = last > promisedAt;
  // That nobody came for this window was told before it was asked of somebody else: it is told once.
  const wasTold = (visit.data.misses ?? []).some(
    ({ why, promisedAt: of, at }) => why === 'noArrival' && of.getTime() === visit.data.from.getTime() && at <= visit.data.askedAt,
  );
  return track('arrive', revision, promisedAt, [
    ...(delay || visit.state === 'ordered' ? [] : [{ step: 'warning', dueAt: warnAt, to: [worker(visit)] } as const]),
    {
      step: 'breach',
      dueAt: promisedAt,
      key: promisedAt.getTime(),
      to: [
        worker(visit),
        ...(wasTold ? [] : (['desk', 'supervisors'] as const)),
        ...(isAlarmApart || wasTold ? [] : (['alarms', 'heads'] as const)),
      ],
    },
    ...(isAlarmApart && !wasTold
      ? [{ step: 'escalation', dueAt: last, to: [worker(visit), 'supervisors', 'heads', 'alarms'] } as const]
      : []),
  ]);
}

/** A delay that was reported must be told to the customer. Rule D6. */
function telling(visit: Visit, { visit: rules }: Policy): Deadline[] {
  const delay = currentDelay(visit.data);
  if (!delay || delay.toldAt) return [];
  return track('tell', delay.no, delay.tellBy, [
    { step: 'reminder', dueAt: before(delay.tellBy, rules.callLatest), to: [worker(visit)] },
    { step: 'breach', dueAt: delay.tellBy, to: [worker(visit), 'thread', 'supervisors'] },
  ]);
}

/** Wait for an absent customer, then call again. Rule D7. */
function absence({ data }: Visit): Deadline[] {
  const { absent, engineer } = data;
  if (!absent) return [];
  const to: Audience = engineer ? `person:${engineer}` : 'owner';
  if (!absent.followUpAt) return track('absent', absent.no, absent.waitUntil, [{ step: 'reminder', dueAt: absent.waitUntil, to: [to] }]);
  return track('followUp', absent.no, absent.followUpAt, [
    { step: 'breach', dueAt: absent.followUpAt, to: [to, `person:${data.orderedBy}`] },
  ]);
}

/** Back when promised; and what only the supervisor may decide. Rules D8–D10. */
function atWork(visit: Visit, policy: Policy): Deadline[] {
  const { backAt, backNo, approvalAskedAt, approvalAskedBy, notOurs } = visit.data;
  const { visit: rules } = policy;
  const asked = (name: string, at: Date, by: string | undefined): Deadline[] =>
    track(name, 1, after(at, rules.decideWithin), [
      { step: 'breach', dueAt: after(at, rules.decideWithin), key: at.getTime(), to: decidersOf(by, policy) },
    ]);
  return [
    ...(backAt
      ? track('back', backNo, backAt, [
          { step: 'reminder', dueAt: before(backAt, rules.remindDeparture), to: [worker(visit)] },
          { step: 'breach', dueAt: backAt, to: [worker(visit), 'supervisors'] },
        ])
      : []),
    ...(approvalAskedAt ? asked('approve', approvalAskedAt, approvalAskedBy) : []),
    ...(notOurs?.isInsisted && !notOurs.decidedBy ? asked('decide', notOurs.at, notOurs.askedBy) : []),
  ];
}

/** At the customer's long after the visit should have ended: its engineer is asked, then whoever leads hears. Rule D13. */
function overrun({ data }: Visit, { visit: rules }: Policy): Deadline[] {
  const { from, to, backAt, approvalAskedAt, resumedAt, revision } = data;
  if (backAt || approvalAskedAt) return [];
  const work = Math.min(to.getTime() - from.getTime(), rules.windowMinutes * 60_000);
  const begun = latest(currentArrival(data)?.at ?? from, resumedAt ?? from);
  const end = latest(to, after(begun, work));
  const who: Audience = data.engineer ? `person:${data.engineer}` : 'owner';
  return track('overrun', revision, end, [
    { step: 'reminder', dueAt: after(end, rules.overrun), key: end.getTime(), to: [who] },
    { step: 'breach', dueAt: after(end, 2 * rules.overrun), key: end.getTime(), to: [who, 'supervisors'] },
  ]);
}

/** The first work morning after a moment. */
function nextMorning(at: Date, { calendar }: Policy): Date {
  let day = DateTime.fromJSDate(at, { zone: calendar.zone }).startOf('day');
  for (let n = 0; n < 400; n += 1) {
    const start = workIntervalsOf(calendar, day)[0]?.start;
    if (start && start.toJSDate() > at) return start.toJSDate();
    day = day.plus({ days: 1 });
  }
  return after(at, 24 * 3600_000);
}

/** Asks every work morning from this moment on: each is planned from when the one before was heard. */
function everyMorning(visit: Visit, name: string, first: Date, policy: Policy, to: readonly Audience[]): Deadline[] {
  const { revision } = visit.data;
  const heard = visit.alarms.find((alarm) => alarm.track === `${name}#${revision}`);
  return track(name, revision, first, [
    { step: 'reminder', dueAt: first, key: 0, to },
    ...(heard ? [{ step: 'reminder', dueAt: nextMorning(heard.lastAt, policy), key: heard.count, to } as const] : []),
  ]);
}

/** Asks at the end of the day, then every work morning. Rule D13. */
function chase(visit: Visit, name: string, since: Date, policy: Policy, to: readonly Audience[]): Deadline[] {
  const endOfDay = DateTime.fromJSDate(since, { zone: policy.calendar.zone })
    .startOf('day')
    .plus({ minutes: policy.visit.handInBy })
    .toJSDate();
  return everyMorning(visit, name, endOfDay > since ? endOfDay : nextMorning(since, policy), policy, to);
}

/** Nobody came, and the customer still waits for a word: every work morning until another time is agreed or it is called off. Rules D5, D6. */
function missed(visit: Visit, policy: Policy): Deadline[] {
  const end = latest(visit.data.to, promisedThere(visit.data, policy.visit));
  return everyMorning(visit, 'missed', nextMorning(end, policy), policy, [worker(visit), 'supervisors']);
}

const handIn = (visit: Visit, policy: Policy): Deadline[] =>
  visit.data.signedAt ? chase(visit, HAND_IN_TRACK, visit.data.signedAt, policy, [worker(visit)]) : [];

const receipt = (visit: Visit, policy: Policy): Deadline[] =>
  visit.data.handedInAt
    ? chase(visit, `${HAND_IN_TRACK}Receive`, visit.data.handedInAt, policy, [`person:${visit.data.orderedBy}`, 'desk'])
    : [];

/**
 * Whoever took a call for help says when it is over. Without a word of his who leads hears, then the heads and where alarms go; and all who
 * lead are asked each work morning until somebody says so. Rule D11.
 */
function helpUnderWay(
  { no, takenBy, since }: { readonly no: number; readonly takenBy: string; readonly since: Date },
  visit: Visit,
  policy: Policy,
): Deadline[] {
  const [first, second, third] = [1, 2, 3].map((n) => after(since, n * policy.visit.decideWithin)) as [Date, Date, Date];
  const by: Audience = `person:${takenBy}`;
  const heard = visit.alarms.find((alarm) => alarm.track === `sosOver#${no}`);
  const isKnown = heard !== undefined && heard.lastAt >= third;
  return track('sosOver', no, first, [
    { step: 'reminder', dueAt: first, to: [by] },
    { step: 'escalation', dueAt: second, to: [by, 'supervisors'] },
    { step: 'escalation', dueAt: third, key: 'heads', to: [by, 'supervisors', 'heads', 'alarms'] },
    ...(isKnown
      ? [{ step: 'escalation', dueAt: nextMorning(heard.lastAt, policy), key: heard.count, to: [by, 'supervisors', 'heads'] } as const]
      : []),
  ]);
}

/** Repeats until somebody takes it. Rule D11. */
function sos(visit: Visit, policy: Policy): Deadline[] {
  const { sos: call } = visit.data;
  if (!call || call.overAt) return [];
  if (call.takenBy) return helpUnderWay({ no: call.no, takenBy: call.takenBy, since: call.takenAt ?? call.at }, visit, policy);
  const name = `sos#${call.no}`;
  const heard = visit.alarms.find((alarm) => alarm.track === name);
  const dueAt = turnAfter(heard?.lastAt ?? call.at, policy.visit.sosRepeat);
  const underWay = call.before ? [`person:${call.before.takenBy}` as const] : [];
  const steps = [{ step: 'escalation', dueAt, key: heard?.count ?? 0, to: ['supervisors', 'heads', 'alarms', ...underWay] }] as const;
  return track('sos', call.no, call.at, steps).map((deadline) => ({ ...deadline, isAlone: true }));
}

type Stage = (visit: Visit, policy: Policy) => Deadline[];

/** What a visit waits for in each state. */
const STAGES: Readonly<Record<VisitState, readonly Stage[]>> = {
  ordered: [acceptance, arrival, missed],
  accepted: [confirmation, refusal, departure, arrival, telling, missed],
  confirmed: [refusal, departure, arrival, telling, missed],
  departed: [arrival, telling, missed],
  arrived: [overrun],
  customer_absent: [absence],
  working: [atWork, overrun],
  signed: [handIn],
  handed_in: [receipt],
  archived: [],
  cancelled: [],
};

/** Everything that a visit will be reminded of. Rules D1–D13. */
export const visitDeadlines: Stage = (visit, policy) => [...STAGES[visit.state], entry, sos].flatMap((stage) => stage(visit, policy));
