import { DateTime, Interval } from 'luxon';
import { type CaseNo, leads, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { checksIn, dateIn, textIn } from '../form.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import {
  concerned,
  decidersFor,
  toAlarmed,
  toDeciders,
  toSupervisors,
  type VisitAction,
  type VisitChange,
  WORKERS,
  withBreach,
} from './action.js';
import { movedTo } from './appointment.js';
import { tellBreach, told } from './delay.js';
import { ALWAYS_PACKED, areTicked, VISIT_FORMS } from './form.js';
import { arrivalOf, dueThere, latenessNotice, promisedThere } from './lateness.js';
import { isCounted, isFarBehind, isTakenOver, missOf, settledMisses, withoutMiss } from './promise.js';
import type { VisitPolicy } from './settings.js';
import { AHEAD, type Arrival, currentDelay, type Delay, type Visit, type VisitData, wayOf } from './visit.js';

const windowOf = ({ data }: Visit, { now }: Circumstances): Interval =>
  Interval.fromDateTimes(DateTime.fromJSDate(data.from, { zone: now.zone }), DateTime.fromJSDate(data.to, { zone: now.zone }));

/** The one who is at the door: a helper for himself, everybody else for the engineer. Rule D5. */
const whoCame = ({ data }: Visit, { actor }: Circumstances): string =>
  data.helpers.includes(actor.id) ? actor.id : (data.engineer ?? actor.id);

/** May this person's word alone change what counts? Leaders answer for it, but not for themselves. */
const vouches = ({ data }: Visit, { actor }: Circumstances): boolean => leads(actor) && !data.crew.includes(actor.id);

/** What an arrival does to the breach that the clock may have recorded meanwhile. */
function arrivalData(visit: Visit, arrival: Arrival, by: string): Pick<VisitData, 'breaches' | 'misses'> {
  const breach = tellBreach(visit.data.from, by, arrival.at);
  const isBroken = arrival.punctuality === 'notToldInTime';
  return {
    breaches: isBroken ? withBreach(visit.data, breach) : visit.data.breaches.filter(({ id }) => id !== breach.id),
    misses: isCounted(arrival) ? withoutMiss(visit.data, arrival) : visit.data.misses,
  };
}

/**
 * At the door at a moment that may have passed: without network one enters it later. What is entered after the promise has passed
 * counts as of its entry, and the breach stands, until a supervisor confirms it; whoever was alarmed hears. Rules D5, D6.
 */
function there(visit: Visit, at: DateTime, circumstances: Circumstances, reason = ''): VisitChange {
  const { actor, now, policy } = circumstances;
  const by = whoCame(visit, circumstances);
  const isClaim = at < now && isBetter(visit, at, now, policy.visit) && !vouches(visit, circumstances);
  const counted = arrivalOf(visit.data, isClaim ? now : at, by, policy.visit);
  const arrival: Arrival = {
    ...counted,
    ...(isClaim ? { claim: { at: at.toJSDate(), enteredBy: actor.id } } : {}),
    ...(isFarBehind(visit.data, isClaim ? now : at, policy.visit) ? { isFarBehind: true } : {}),
    ...(by === visit.data.engineer && isTakenOver(visit.data, by) ? { isTakenOver: true } : {}),
  };
  // Somebody else at the door does not make the engineer have come, nor does he who comes when nobody waits any more.
  const missed = by === visit.data.engineer && !arrival.isFarBehind ? undefined : missOf(visit, now.toJSDate(), policy.visit);
  const late = { ...visit, data: { ...visit.data, ...settledMisses(visit, missed) } };
  const params = { by: person(by), at: at.toJSDate(), n: Math.abs(arrival.lateMinutes) };
  const claimed = { ...params, reason };
  const say = isClaim ? 'visitArrivedClaimed' : arrival.lateMinutes > 0 ? 'visitArrivedLate' : 'visitArrived';
  return {
    state: 'arrived',
    ...(arrival.lateMinutes > 0 ? {} : { breachedAt: undefined }),
    data: {
      arrivals: [...visit.data.arrivals, arrival],
      departedAt: visit.data.departedAt ?? at.toJSDate(),
      nextTryAt: undefined,
      refusedAt: undefined,
      ...arrivalData(late, arrival, actor.id),
    },
    say: [
      inThread(say, params),
      ...haste(visit.data, at),
      ...(isClaim ? toDeciders(circumstances, 'confirmEntry', claimed, false) : []),
      ...toAlarmed(visit, ['arrive'], circumstances, say, params, isClaim ? decidersFor(circumstances) : []),
    ],
  };
}

