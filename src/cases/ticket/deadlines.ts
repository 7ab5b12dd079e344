import { DateTime } from 'luxon';
import { elapse, elapsed, type RunningClock } from '../../time/elapse.js';
import type { Audience, Deadline, DeadlineStep } from '../case.js';
import { beforeDaysOff, type Given } from '../days-off.js';
import type { Policy } from '../policy.js';
import type { Standing } from '../promise.js';
import type { Priority, Target } from './priority.js';
import type { Ticket } from './ticket.js';
import { isUrgent } from './urgent.js';

type Step = { readonly share: number; readonly step: DeadlineStep; readonly to: readonly Audience[] };

const clockOf = (ticket: Ticket, priority: Priority, policy: Policy): RunningClock => ({
  clock: policy.sla[priority].clock,
  calendar: policy.calendar,
  pauses: policy.pauseWhileWaiting ? ticket.pauses : [],
});

/** The clock a ticket runs on: its priority's, standing still in its pauses if the settings say so. */
export const runningClock = (ticket: Ticket, policy: Policy): RunningClock => clockOf(ticket, ticket.data.priority, policy);

/** From when on the time to a promise is counted: from when the priority was raised, if it was given after that. */
function startOf({ data: { clock } }: Ticket, policy: Policy, promisedAt: Date): DateTime {
  const isAfter = clock.raisedAt !== undefined && promisedAt > clock.raisedAt;
  return DateTime.fromJSDate((isAfter ? clock.raisedAt : undefined) ?? clock.startedAt, { zone: policy.calendar.zone });
}

export const earliest = (...times: readonly (Date | undefined)[]): Date | undefined =>
  times.filter((time): time is Date => time !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];

const latest = (...times: readonly (Date | undefined)[]): Date | undefined => {
  const known = times.filter((time): time is Date => time !== undefined);
  return known.length > 0 ? new Date(Math.max(...known.map(Number))) : undefined;
};

/** What the desk promises for a priority, or the customer's contract where that is sooner. */
const targetOf = ({ data: { contract } }: Ticket, priority: Priority, policy: Policy): Target => {
  const own = policy.sla[priority];
  return {
    ...own,
    firstResponse: Math.min(own.firstResponse, contract?.firstResponse ?? own.firstResponse),
    resolve: Math.min(own.resolve, contract?.resolve ?? own.resolve),
  };
};

/** When the earliest of what its priority, and those that stand beside it, promise is due; undefined while the clock stands still. */
function byTerms(ticket: Ticket, policy: Policy, spanOf: (target: Target) => number, notBefore = new Date(0)): Date | undefined {
  const { clock, priority } = ticket.data;
  const terms = [{ priority, startedAt: clock.raisedAt ?? clock.startedAt }, ...(clock.standing ?? [])];
  return earliest(
    ...terms.map((term) => {
      const since = term.startedAt < notBefore ? notBefore : term.startedAt;
      const start = DateTime.fromJSDate(since, { zone: policy.calendar.zone });
      return elapse(start, spanOf(targetOf(ticket, term.priority, policy)), clockOf(ticket, term.priority, policy))?.toJSDate();
    }),
  );
}

/** Where the target alone would put the resolution; undefined while the clock stands still. */
export const targetDueAt = (ticket: Ticket, policy: Policy): Date | undefined => byTerms(ticket, policy, ({ resolve }) => resolve);

/**
 * When the ticket must be solved: the time the customer agreed to, else the earliest of target and expected time. A promise that was
 * broken was due then, whatever changes afterwards. Undefined while the clock stands still and no time was agreed. Rules A1, A3.
 */
export function resolveDueAt(ticket: Ticket, policy: Policy): Date | undefined {
  const { agreedDueAt, standingBy } = ticket.data.clock;
  return ticket.breachedAt ?? agreedDueAt ?? earliest(targetDueAt(ticket, policy), ticket.data.expectedBy, standingBy);
}

/** Whose its promise is: whose work it is, who logged it, and who has wished it to move. None of them decides that it does. */
export const partiesTo = ({ owner, data: { clock, parties = [] } }: Ticket): readonly string[] => [
  ...new Set([owner, ...parties, ...(clock.wishedBy ? [clock.wishedBy] : [])]),
];

/** The promise of its solution as it stands, and whose it is. */
export const promiseNow = (ticket: Ticket, policy: Policy): Standing => ({
  dueAt: resolveDueAt(ticket, policy),
  brokenAt: ticket.breachedAt,
  of: partiesTo(ticket),
});

