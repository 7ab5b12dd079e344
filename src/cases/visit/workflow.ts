import type { Deadline, Notice } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { textIn } from '../form.js';
import type { CaseKind, Change, Decided } from '../rules.js';
import { openCase } from '../settle.js';
import type { Graveness } from '../sounding.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { toTicket, type VisitAction, withBreach } from './action.js';
import { appointment } from './appointment.js';
import { visitAsks } from './asks.js';
import { closing } from './closing.js';
import { crew } from './crew.js';
import { HAND_IN_TRACK, visitDeadlines } from './deadlines.js';
import { tellBreach } from './delay.js';
import { entries } from './entries.js';
import { VISIT_FALLBACKS } from './fallbacks.js';
import { CLASH_REASON } from './form.js';
import { dueThere } from './lateness.js';
import { fitsNow, fitsReader } from './next.js';
import { onsite } from './onsite.js';
import { ordering } from './ordering.js';
import { tellingPresence } from './presence.js';
import { missOf, settledMisses } from './promise.js';
import { sos } from './sos.js';
import { travel } from './travel.js';
import { undoing } from './undo.js';
import { OPEN_VISIT_STATES, type Visit, type VisitData, type VisitState } from './visit.js';

/** Goes on though it clashes: whoever plans says why, and the one who ordered hears, or the supervisors in his place. Rule D2. */
function sayingClash(action: VisitAction): VisitAction {
  return {
    ...action,
    apply(visit, input, circumstances) {
      const change = action.apply(visit, input, circumstances);
      const list = textIn(input, 'clashWith');
      if (change.ok === false || !list) return change;
      const reason = textIn(input, CLASH_REASON);
      const say = clashNotices(visit.data.orderedBy, { list, reason }, circumstances);
      const note = [change.note, textIn(input, CLASH_REASON)].filter(Boolean).join('\n');
      return { ...change, note: note || undefined, say: [...(change.say ?? []), ...say] };
    },
  };
}

function clashNotices(
  orderedBy: string,
  { list, reason }: { readonly list: string; readonly reason: string | undefined },
  { actor, policy }: Circumstances,
): NoticeDraft[] {
  const params = { by: person(actor.id), list, ...(reason ? { reason } : {}) };
  const say = reason ? 'visitClash' : 'visitClashFact';
  // Who chose it was asked; who only said what is so has not seen it yet.
  const teller = reason ? [] : [actor.id];
  const dispatchers = orderedBy === actor.id ? policy.people.supervisors.filter((user) => user !== actor.id) : [orderedBy];
  return [inThread(say, params), ...[...new Set([...dispatchers, ...teller])].map((user) => toPerson(user, say, params))];
}

const actions: Readonly<Record<string, VisitAction>> = Object.fromEntries(
  Object.entries({ ...ordering, ...crew, ...appointment, ...travel, ...entries, ...onsite, ...sos, ...closing, ...undoing }).map(
    ([name, action]) => [name, tellingPresence(sayingClash(action))],
  ),
);

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
  | 'longestWay'
  | 'isFirstVisit'
  | 'isUrgent'
>;

/** A service order: asked of an engineer or put into the pool, linked with its ticket. Rule D1. */
export function orderVisit(
  order: VisitOrder,
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
  clash?: { readonly list: string; readonly reason: string },
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
  const say: NoticeDraft[] = [
    ...(clash ? clashNotices(actor.id, clash, circumstances) : []),
    toTicket({ data }, 'visitOrdered', { visit: `V-${start.seq}` }),
    ...(order.engineer ? [] : [{ to: { kind: 'channel', name: 'desk' } as const, say: 'visitPooled', params: { by: person(actor.id) } }]),
  ];
  return openCase(visitKind, { ...start, state: 'ordered', owner: actor.id, data, say }, circumstances);
}

