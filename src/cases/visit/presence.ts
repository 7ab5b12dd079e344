import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { toTicket, type VisitAction, type VisitChange } from './action.js';
import { ON_SITE, type Visit } from './visit.js';

type AtTheDoor = Pick<Visit, 'state' | 'data'>;

/** Is somebody at the customer's by the presses of the visit: there, and neither interrupted nor gone again from an absent customer? */
const isThere = ({ state, data: { backAt, absent } }: AtTheDoor): boolean =>
  ON_SITE.some((one) => one === state) && !backAt && !absent?.noteLeftAt;

/** Who it is, and since when: since he came, or came back. */
function presenceIn({ data }: AtTheDoor, { actor, now }: Circumstances): NoticeDraft['params'] {
  const { arrivals, begunAt, resumedAt, engineer } = data;
  const arrival = arrivals.at(-1);
  const times = [arrival?.at, begunAt, resumedAt].filter((time) => time !== undefined);
  const at = times.length > 0 ? new Date(Math.max(...times.map(Number))) : now.toJSDate();
  return { engineer: arrival?.by ?? engineer ?? actor.id, at };
}

/** What a change tells the visit's ticket of who is at the customer's now, and is not any more. */
function presenceTold(visit: Visit, change: VisitChange, circumstances: Circumstances): NoticeDraft[] {
  const after: AtTheDoor = { state: change.state ?? visit.state, data: { ...visit.data, ...change.data } };
  const [was, is] = [visit, after].map((one) => (isThere(one) ? one.data.ticketNo : undefined));
  if (was === is) return [];
  return [
    ...(was ? [toTicket(visit, 'visitLeft', { visit: visit.no })] : []),
    ...(is ? [toTicket(after, 'visitArrived', { visit: visit.no, ...presenceIn(after, circumstances) })] : []),
  ];
}

/** An action whose ticket learns from it who is at the customer's. Rules A4, D5. */
export const tellingPresence = (action: VisitAction): VisitAction => ({
  ...action,
  apply(visit, input, circumstances) {
    const change = action.apply(visit, input, circumstances);
    if (change.ok === false) return change;
    return { ...change, say: [...(change.say ?? []), ...presenceTold(visit, change, circumstances)] };
  },
});