/** Where the target of a priority would put the resolution if it were counted from a moment; undefined while the clock stands still. */
export const targetFrom = (ticket: Ticket, policy: Policy, priority: Priority, since: DateTime): Date | undefined =>
  elapse(since.setZone(policy.calendar.zone), targetOf(ticket, priority, policy).resolve, clockOf(ticket, priority, policy))?.toJSDate();

/** When the customer must have been contacted for the first time; never where nobody called. Rule A4. */
export const firstResponseDueAt = (ticket: Ticket, policy: Policy): Date | undefined =>
  ticket.data.source
    ? undefined
    : earliest(
        byTerms(ticket, policy, ({ firstResponse }) => firstResponse),
        ticket.data.clock.standingFirstBy,
      );

/** Steps at one moment become one, so that nobody is told twice at once. */
function merged(steps: readonly Step[]): Step[] {
  const shares = [...new Set(steps.map(({ share }) => share))].sort((a, b) => a - b);
  return shares.map((share) => {
    const same = steps.filter((step) => step.share === share);
    const last = same[same.length - 1];
    return { share, step: last?.step ?? 'warning', to: [...new Set(same.flatMap(({ to }) => to))] };
  });
}

/** Who hears of the resolution, level by level; that an urgent one broke which nobody took, also who may take it. Rule A5. */
const resolutionSteps = ({ state, data }: Ticket, { warnAt, escalate }: Policy): Step[] =>
  merged([
    ...(state === 'open' && isUrgent(data) ? [{ share: 1, step: 'breach', to: ['engineers'] } as const] : []),
    ...warnAt.map((share): Step => ({ share, step: 'warning', to: ['owner', 'thread'] })),
    { share: escalate.supervisor, step: 'escalation', to: ['owner', 'thread', 'supervisors'] },
    ...(escalate.head < 1 ? [{ share: escalate.head, step: 'escalation', to: ['owner', 'thread', 'supervisors', 'heads'] } as const] : []),
    { share: 1, step: 'breach', to: ['owner', 'thread', 'supervisors', 'alarms', ...(escalate.head <= 1 ? (['heads'] as const) : [])] },
    ...(escalate.head > 1 ? [{ share: escalate.head, step: 'escalation', to: ['heads', 'alarms'] } as const] : []),
  ]);

const firstResponseSteps = ({ warnAt }: Policy): Step[] => [
  { share: Math.max(...warnAt), step: 'warning', to: ['owner', 'thread'] },
  { share: 1, step: 'breach', to: ['owner', 'thread', 'supervisors'] },
];

/**
 * When which share of the time to a promise is gone, on the ticket's clock; on a clock that never stops where the ticket's would
 * not run at all until then. Undefined while the clock stands still before it.
 */
function momentsTowards(ticket: Ticket, policy: Policy, promisedAt: Date): (share: number) => Date | undefined {
  const { clock, calendar, pauses } = runningClock(ticket, policy);
  const start = startOf(ticket, policy, promisedAt);
  const end = DateTime.fromJSDate(promisedAt, { zone: calendar.zone });
  const ofTarget = elapsed(start, end, { clock, calendar, pauses });
  const running: RunningClock = { clock: ofTarget > 0 ? clock : 'always', calendar, pauses: ofTarget > 0 ? pauses : [] };
  const span = ofTarget > 0 ? ofTarget : Math.max(0, end.diff(start).toMillis());
  return (share) => (share === 1 ? promisedAt : elapse(start, span * share, running)?.toJSDate());
}

function stepsTowards(ticket: Ticket, policy: Policy, name: string, promisedAt: Date, steps: readonly Step[]): Deadline[] {
  const momentOf = momentsTowards(ticket, policy, promisedAt);
  const { revision, firstRevision = revision } = ticket.data.clock;
  const track = `${name}#${name === 'firstResponse' ? firstRevision : revision}`;
  return steps.flatMap(({ share, step, to }) => {
    const at = momentOf(share);
    // What breaks of what is urgent is never one line among others.
    const isAlone = step === 'breach' && isUrgent(ticket.data) ? { isAlone: true } : {};
    return at ? [{ id: `${track}:${step}:${share}`, track, step, dueAt: at, promisedAt, to, ...isAlone }] : [];
  });
}