/** Would an arrival at this moment keep what has passed by now: the window itself, or the time that the customer was told of? */
function isBetter({ data }: Visit, at: DateTime, now: DateTime, rules: VisitPolicy): boolean {
  const [due, promised] = [dueThere(data, rules), promisedThere(data, rules)];
  return now.toJSDate() > promised || (now.toJSDate() > due && at.toJSDate() <= due);
}

/** That he was there sooner than half the known way takes: perhaps he pressed as he left. All who read the thread can ask. Rule D5. */
function haste(data: VisitData, at: DateTime): NoticeDraft[] {
  if (!data.departedAt) return [];
  const n = Math.round(at.diff(DateTime.fromJSDate(data.departedAt)).as('minutes'));
  const way = wayOf(data);
  return n < way / 2 ? [inThread('visitArrivedHasty', { n, way })] : [];
}

/** Is this so long before the window that it may be the wrong visit? */
export const isFarAhead = ({ data }: Visit, at: DateTime, { policy }: Pick<Circumstances, 'policy'>): boolean =>
  data.from.getTime() - at.toMillis() > policy.visit.farFrom;

/** At the door all the same, and why. Rule D5. */
const thereBecause = (form: 'arriveAnyway' | 'arriveStill'): VisitAction => ({
  from: AHEAD.filter((state) => state !== 'ordered'),
  by: WORKERS,
  form: VISIT_FORMS[form],
  ...concerned((visit, input, circumstances) => ({ ...there(visit, circumstances.now, circumstances), note: textIn(input, 'reason') })),
});

