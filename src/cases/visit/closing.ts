import { answered } from '../alarms.js';
import { refuse } from '../case.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { DESK, EVERYBODY, toTicket, unlessConcerned, type VisitAction, WORKERS } from './action.js';
import { isAnswerable } from './deadlines.js';
import { OPEN_VISIT_STATES, VISIT_STATES } from './visit.js';

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
    apply: (visit, _input, circumstances) => answered(visit, circumstances, isAnswerable),
  },
  showPhone: {
    from: VISIT_STATES,
    by: EVERYBODY,
    apply: (visit) => (visit.data.phone ? {} : refuse('noPhone', { no: visit.no })),
  },
};
