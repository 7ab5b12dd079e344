import { DateTime, Interval } from 'luxon';
import { refuse } from '../case.js';
import { checksIn, dateIn, textIn } from '../form.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import type { Circumstances } from '../workflow.js';
import { concerned, toSupervisors, type VisitAction, type VisitChange, WORKERS, withBreach } from './action.js';
import { movedTo } from './appointment.js';
import { tellBreach, told } from './delay.js';
import { VISIT_FORMS } from './form.js';
import { arrivalOf, latenessNotice } from './lateness.js';
import { AHEAD, currentDelay, type Delay, type Visit } from './visit.js';

const windowOf = ({ data }: Visit, { now }: Circumstances): Interval =>
  Interval.fromDateTimes(DateTime.fromJSDate(data.from, { zone: now.zone }), DateTime.fromJSDate(data.to, { zone: now.zone }));

/**
 * At the door at a moment that may have passed: without network one enters it later. What the clock took for a breach
 * meanwhile is one only if the customer really was not told in time; the history keeps both. Rules D5, D6.
 */
function there(visit: Visit, at: DateTime, { actor }: Circumstances): VisitChange {
  const arrival = arrivalOf(visit.data, at, visit.data.engineer ?? actor.id);
  const breach = tellBreach(visit.data.from, actor.id, at.toJSDate());
  const isBroken = arrival.punctuality === 'notToldInTime';
  return {
    state: 'arrived',
    ...(arrival.lateMinutes > 0 ? {} : { breachedAt: undefined }),
    data: {
      arrivals: [...visit.data.arrivals, arrival],
      departedAt: visit.data.departedAt ?? at.toJSDate(),
      nextTryAt: undefined,
      breaches: isBroken ? withBreach(visit.data, breach) : visit.data.breaches.filter(({ id }) => id !== breach.id),
    },
    say: [
      inThread(arrival.lateMinutes > 0 ? 'visitArrivedLate' : 'visitArrived', {
        by: person(actor.id),
        at: arrival.at,
        n: Math.abs(arrival.lateMinutes),
      }),
    ],
  };
}

/** Underway: left, late, there. Rules D4–D6. */
export const travel: Record<string, VisitAction> = {
  onMyWay: {
    from: ['accepted', 'confirmed'],
    by: WORKERS,
    form: VISIT_FORMS.onMyWay,
    restsOn: ['from', 'to', 'address'],
    style: 'primary',
    apply: concerned((_visit, input, { actor, now }) => {
      return {
        state: 'departed',
        data: { departedAt: now.toJSDate(), nextTryAt: undefined },
        note: checksIn(input, 'packed').join(', ') || undefined,
        say: [inThread('visitDeparted', { by: person(actor.id) })],
      };
    }),
  },
  late: {
    from: ['accepted', 'confirmed', 'departed'],
    by: WORKERS,
    form: VISIT_FORMS.late,
    restsOn: ['from', 'to'],
    apply: concerned((visit, input, circumstances) => {
      const { actor, now, policy } = circumstances;
      const eta = dateIn(input, 'eta');
      if (!eta) return refuse('incomplete', {}, 'eta');
      const notice = latenessNotice(windowOf(visit, circumstances), DateTime.fromJSDate(eta), now, policy.visit);
      if (notice.grade === 'onTime' || !notice.tellBy) return refuse('visit.notLate', { at: visit.data.from }, 'eta');
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
        say: [inThread('visitLate', params), ...(notice.isTooLate ? toSupervisors(circumstances, 'visitLate', params) : [])],
      };
    }),
  },
  customerTold: {
    from: ['accepted', 'confirmed', 'departed'],
    by: WORKERS,
    form: VISIT_FORMS.customerTold,
    restsOn: ['from', 'to'],
    style: 'primary',
    apply: concerned((visit, input, { actor, now }) => {
      const delay = currentDelay(visit.data);
      if (!delay || delay.toldAt) return refuse('visit.noDelay', { no: visit.no });
      if (delay.grade !== 'late') return refuse('visit.needsNewTime', {}, 'toldAt');
      const toldAt = dateIn(input, 'toldAt') ?? now.toJSDate();
      const settled = told(visit.data, delay, { toldAt, agreedWith: textIn(input, 'agreedWith') }, actor.id);
      return {
        data: settled,
        say: [
          inThread(toldAt <= delay.tellBy ? 'visitTold' : 'visitToldLate', {
            by: person(actor.id),
            at: toldAt,
            agreedWith: textIn(input, 'agreedWith') ?? '',
          }),
        ],
      };
    }),
  },
  agreeNewTime: {
    from: ['accepted', 'confirmed', 'departed'],
    by: WORKERS,
    form: VISIT_FORMS.agreeNewTime,
    style: 'primary',
    apply: concerned((visit, input, circumstances) => {
      const delay = currentDelay(visit.data);
      if (!delay || delay.toldAt) return refuse('visit.noDelay', { no: visit.no });
      const moved = movedTo(visit, input, circumstances);
      if (moved.ok === false) return moved;
      const { actor, now } = circumstances;
      const toldAt = dateIn(input, 'toldAt') ?? now.toJSDate();
      const settled = told(visit.data, delay, { toldAt, agreedWith: textIn(input, 'agreedWith') }, actor.id);
      return { ...moved, state: 'confirmed', data: { ...moved.data, ...settled } };
    }),
  },
  arrive: {
    from: AHEAD.filter((state) => state !== 'ordered'),
    by: WORKERS,
    style: 'primary',
    apply: concerned((visit, _input, circumstances) => there(visit, circumstances.now, circumstances)),
  },
  arrivedEarlier: {
    from: AHEAD.filter((state) => state !== 'ordered'),
    by: WORKERS,
    form: VISIT_FORMS.arrivedEarlier,
    apply: concerned((visit, input, circumstances) => {
      const at = DateTime.fromJSDate(dateIn(input, 'arrivedAt') ?? circumstances.now.toJSDate(), { zone: circumstances.now.zone });
      if (at.toJSDate() < visit.data.askedAt) return refuse('visit.beforeOrder', { at: visit.data.askedAt }, 'arrivedAt');
      return { ...there(visit, at, circumstances), note: textIn(input, 'reason') };
    }),
  },
};
