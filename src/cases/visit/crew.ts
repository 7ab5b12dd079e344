import { type Refusal, refuse } from '../case.js';
import type { Circumstances } from '../circumstances.js';
import { textIn } from '../form.js';
import { inThread, toPerson } from '../telling.js';
import { person } from '../text.js';
import { DESK, EVERYBODY, tellConcerned, type VisitAction, type VisitChange, WORKERS } from './action.js';
import { VISIT_FORMS } from './form.js';
import { OPEN_VISIT_STATES, type Visit, type VisitState } from './visit.js';

/** While there is something left to help with. */
const HELPING: readonly VisitState[] = OPEN_VISIT_STATES.filter((state) => state !== 'handed_in');

/** A helper who is not the engineer of the visit. */
export const isHelper = ({ data }: Visit, user: string): boolean => data.helpers.includes(user) && data.engineer !== user;

/** The visit goes on without this helper: it stays with its engineer, and stands in the helper's diary no more. Rule D2. */
export function withoutHelper(visit: Visit, user: string, circumstances: Circumstances, reason: string): VisitChange {
  return {
    data: {
      helpers: visit.data.helpers.filter((helper) => helper !== user),
      crew: visit.data.crew.filter((one) => one !== user),
    },
    note: reason,
    say: tellConcerned(visit, circumstances, 'visitHelperLeft', { to: person(user), reason }),
  };
}

/** Who comes along, and who does not any more. Rule D2. */
export const crew: Record<string, VisitAction> = {
  addHelper: {
    from: HELPING.filter((state) => state !== 'ordered'),
    by: EVERYBODY,
    form: VISIT_FORMS.addHelper,
    apply(visit, input, { actor }) {
      const to = textIn(input, 'to') ?? '';
      if (visit.data.crew.includes(to)) return refuse('visit.inCrew', { by: to }, 'to');
      return {
        data: { helpers: [...visit.data.helpers, to], crew: [...visit.data.crew, to] },
        say: [toPerson(to, 'visitHelp', { by: person(actor.id) }), inThread('visitHelper', { by: person(actor.id), to: person(to) })],
      };
    },
  },
  leave: {
    from: HELPING,
    by: WORKERS,
    form: VISIT_FORMS.decline,
    apply: (visit, input, circumstances): VisitChange | Refusal =>
      isHelper(visit, circumstances.actor.id)
        ? withoutHelper(visit, circumstances.actor.id, circumstances, textIn(input, 'reason') ?? '')
        : refuse('visit.notAHelper', { no: visit.no }),
  },
  removeHelper: {
    from: HELPING,
    by: [...new Set([...DESK, ...WORKERS])],
    form: VISIT_FORMS.removeHelper,
    apply(visit, input, circumstances) {
      const to = textIn(input, 'to') ?? '';
      if (!isHelper(visit, to)) return refuse('visit.noSuchHelper', { by: to }, 'to');
      return withoutHelper(visit, to, circumstances, textIn(input, 'reason') ?? '');
    },
  },
};
