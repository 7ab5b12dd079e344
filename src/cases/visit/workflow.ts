import type { Deadline } from '../case.js';
import { toPerson } from '../telling.js';
import { person } from '../text.js';
import type { CaseKind, Change, Circumstances, Decided } from '../workflow.js';
import { openCase } from '../workflow.js';
import { toTicket, withBreach } from './action.js';
import { appointment } from './appointment.js';
import { closing } from './closing.js';
import { HAND_IN_TRACK, visitDeadlines } from './deadlines.js';
import { tellBreach } from './delay.js';
import { VISIT_FALLBACKS } from './fallbacks.js';
import { fitsNow } from './next.js';
import { onsite } from './onsite.js';
import { ordering } from './ordering.js';
import { travel } from './travel.js';
import { OPEN_VISIT_STATES, type Visit, type VisitData, type VisitState } from './visit.js';

/** What the one who orders a visit decides; the rest begins empty. */
export type VisitOrder = Pick<
  VisitData,
  | 'ticketNo'
  | 'engineer'
  | 'customer'
  | 'site'
  | 'callerName'
  | 'callerTitle'
  | 'phone'
  | 'address'
  | 'need'
  | 'kind'
  | 'category'
  | 'product'
  | 'from'
  | 'to'
  | 'travelMinutes'
  | 'isFirstVisit'
>;

/** A service order: asked of an engineer or put into the pool, linked with its ticket. Rule D1. */
export function orderVisit(
  order: VisitOrder,
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
): Decided<VisitData, VisitState> {
  const { actor, now } = circumstances;
  const data: VisitData = {
    ...order,
    orderedBy: actor.id,
    helpers: [],
    crew: order.engineer ? [order.engineer] : [],
    revision: 1,
    askedAt: now.toJSDate(),
    declines: [],
    calls: [],
    delays: [],
    arrivals: [],
    breaches: [],
    backNo: 0,
    violations: [],
  };
  const say = [
    toTicket({ data }, 'visitOrdered', { visit: `V-${start.seq}` }),
    ...(order.engineer ? [] : [{ to: { kind: 'channel', name: 'desk' } as const, say: 'visitPooled', params: { by: person(actor.id) } }]),
  ];
  return openCase(visitKind, { ...start, state: 'ordered', owner: actor.id, data, say }, circumstances);
}

/** A customer who was not told of a delay in time is a breach by itself (D6); the wait's end brings the note to leave (D7). */
function onDue(visit: Visit, fires: readonly Deadline[], { now }: Circumstances): Change<VisitData, VisitState> {
  const broken = fires.find(({ track, step }) => step === 'breach' && (track.startsWith('tell#') || track.startsWith('arrive#')));
  const wasTold = visit.data.delays.some(({ promisedAt, wasInTime }) => wasInTime && promisedAt.getTime() === visit.data.from.getTime());
  const waited = fires.find(({ track }) => track.startsWith('absent#'));
  if (waited && visit.data.engineer) return { say: [{ ...toPerson(visit.data.engineer, 'formReady', { form: '2' }), document: 'missed' }] };
  if (!broken || wasTold) return {};
  return { data: { breaches: withBreach(visit.data, tellBreach(visit.data.from, visit.data.engineer ?? visit.owner, now.toJSDate())) } };
}

/** The actions that help with a deadline of a track, the likeliest first. */
const HELPS: Readonly<Record<string, readonly string[]>> = {
  accept: ['accept', 'reassign', 'open'],
  retryCall: ['callMade', 'showPhone', 'open'],
  confirm: ['callMade', 'showPhone', 'open'],
  depart: ['onMyWay', 'late', 'open'],
  arrive: ['arrive', 'late', 'showPhone', 'onIt', 'open'],
  tell: ['customerTold', 'agreeNewTime', 'showPhone', 'open'],
  absent: ['noteLeft', 'startWork', 'open'],
  followUp: ['followedUp', 'reschedule', 'showPhone', 'open'],
  back: ['resumeWork', 'open'],
  approve: ['approve', 'disapprove', 'open'],
  decide: ['allowRepair', 'refuseRepair', 'open'],
  [HAND_IN_TRACK]: ['handIn', 'open'],
  [`${HAND_IN_TRACK}Receive`]: ['receive', 'open'],
  sos: ['sosTaken', 'showPhone', 'open'],
};
const HELPS_WITH: Readonly<Record<string, readonly string[]>> = {
  visitPooled: ['accept', 'open'],
  visitGoNow: ['onMyWay', 'open'],
  decideRepair: ['allowRepair', 'refuseRepair', 'open'],
  approveUnsigned: ['approve', 'disapprove', 'open'],
  unsignedRefused: ['finish', 'open'],
  sosCall: ['sosTaken', 'showPhone', 'open'],
};

/** An on-site visit: from the service order to its archived copy. Rules D1–D14. */
export const visitKind: CaseKind<VisitData, VisitState> = {
  name: 'visit',
  prefix: 'V',
  openStates: OPEN_VISIT_STATES,
  actions: { ...ordering, ...appointment, ...travel, ...onsite, ...closing },
  promiseOf: ({ data }) => data.from,
  deadlines: visitDeadlines,
  fallbacks: VISIT_FALLBACKS,
  isBreach: ({ track, step }) => track.startsWith('arrive#') && step === 'breach',
  onDue,
  home: ({ data }) => ({ threadOf: data.ticketNo }),
  copies: ({ data }) => data.crew,
  helps({ say, deadline, to }, visit) {
    const names = deadline
      ? (HELPS[deadline.track.split('#')[0] ?? ''] ?? ['open'])
      : (HELPS_WITH[say] ?? (to.kind === 'thread' ? [] : ['open']));
    return names.filter((name) => name === 'open' || (visitKind.actions[name]?.from.includes(visit.state) && fitsNow(name, visit)));
  },
};