/** Underway: left, late, there. Rules D4–D6. */
export const travel: Record<string, VisitAction> = {
  onMyWay: {
    from: ['accepted', 'confirmed'],
    by: WORKERS,
    form: VISIT_FORMS.onMyWay,
    restsOn: ['from', 'to', 'address'],
    style: 'primary',
    ...concerned((visit, input, { actor, now }) => {
      if (visit.data.refusedAt) return refuse('visit.appointmentRefused', { no: visit.no });
      const packed = checksIn(input, 'packed');
      const excuse = textIn(input, 'notPacked');
      if (!excuse && !areTicked(packed, ALWAYS_PACKED)) return refuse('visit.packAll', {}, 'packed');
      return {
        state: 'departed',
        data: { departedAt: now.toJSDate(), nextTryAt: undefined, packed },
        note: excuse,
        say: [inThread('visitDeparted', { by: person(actor.id) })],
      };
    }),
  },
  late: {
    from: ['accepted', 'confirmed', 'departed'],
    by: WORKERS,
    form: VISIT_FORMS.late,
    restsOn: ['from', 'to'],
    ...concerned((visit, input, circumstances) => {
      const { actor, now, policy } = circumstances;
      const eta = dateIn(input, 'eta');
      if (!eta) return refuse('incomplete', {}, 'eta');
      const notice = latenessNotice(windowOf(visit, circumstances), DateTime.fromJSDate(eta), now, policy.visit);
      if (notice.grade === 'onTime' || !notice.tellBy) return refuse('visit.notLate', { at: visit.data.from }, 'eta');
      if (textIn(input, 'isFirstOfDay')) return refuse('visit.firstOfDay', { no: visit.no }, 'delayReason');
      const before = currentDelay(visit.data);
      const isStillOpen = before && !before.toldAt;
      const delay: Delay = {
        no: isStillOpen ? before.no : visit.data.delays.length + 1,
        reportedAt: now.toJSDate(),
        by: actor.id,
        eta,
        reason: textIn(input, 'delayReason') ?? 'other',
        grade: notice.grade,
        promisedAt: visit.data.from,
        tellBy: notice.tellBy.toJSDate(),
      };
      const params = { by: person(actor.id), eta, grade: notice.grade, until: delay.tellBy };
      return {
        data: { delays: [...visit.data.delays.filter(({ no }) => no !== delay.no), delay] },
        note: textIn(input, 'text'),
        say: notice.isTooLate
          ? [inThread('visitLateUntold', params), ...toSupervisors(circumstances, 'visitLateUntold', params, { mayWait: true })]
          : [inThread('visitLate', params)],
      };
    }),
  },
  customerTold: {
    from: ['accepted', 'confirmed', 'departed'],
    by: WORKERS,
    form: VISIT_FORMS.customerTold,
    restsOn: ['from', 'to'],
    style: 'primary',
    ...concerned((visit, input, circumstances) => {
      const { actor, now } = circumstances;
      const delay = currentDelay(visit.data);
      if (!delay || delay.toldAt) return refuse('visit.noDelay', { no: visit.no });
      if (delay.grade !== 'late') return refuse('visit.needsNewTime', {}, 'toldAt');
      const toldAt = dateIn(input, 'toldAt') ?? now.toJSDate();
      const settled = told(visit.data, delay, { toldAt, enteredAt: now.toJSDate(), agreedWith: textIn(input, 'agreedWith') }, actor.id);
      const params = { by: person(actor.id), at: toldAt, agreedWith: textIn(input, 'agreedWith') ?? '' };
      const isClaim = settled.delays.some(({ no, isClaimed }) => no === delay.no && isClaimed);
      return {
        data: settled,
        say: [
          inThread(isClaim ? 'visitToldClaimed' : toldAt <= delay.tellBy ? 'visitTold' : 'visitToldLate', params),
          ...(isClaim ? toDeciders(circumstances, 'confirmTold', params, false) : []),
        ],
      };
    }),
  },
  agreeNewTime: {
    from: ['accepted', 'confirmed', 'departed'],
    by: WORKERS,
    form: VISIT_FORMS.agreeNewTime,
    style: 'primary',
    ...concerned((visit, input, circumstances) => {
      const delay = currentDelay(visit.data);
      if (!delay || delay.toldAt) return refuse('visit.noDelay', { no: visit.no });
      const moved = movedTo(visit, input, circumstances, 'ours');
      if (moved.ok === false) return moved;
      const { actor, now } = circumstances;
      const toldAt = dateIn(input, 'toldAt') ?? now.toJSDate();
      const settled = told(visit.data, delay, { toldAt, enteredAt: now.toJSDate(), agreedWith: textIn(input, 'agreedWith') }, actor.id);
      return { ...moved, state: 'confirmed', data: { ...moved.data, ...settled } };
    }),
  },
  arrive: {
    from: AHEAD.filter((state) => state !== 'ordered'),
    by: WORKERS,
    style: 'primary',
    ...concerned((visit, input, circumstances) => {
      const stillAt = textIn(input, 'stillAt') as CaseNo | undefined;
      if (stillAt) {
        const leaves = ['finish', 'interrupt'].map((action) => ({ no: stillAt, action }));
        return { ...refuse('visit.stillAt', { no: visit.no, other: stillAt }), offers: [...leaves, 'arriveStill', 'myDay'] };
      }
      const { now, policy } = circumstances;
      if (isFarAhead(visit, now, circumstances))
        return { ...refuse('visit.farFromWindow', { no: visit.no, at: visit.data.from }), offers: ['arriveAnyway', 'myDay'] };
      if (isFarBehind(visit.data, now, policy.visit))
        return {
          ...refuse('visit.windowLongOver', { no: visit.no, at: visit.data.from }),
          offers: ['reschedule', 'arriveAnyway', 'myDay'],
        };
      return there(visit, now, circumstances);
    }),
  },
  arriveAnyway: thereBecause('arriveAnyway'),
  /** At the door though by his own presses he has not left another customer yet. Rule D5. */
  arriveStill: thereBecause('arriveStill'),
  arrivedEarlier: {
    from: AHEAD.filter((state) => state !== 'ordered'),
    by: WORKERS,
    form: VISIT_FORMS.arrivedEarlier,
    ...concerned((visit, input, circumstances) => {
      const at = DateTime.fromJSDate(dateIn(input, 'arrivedAt') ?? circumstances.now.toJSDate(), { zone: circumstances.now.zone });
      if (at.toJSDate() < visit.data.askedAt) return refuse('visit.beforeOrder', { at: visit.data.askedAt }, 'arrivedAt');
      const { departedAt } = visit.data;
      if (departedAt && at.toJSDate() < departedAt) return refuse('visit.beforeDeparture', { at: departedAt }, 'arrivedAt');
      if (isFarAhead(visit, at, circumstances)) return refuse('visit.farFromWindow', { no: visit.no, at: visit.data.from }, 'arrivedAt');
      const reason = textIn(input, 'reason');
      return { ...there(visit, at, circumstances, reason), note: reason };
    }),
  },
};
