import { type CaseNo, type Refusal, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { checksIn, dateIn, type FormValues, textIn } from '../form.js';
import type { Change } from '../rules.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import {
  concerned,
  decidersFor,
  EVERYBODY,
  LEADERS,
  tellConcerned,
  toAlarmed,
  toDeciders,
  toSupervisors,
  toTicket,
  type VisitAction,
  WORKERS,
} from './action.js';
import { told } from './delay.js';
import { areTicked, CONFIRMED_CHECKS, VISIT_FORMS } from './form.js';
import { departureAt } from './lateness.js';
import { calledOffOf, claimOf, isLeaving, type Leaving, openMisses, putOffAfter, putOffOf, settledMisses } from './promise.js';
import { whileInNeed } from './sos.js';
import {
  AHEAD,
  currentDelay,
  type Miss,
  OPEN_VISIT_STATES,
  SOLVES,
  type Visit,
  type VisitData,
  type VisitState,
  WISHES,
  type Wish,
} from './visit.js';
import { type Window, windowIn } from './window.js';

type Outcome = (visit: Visit, input: FormValues, circumstances: Circumstances) => Change<VisitData, VisitState> | Refusal;

/**
 * Who hears of a new window: whoever it concerns, and who was told that nobody is there, or should have left. Put off by us, or moved by
 * those of the visit when they should have been on their way, it is told to those who lead, too. Rules D5, D6.
 */
function moveNotices(
  visit: Visit,
  { from, to }: Window,
  params: NonNullable<NoticeDraft['params']>,
  miss: Miss | undefined,
  circumstances: Circumstances,
): NoticeDraft[] {
  const { actor, now, policy } = circumstances;
  const isOwn = miss?.why === 'moved' || (isLeaving(visit, actor.id, now.toJSDate(), policy.visit) && miss?.why !== 'noArrival');
  const leaders = isOwn ? decidersFor(circumstances) : [];
  const said = { by: person(actor.id), from, to, ...params };
  const heard = [actor.id, ...visit.data.crew, visit.data.orderedBy, ...leaders];
  return [
    ...tellConcerned(visit, circumstances, 'visitMoved', said).filter(
      ({ to: reader }) => reader.kind !== 'person' || !leaders.includes(reader.user),
    ),
    ...leaders.map((user) => toPerson(user, miss ? 'visitPutOff' : 'visitMovedLeaving', { ...said, at: visit.data.from })),
    ...toAlarmed(visit, ['arrive', 'depart'], circumstances, 'visitMoved', said, heard),
  ];
}

/** Who hears what those of the visit say of the customer's wish, and can say that it was otherwise: whoever ordered it, else those who lead. */
const witnesses = ({ data: { orderedBy, crew } }: Visit, circumstances: Circumstances): readonly string[] =>
  crew.includes(orderedBy) ? decidersFor(circumstances) : [orderedBy];

/** They hear it in their own words, with the press that says otherwise. */
function asClaimed(
  what: 'visitMoveClaimed' | 'visitCancelClaimed',
  say: readonly NoticeDraft[],
  visit: Visit,
  circumstances: Circumstances,
  params: NoticeDraft['params'],
): NoticeDraft[] {
  const asked = witnesses(visit, circumstances);
  const others = say.filter(({ to }) => to.kind !== 'person' || !asked.includes(to.user));
  const all = { by: person(circumstances.actor.id), at: visit.data.from, ...params };
  return [...others, ...asked.map((user) => ({ ...toPerson(user, what, all), mayWait: true }))];
}

const wishIn = (input: FormValues): Wish => WISHES.find((wish) => wish === input.wish) ?? 'customer';

/** A new window, agreed with somebody: what hung on the old one dies with its revision. Rules D3, D6, D7. */
export function movedTo(
  visit: Visit,
  input: FormValues,
  circumstances: Circumstances,
  wish: Wish = wishIn(input),
): Change<VisitData, VisitState> | Refusal {
  const window = windowIn(input, circumstances.now);
  if (!window.ok) return window;
  const { from, to } = window;
  if (from.getTime() === visit.data.from.getTime() && to.getTime() === visit.data.to.getTime()) return refuse('nothingChanged', {}, 'from');
  const { actor, now, policy } = circumstances;
  const params = { agreedWith: textIn(input, 'agreedWith') ?? '', reason: textIn(input, 'reason') ?? '', wish };
  const broken = (leaving: Leaving): Miss | undefined => putOffOf(visit, window, leaving, now, policy.visit);
  const miss = broken({ by: actor.id, wish });
  const claim = claimOf(visit, { by: actor.id, wish }, broken);
  const say = moveNotices(visit, window, params, miss, circumstances);
  return {
    // The customer agreed to it: there is nothing left to confirm.
    state: visit.data.engineer && visit.state !== 'ordered' ? 'confirmed' : 'ordered',
    breachedAt: undefined,
    data: {
      from,
      to,
      revision: visit.data.revision + 1,
      nextTryAt: undefined,
      departedAt: undefined,
      absent: undefined,
      backAt: undefined,
      refusedAt: undefined,
      // What a supervisor decided stands, whenever one comes again.
      notOurs: visit.data.notOurs?.decidedBy ? visit.data.notOurs : undefined,
      ...settledMisses(visit, miss),
      ...(claim ? { claimedWish: claim } : {}),
      putOff: putOffAfter(visit, wish, now.toJSDate(), policy.visit),
      finish: undefined,
      approvalAskedAt: undefined,
      sentBack: undefined,
    },
    say: [
      ...(claim ? asClaimed('visitMoveClaimed', say, visit, circumstances, { from, to, ...params }) : say),
      // What nobody has accepted is offered anew, as it stands now.
      ...(visit.data.engineer ? [] : [{ to: { kind: 'channel', name: 'desk' } as const, say: 'visitPooled' }]),
    ],
  };
}

