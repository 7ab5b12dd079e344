import { type Alarm, refuse } from '../case.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { DESK, EVERYBODY, toTicket, unlessConcerned, type VisitAction, WORKERS } from './action.js';
import { HAND_IN_TRACK } from './deadlines.js';
import { OPEN_VISIT_STATES, VISIT_STATES } from './visit.js';

/** Alarms that only the deed itself answers. */
const ANSWERED_BY_DOING = [HAND_IN_TRACK, 'sos'];

/** Copy A comes back and is archived; alarms are answered. Rule D13. */
export const closing: Record<string, VisitAction> = {
  handIn: {
    from: ['signed'],
    by: WORKERS,
    style: 'primary',
    apply(visit, _input, { actor, now }) {
      const refused = unlessConcerned(visit, actor);
      if (refused) return refused;
      return {
        state: 'handed_in',
        data: { handedInAt: now.toJSDate(), handedInBy: actor.id },
        say: [inThread('visitHandedIn', { by: person(actor.id) })],
      };
    },
  },
  receive: {
    from: ['handed_in'],
    by: DESK,
    style: 'primary',
    apply(visit, _input, { actor }) {
      if (visit.data.handedInBy === actor.id) return refuse('receiveOwn', { no: visit.no });
      return {
        state: 'archived',
        data: { receivedBy: actor.id },
        say: [inThread('visitArchived', { by: person(actor.id) }), toTicket(visit, 'visitArchived', { visit: visit.no })],
      };
    },
  },
  onIt: {
    from: OPEN_VISIT_STATES,
    by: EVERYBODY,
    style: 'primary',
    apply(visit, _input, { now, actor }) {
      const isOpen = ({ acknowledgedAt, track }: Alarm): boolean =>
        !acknowledgedAt && !ANSWERED_BY_DOING.some((name) => track.startsWith(name));
      const last = visit.alarms.findLast(({ acknowledgedBy }) => acknowledgedBy);
      if (!visit.alarms.some(isOpen))
        return last?.acknowledgedBy
          ? refuse('answeredAlready', { by: last.acknowledgedBy, at: last.acknowledgedAt ?? now.toJSDate() })
          : refuse('nothingSounds', { no: visit.no });
      const answer = (alarm: Alarm): Alarm =>
        isOpen(alarm) ? { ...alarm, acknowledgedBy: actor.id, acknowledgedAt: now.toJSDate() } : alarm;
      return { alarms: visit.alarms.map(answer), say: [inThread('onIt', { by: person(actor.id) })] };
    },
  },
  showPhone: {
    from: VISIT_STATES,
    by: EVERYBODY,
    apply: (visit) => (visit.data.phone ? {} : refuse('noPhone', { no: visit.no })),
  },
};
