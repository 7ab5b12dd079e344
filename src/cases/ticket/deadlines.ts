import { DateTime } from 'luxon';
import { elapse, elapsed, type RunningClock } from '../../time/elapse.js';
import type { Audience, Deadline, DeadlineStep } from '../case.js';
import type { Policy } from '../policy.js';
import type { Ticket } from './ticket.js';

type Step = { readonly share: number; readonly step: DeadlineStep; readonly to: readonly Audience[] };

/** The clock a ticket runs on: its priority's, standing still in its pauses if the settings say so. */
export const runningClock = (ticket: Ticket, policy: Policy): RunningClock => ({
  clock: policy.sla[ticket.data.priority].clock,
  calendar: policy.calendar,
  pauses: policy.pauseWhileWaiting ? ticket.pauses : [],
});

const startOf = (ticket: Ticket, policy: Policy): DateTime =>
  DateTime.fromJSDate(ticket.data.clock.startedAt, { zone: policy.calendar.zone });

const earliest = (...times: readonly (Date | undefined)[]): Date | undefined =>
  times.filter((time): time is Date => time !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];

/** Where the target alone would put the resolution; undefined while the clock stands still. */
export const targetDueAt = (ticket: Ticket, policy: Policy): Date | undefined =>
  elapse(startOf(ticket, policy), policy.sla[ticket.data.priority].resolve, runningClock(ticket, policy))?.toJSDate();

/**
 * When the ticket must be solved: the time the customer agreed to, else the earlier of target and expected time.
 * Undefined while the clock stands still and no time was agreed. Rules A1, A3.
 */
export function resolveDueAt(ticket: Ticket, policy: Policy): Date | undefined {
  const { agreedDueAt } = ticket.data.clock;
  return agreedDueAt ?? earliest(targetDueAt(ticket, policy), ticket.data.expectedBy);
}

/** When the customer must have been contacted for the first time. Rule A4. */
export const firstResponseDueAt = (ticket: Ticket, policy: Policy): Date | undefined =>
  elapse(startOf(ticket, policy), policy.sla[ticket.data.priority].firstResponse, runningClock(ticket, policy))?.toJSDate();

/** Steps at one moment become one, so that nobody is told twice at once. */
function merged(steps: readonly Step[]): Step[] {
  const shares = [...new Set(steps.map(({ share }) => share))].sort((a, b) => a - b);
  return shares.map((share) => {
    const same = steps.filter((step) => step.share === share);
    const last = same[same.length - 1];
    return { share, step: last?.step ?? 'warning', to: [...new Set(same.flatMap(({ to }) => to))] };
  });
}

/** Who hears of the resolution, level by level. Rule A5. */
const resolutionSteps = ({ warnAt, escalate }: Policy): Step[] =>
  merged([
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
  const start = startOf(ticket, policy);
  const end = DateTime.fromJSDate(promisedAt, { zone: calendar.zone });
  const ofTarget = elapsed(start, end, { clock, calendar, pauses });
  const running: RunningClock = { clock: ofTarget > 0 ? clock : 'always', calendar, pauses: ofTarget > 0 ? pauses : [] };
  const span = ofTarget > 0 ? ofTarget : Math.max(0, end.diff(start).toMillis());
  return (share) => (share === 1 ? promisedAt : elapse(start, span * share, running)?.toJSDate());
}

function stepsTowards(ticket: Ticket, policy: Policy, name: string, promisedAt: Date, steps: readonly Step[]): Deadline[] {
  const momentOf = momentsTowards(ticket, policy, promisedAt);
  const track = `${name}#${ticket.data.clock.revision}`;
  return steps.flatMap(({ share, step, to }) => {
    const at = momentOf(share);
    // What breaks for a P1 is never one line among others.
    const isAlone = step === 'breach' && ticket.data.priority === 'P1' ? { isAlone: true } : {};
    return at ? [{ id: `${track}:${step}:${share}`, track, step, dueAt: at, promisedAt, to, ...isAlone }] : [];
  });
}

/** From when on a ticket counts as at risk: when its owner is warned for the last time. */
export const resolveRiskAt = (ticket: Ticket, policy: Policy): Date | undefined =>
  ticket.dueAt && momentsTowards(ticket, policy, ticket.dueAt)(Math.max(...policy.warnAt));

function callbackDeadlines(ticket: Ticket, policy: Policy): Deadline[] {
  const { callbackAt, callbackRound } = ticket.data;
  if (!callbackAt) return [];
  const track = `callback#${callbackRound}`;
  const remindAt = new Date(callbackAt.getTime() - policy.callback.remindBefore);
  return [
    { id: `${track}:reminder`, track, step: 'reminder', dueAt: remindAt, promisedAt: callbackAt, to: ['owner'] },
    { id: `${track}:breach`, track, step: 'breach', dueAt: callbackAt, promisedAt: callbackAt, to: ['owner', 'thread', 'supervisors'] },
  ];
}

/** Everything that a ticket will be reminded of. Rules A3–A5, B5. */
export function ticketDeadlines(ticket: Ticket, policy: Policy): Deadline[] {
  const { clock, firstContactAt } = ticket.data;
  const firstResponse = firstContactAt || clock.agreedDueAt ? undefined : firstResponseDueAt(ticket, policy);
  const resolve = resolveDueAt(ticket, policy);
  return [
    ...(firstResponse ? stepsTowards(ticket, policy, 'firstResponse', firstResponse, firstResponseSteps(policy)) : []),
    ...(resolve ? stepsTowards(ticket, policy, 'resolve', resolve, resolutionSteps(policy)) : []),
    ...callbackDeadlines(ticket, policy),
  ];
}
