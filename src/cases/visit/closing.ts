import { answered } from '../alarms.js';
import { refuse } from '../case.js';
import { phonesOf } from '../phones.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { concerned, DESK, EVERYBODY, toTicket, type VisitAction, WORKERS } from './action.js';
import { isAnswerable } from './deadlines.js';
import { whileInNeed } from './sos.js';
import { OPEN_VISIT_STATES, PAPERS, type Paper, VISIT_STATES } from './visit.js';

/** Who may be shown a customer's whole number: on a card or on paper, each time it is recorded. */
const SEES_PHONE = { from: VISIT_STATES, by: EVERYBODY } as const satisfies Partial<VisitAction>;

/** A paper holds the customer's number and address: it goes to whoever asked for it, and that he did is recorded. */
const printing = (paper: Paper): VisitAction => ({
  ...SEES_PHONE,
  apply: (_visit, _input, { actor }) => ({ say: [{ ...toPerson(actor.id, 'paper'), document: paper }] }),
});

/** Copy A comes back and is archived; alarms are answered; papers are printed. Rule D13. */
export const closing: Record<string, VisitAction> = {
  handIn: {
    from: ['signed'],
    by: WORKERS,
    style: 'primary',
    ...concerned((_visit, _input, { actor, now }) => ({
      state: 'handed_in',
      data: { handedInAt: now.toJSDate(), handedInBy: actor.id },
      say: [inThread('visitHandedIn', { by: person(actor.id) })],
    })),
  },
  receive: {
    from: ['handed_in'],
    by: DESK,
    style: 'primary',
    isFor: ({ data }, { id }) => data.handedInBy !== id,
    apply(visit, _input, { actor }) {
      const inNeed = whileInNeed(visit);
      if (inNeed) return inNeed;
      if (visit.data.handedInBy === actor.id) return refuse('visit.receiveOwn', { no: visit.no });
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
    ...SEES_PHONE,
    apply: (visit) => (phonesOf(visit).length > 0 ? {} : refuse('noPhone', { no: visit.no })),
  },
  ...Object.fromEntries(PAPERS.map((paper) => [`print_${paper}`, printing(paper)])),
};