/** How an appointment call ended. Rule D3. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  confirmed(visit, input, { actor }) {
    if (!areTicked(checksIn(input, 'confirmed'), CONFIRMED_CHECKS)) return refuse('visit.confirmAll', {}, 'confirmed');
    return {
      state: 'confirmed',
      data: { nextTryAt: undefined, refusedAt: undefined },
      say: [inThread('visitConfirmed', { by: person(actor.id), from: visit.data.from, to: visit.data.to })],
    };
  },
  noAnswer(visit, input, circumstances) {
    const { now, policy, actor } = circumstances;
    const nextTryAt = dateIn(input, 'nextTryAt') ?? now.plus({ milliseconds: policy.visit.retryCall }).toJSDate();
    const leaveAt = departureAt(visit.data, policy.visit);
    if (nextTryAt < leaveAt) return { data: { nextTryAt }, say: [inThread('visitNoAnswer', { by: person(actor.id), at: nextTryAt })] };
    const params = { leaveAt };
    const told = visit.data.engineer && visit.data.engineer !== actor.id ? [visit.data.engineer] : [actor.id];
    return {
      data: { nextTryAt: undefined },
      say: [
        ...told.map((user) => ({ ...toPerson(user, 'visitGoNow', params), isUrgent: true })),
        ...toSupervisors(circumstances, 'visitGoNowTold', params),
        inThread('visitGoNowTold', { by: person(actor.id), ...params }),
      ],
    };
  },
  refused(_visit, input, circumstances) {
    const params = { text: textIn(input, 'text') ?? '' };
    return {
      data: { refusedAt: circumstances.now.toJSDate(), nextTryAt: undefined },
      say: [
        ...toSupervisors(circumstances, 'visitRefused', params, { isUrgent: true }),
        inThread('visitRefused', { by: person(circumstances.actor.id), ...params }),
      ],
    };
  },
  otherTime: (visit, input, circumstances) => movedTo(visit, input, circumstances),
};

/** Called off: whoever it concerns and whoever was alarmed hear that, why, and that what was missed stays missed. Rule D5. */
function calledOff(
  visit: Visit,
  params: { readonly reason: string; readonly agreedWith: string },
  circumstances: Circumstances,
  wish: Wish = 'customer',
): Change<VisitData, VisitState> {
  const { actor, now, policy } = circumstances;
  const broken = (leaving: Leaving): Miss | undefined => calledOffOf(visit, leaving, now.toJSDate(), policy.visit);
  const miss = broken({ by: actor.id, wish });
  const claim = claimOf(visit, { by: actor.id, wish }, broken);
  const isLate = miss?.why === 'withdrawn' || isLeaving(visit, actor.id, now.toJSDate(), policy.visit);
  const kept = settledMisses(visit, miss);
  const say = openMisses({ ...visit.data, ...kept }).length > 0 ? 'visitCancelledMissed' : 'visitCancelled';
  const told = [...tellConcerned(visit, circumstances, say, params), ...(isLate ? toDeciders(circumstances, say, params, false) : [])];
  return {
    state: 'cancelled',
    data: { ...kept, ...(claim ? { claimedWish: claim } : {}) },
    note: params.reason,
    endSay: say,
    endParams: params,
    say: claim ? asClaimed('visitCancelClaimed', told, visit, circumstances, params) : told,
  };
}

/** What a ticket has to know of a visit that goes on for it: that there is one, who took it, and that it was not enough if it was not. */
function toldAnew({ no, state, data: { engineer, finish, signedAt } }: Visit, ticketNo: CaseNo): NoticeDraft[] {
  const to = { data: { ticketNo } };
  const isShort = signedAt !== undefined && finish !== undefined && !SOLVES.includes(finish.result);
  return [
    toTicket(to, 'visitOrdered', { visit: no }),
    ...(engineer && state !== 'ordered' ? [toTicket(to, 'visitAccepted', { engineer })] : []),
    ...(isShort ? [toTicket(to, 'visitSigned', { visit: no, result: finish.result })] : []),
  ];
}