/** A customer who was not told of a delay in time is a breach by itself (D6); the wait's end brings the note to leave (D7). */
function onDue(visit: Visit, fires: readonly Deadline[], { now, policy }: Circumstances): Change<VisitData, VisitState> {
  const broken = fires.find(({ track, step }) => step === 'breach' && (track.startsWith('tell#') || track.startsWith('arrive#')));
  const wasTold = visit.data.delays.some(({ promisedAt, wasInTime }) => wasInTime && promisedAt.getTime() === visit.data.from.getTime());
  const waited = fires.find(({ track }) => track.startsWith('absent#'));
  if (waited && visit.data.engineer) return { say: [{ ...toPerson(visit.data.engineer, 'formReady', { form: '2' }), document: 'missed' }] };
  const missed = settledMisses(visit, missOf(visit, now.plus({ milliseconds: 1 }).toJSDate(), policy.visit));
  if (!broken || wasTold) return { data: missed };
  const breaches = withBreach(visit.data, tellBreach(visit.data.from, visit.data.engineer ?? visit.owner, now.toJSDate()));
  return { data: { ...missed, breaches } };
}

/** The actions that help with a deadline of a track, the likeliest first. */
const HELPS: Readonly<Record<string, readonly string[]>> = {
  accept: ['accept', 'reassign', 'open'],
  retryCall: ['callMade', 'showPhone', 'open'],
  confirm: ['callMade', 'showPhone', 'open'],
  depart: ['onMyWay', 'late', 'open'],
  arrive: ['arrive', 'late', 'showPhone', 'onIt', 'open'],
  missed: ['reschedule', 'cancel', 'arrive', 'showPhone', 'open'],
  tell: ['customerTold', 'agreeNewTime', 'showPhone', 'open'],
  absent: ['noteLeft', 'startWork', 'open'],
  followUp: ['followedUp', 'reschedule', 'showPhone', 'open'],
  back: ['resumeWork', 'open'],
  overrun: ['finish', 'interrupt', 'startWork', 'open'],
  approve: ['approve', 'disapprove', 'open'],
  decide: ['allowRepair', 'refuseRepair', 'open'],
  entry: ['confirmEntry', 'refuseEntry', 'open'],
  refused: ['goAnyway', 'reschedule', 'cancel', 'open'],
  [HAND_IN_TRACK]: ['handIn', 'open'],
  [`${HAND_IN_TRACK}Receive`]: ['receive', 'open'],
  sos: ['sosTaken', 'sosMistaken', 'showPhone', 'open'],
  sosOver: ['sosOver', 'sosReturned', 'showPhone', 'open'],
};
/** The same for whoever is not on his way himself, and in a channel: he calls, or says that he sees to it; what only the engineer says of himself is left out. */
const HELPS_OTHERS: Readonly<Record<string, readonly string[]>> = {
  depart: ['showPhone', 'onMyWay', 'open'],
  arrive: ['showPhone', 'onIt', 'arrive', 'open'],
  tell: ['showPhone', 'customerTold', 'agreeNewTime', 'open'],
};
/** Tracks on which somebody is on his way, at the door or at work just now: he hears them at any hour. */
const NOW: readonly string[] = ['depart', 'arrive', 'tell', 'absent', 'back'];
/** Tracks on which who leads is asked by somebody who waits for him at the customer's, or calls for help. */
const ASKS_LEADERS: readonly string[] = ['approve', 'decide', 'sos', 'sosOver'];
/** Tracks that are heard at any hour while the way to the appointment begins so soon after the morning that this would be too late, in milliseconds. */
const SOON: readonly string[] = ['accept', 'refused'];
const TOO_LATE_MS = 3_600_000;

function wakes({ deadline, to }: Pick<NoticeDraft, 'deadline' | 'to'>, { data, owner, state }: Visit, until: Date): boolean {
  if (!deadline) return data.isUrgent === true;
  if (deadline.step === 'repeat') return false;
  const name = deadline.track.split('#')[0] ?? '';
  const leaveAt = data.from.getTime() - data.travelMinutes * 60_000;
  const isSoon = data.from > deadline.dueAt && leaveAt < until.getTime() + TOO_LATE_MS;
  // Nobody has taken it: nobody is on the way, and unless it is urgent the morning is soon enough.
  if (state === 'ordered' && name === 'arrive' && !data.isUrgent) return false;
  const isHis = to.kind === 'person' && [...data.crew, owner].includes(to.user);
  return (NOW.includes(name) && (isHis || data.isUrgent === true)) || ASKS_LEADERS.includes(name) || (SOON.includes(name) && isSoon);
}