/** From when on a ticket counts as at risk: when its owner is warned for the last time. */
export const resolveRiskAt = (ticket: Ticket, policy: Policy): Date | undefined =>
  ticket.dueAt && momentsTowards(ticket, policy, ticket.dueAt)(Math.max(...policy.warnAt));

/** The call back that was promised. It outlives the ticket: who was promised a call is called. Rule B5. */
export function callbackDeadlines(ticket: Ticket, policy: Policy): Deadline[] {
  const { callbackAt, callbackRound, callbackMadeAt = new Date(0) } = ticket.data;
  if (!callbackAt) return [];
  const track = `callback#${callbackRound}`;
  // Never before it was promised: of a short promise half the time is left.
  const remindAt = new Date(
    Math.max(callbackAt.getTime() - policy.callback.remindBefore, (callbackMadeAt.getTime() + callbackAt.getTime()) / 2),
  );
  return [
    ...beforeDaysOff([{ name: 'callback', no: callbackRound, promisedAt: callbackAt, madeAt: callbackMadeAt }], policy),
    { id: `${track}:reminder`, track, step: 'reminder', dueAt: remindAt, promisedAt: callbackAt, to: ['owner'] },
    { id: `${track}:breach`, track, step: 'breach', dueAt: callbackAt, promisedAt: callbackAt, to: ['owner', 'thread', 'supervisors'] },
  ];
}

/** However often it is handed over, the supervisors hear after so many times the time to accept. */
const MOST_ACCEPT_TIMES = 4;

/**
 * Whom a ticket that nobody accepts reaches: those who may accept it, some at a time where it is not urgent, then the supervisors. Who was
 * handed it by name is left the time to accept first. Rules A5, A6.
 */
function takeDeadlines(ticket: Ticket, policy: Policy): Deadline[] {
  if (ticket.state !== 'open') return [];
  const { clock, handedTo, handedAt } = ticket.data;
  const since = clock.openedAt ?? clock.startedAt;
  const track = `take#${since.getTime()}`;
  const engineers = isUrgent(ticket.data) ? 'engineers' : 'engineersInTurn';
  const steps = [
    { step: 'reminder', times: 1, to: [engineers, ...(handedTo ? ([`person:${handedTo}`] as const) : [])] },
    { step: 'breach', times: 2, to: ['owner', 'supervisors'] },
  ] as const;
  const accepting = (times: number, from: Date): Date | undefined => byTerms(ticket, policy, ({ accept }) => accept * times, from);
  const last = accepting(MOST_ACCEPT_TIMES, since);
  const untilAccepted = handedTo && handedAt ? accepting(1, handedAt) : undefined;
  return steps.flatMap(({ step, times, to }) => {
    const dueAt = earliest(latest(accepting(times, since), untilAccepted), last);
    return dueAt ? [{ id: `${track}:${step}`, track, step, dueAt, promisedAt: since, to }] : [];
  });
}

/** What its customer was promised and what is not broken yet, but a call back. */
function givenIn(ticket: Ticket, resolve: Date | undefined, firstResponse: Date | undefined): Given[] {
  const { revision, firstRevision = revision, startedAt, raisedAt } = ticket.data.clock;
  const given = (name: string, no: number, promisedAt: Date | undefined): Given[] =>
    promisedAt ? [{ name, no, promisedAt, madeAt: raisedAt ?? startedAt }] : [];
  return [...given('firstResponse', firstRevision, firstResponse), ...given('resolve', revision, ticket.breachedAt ? undefined : resolve)];
}

/** Everything that a ticket will be reminded of. Rules A3–A5, B5. */
export function ticketDeadlines(ticket: Ticket, policy: Policy): Deadline[] {
  const { clock, firstContactAt } = ticket.data;
  const firstResponse = firstContactAt || clock.agreedDueAt ? undefined : firstResponseDueAt(ticket, policy);
  const resolve = resolveDueAt(ticket, policy);
  return [
    ...beforeDaysOff(givenIn(ticket, resolve, firstResponse), policy),
    ...(firstResponse ? stepsTowards(ticket, policy, 'firstResponse', firstResponse, firstResponseSteps(policy)) : []),
    ...(resolve ? stepsTowards(ticket, policy, 'resolve', resolve, resolutionSteps(ticket, policy)) : []),
    ...takeDeadlines(ticket, policy),
    ...callbackDeadlines(ticket, policy),
  ];
}