/** The appointment with the customer: called, moved, called off. Rules D3, D7. */
export const appointment: Record<string, VisitAction> = {
  callMade: {
    from: ['accepted', 'confirmed'],
    by: WORKERS,
    form: VISIT_FORMS.callMade,
    restsOn: ['engineer', 'from', 'to', 'address', 'phone'],
    style: 'primary',
    ...concerned((visit, input, circumstances) => {
      const outcome = textIn(input, 'outcome') ?? '';
      const change = OUTCOMES[outcome]?.(visit, input, circumstances) ?? refuse('incomplete', {}, 'outcome');
      if (change.ok === false) return change;
      const call = { at: circumstances.now.toJSDate(), by: circumstances.actor.id, outcome, text: textIn(input, 'text') };
      const isSpoken = outcome !== 'noAnswer';
      return {
        ...change,
        data: { ...change.data, calls: [...visit.data.calls, call] },
        note: textIn(input, 'text'),
        say: [...(change.say ?? []), ...(isSpoken ? [toTicket(visit, 'visitCalled', { at: call.at })] : [])],
      };
    }),
  },
  /** Refused, and talked about since: the engineer may go. Rule D3. */
  goAnyway: {
    from: ['accepted', 'confirmed'],
    by: LEADERS,
    form: VISIT_FORMS.goAnyway,
    style: 'primary',
    apply(visit, input, { actor }) {
      if (!visit.data.refusedAt) return refuse('visit.nothingToDecide', { no: visit.no });
      const params = { by: person(actor.id), reason: textIn(input, 'reason') ?? '', agreedWith: textIn(input, 'agreedWith') ?? '' };
      return {
        state: 'confirmed',
        data: { refusedAt: undefined },
        note: params.reason,
        say: [inThread('visitGoAnyway', params), ...visit.data.crew.map((user) => toPerson(user, 'visitGoAnyway', params))],
      };
    },
  },
  reschedule: {
    from: [...AHEAD, 'arrived', 'customer_absent', 'working'],
    by: EVERYBODY,
    form: VISIT_FORMS.reschedule,
    apply(visit, input, circumstances) {
      const moved = movedTo(visit, input, circumstances);
      if (moved.ok === false) return moved;
      const { now, actor } = circumstances;
      const delay = currentDelay(visit.data);
      const agreed = { toldAt: now.toJSDate(), enteredAt: now.toJSDate(), agreedWith: textIn(input, 'agreedWith') };
      const settled = delay && !delay.toldAt ? told(visit.data, delay, agreed, actor.id) : {};
      return { ...moved, data: { ...moved.data, ...settled }, note: textIn(input, 'reason') };
    },
  },
  cancel: {
    from: OPEN_VISIT_STATES.filter((state) => state !== 'signed' && state !== 'handed_in'),
    by: EVERYBODY,
    form: VISIT_FORMS.cancel,
    restsOn: ['from', 'to'],
    style: 'danger',
    apply(visit, input, circumstances) {
      const inNeed = whileInNeed(visit);
      if (inNeed) return inNeed;
      const params = { reason: textIn(input, 'reason') ?? '', agreedWith: textIn(input, 'agreedWith') ?? '' };
      const change = calledOff(visit, params, circumstances, wishIn(input));
      return { ...change, say: [...(change.say ?? []), toTicket(visit, 'visitCancelled', { visit: visit.no, reason: params.reason })] };
    },
  },
  /** The fault is gone before anybody went there: whether the visit is still wanted is for people to say. */
  ticketResolved: {
    from: AHEAD,
    by: 'linkedCase',
    apply: (visit, _input, circumstances) => ({
      say: tellConcerned(visit, circumstances, 'faultResolved', { ticket: visit.data.ticketNo }),
    }),
  },
  /** Its ticket was logged twice: it goes on for the other one, which is told of it. */
  ticketReplaced: {
    from: OPEN_VISIT_STATES,
    by: 'linkedCase',
    apply(visit, input, circumstances) {
      const ticketNo = textIn(input, 'original') as CaseNo | undefined;
      if (!ticketNo || ticketNo === visit.data.ticketNo) return refuse('nothingChanged');
      const params = { duplicate: visit.data.ticketNo, ticket: ticketNo };
      return {
        data: { ticketNo },
        say: [...tellConcerned(visit, circumstances, 'visitOfOther', params), ...toldAnew(visit, ticketNo)],
      };
    },
  },
  ticketCancelled: {
    from: OPEN_VISIT_STATES.filter((state) => state !== 'signed' && state !== 'handed_in'),
    by: 'linkedCase',
    apply: (visit, input, circumstances) =>
      whileInNeed(visit) ?? calledOff(visit, { reason: textIn(input, 'reason') ?? '', agreedWith: visit.data.ticketNo }, circumstances),
  },
};