/** Somebody on site calls for help, or a customer waited and nobody came. */
function graveness({ say, deadline }: Pick<Notice, 'say' | 'deadline'>): Graveness | undefined {
  const name = deadline?.track.split('#')[0] ?? '';
  if (name.startsWith('sos')) return 'help';
  const isMissed = name === 'missed' || (name === 'arrive' && deadline?.step !== 'warning') || say === 'visitPutOff';
  return isMissed ? 'missed' : undefined;
}

const HELPS_WITH: Readonly<Record<string, readonly string[]>> = {
  visitPooled: ['accept', 'open'],
  visitAsked: ['accept', 'decline', 'open'],
  visitDeclined: ['reassign', 'excuse', 'open'],
  visitToPool: ['reassign', 'excuse', 'open'],
  visitReassigned: ['excuse', 'open'],
  visitAskedLeaving: ['excuse', 'open'],
  visitCancelledMissed: ['excuse', 'open'],
  visitGoAnyway: ['onMyWay', 'open'],
  visitLateUntold: ['customerTold', 'agreeNewTime', 'showPhone', 'open'],
  visitGoNow: ['onMyWay', 'open'],
  visitPutOff: ['excuse', 'open'],
  visitMoveClaimed: ['notWished', 'open'],
  visitCancelClaimed: ['notWished', 'open'],
  wishDenied: ['excuse', 'open'],
  faultResolved: ['cancel', 'reschedule', 'open'],
  confirmEntry: ['confirmEntry', 'refuseEntry', 'open'],
  confirmTold: ['confirmEntry', 'refuseEntry', 'open'],
  visitRefused: ['goAnyway', 'reschedule', 'open'],
  decideRepair: ['allowRepair', 'refuseRepair', 'open'],
  approveUnsigned: ['approve', 'disapprove', 'open'],
  repairAllowed: ['finish', 'open'],
  repairRefused: ['finish', 'interrupt', 'reschedule', 'open'],
  unsignedRefused: ['finish', 'open'],
  sosCall: ['sosTaken', 'sosMistaken', 'showPhone', 'open'],
  sosTaken: ['sosOver', 'sosReturned', 'showPhone', 'open'],
  sosReturned: ['sosTaken', 'sosMistaken', 'showPhone', 'open'],
  sosOnceMistaken: ['sosOver', 'showPhone', 'open'],
};

/** An on-site visit: from the service order to its archived copy. Rules D1–D14. */
export const visitKind: CaseKind<VisitData, VisitState> = {
  name: 'visit',
  prefix: 'V',
  openStates: OPEN_VISIT_STATES,
  actions,
  handsOver: 'reassign',
  asks: visitAsks,
  promiseOf: ({ data }, policy) => dueThere(data, policy.visit),
  deadlines: visitDeadlines,
  fallbacks: VISIT_FALLBACKS,
  // Before somebody has taken it, only whether he does is his to do.
  isToDoer: ({ say }, { state, data }, user) => user === data.engineer && (state !== 'ordered' || say.startsWith('accept.')),
  isBreach: ({ track, step }) => track.startsWith('arrive#') && step === 'breach',
  wakes,
  graveness,
  onDue,
  home: ({ data }) => ({ threadOf: data.ticketNo }),
  copies: ({ data }) => data.crew,
  helps({ say, deadline, to }, visit) {
    const user = to.kind === 'person' ? to.user : undefined;
    const track = deadline?.track.split('#')[0] ?? '';
    const isOthers = user === undefined || !visit.data.crew.includes(user);
    const others = isOthers ? HELPS_OTHERS[say === 'visitLateUntold' ? 'tell' : track] : undefined;
    const names = deadline || others ? (others ?? HELPS[track] ?? ['open']) : (HELPS_WITH[say] ?? (to.kind === 'thread' ? [] : ['open']));
    return names.filter(
      (name) =>
        name === 'open' || (visitKind.actions[name]?.from.includes(visit.state) && fitsNow(name, visit) && fitsReader(name, visit, user)),
    );
  },
};
