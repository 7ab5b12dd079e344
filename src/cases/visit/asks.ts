import type { Ask } from '../asks.js';
import { fitsNow } from './next.js';
import type { Visit } from './visit.js';

/** What only who leads decides, by what is said of it: the first press says whether it is asked just now. Rules D8, D9, D11. */
const OF_LEADERS: Readonly<Record<string, readonly string[]>> = {
  sos: ['sosTaken', 'showPhone'],
  sosOver: ['sosOver', 'showPhone'],
  approve: ['approve', 'disapprove'],
  decide: ['allowRepair', 'refuseRepair'],
  entry: ['confirmEntry', 'refuseEntry'],
};

/** What its engineer owes the customer or the desk by a word. Rules D1, D6, D7. */
const OF_ENGINEER: Readonly<Record<string, readonly string[]>> = {
  accept: ['accept', 'decline', 'askOther'],
  tell: ['customerTold', 'showPhone'],
  agree: ['agreeNewTime', 'showPhone'],
  followUp: ['followedUp', 'showPhone'],
};

/** What a visit waits for. */
export function visitAsks(visit: Visit): Ask[] {
  const { engineer } = visit.data;
  const asked = (table: typeof OF_LEADERS, of: Ask['of']): Ask[] =>
    Object.entries(table).flatMap(([say, actions]) => {
      const isAsked = say === 'accept' ? visit.state === 'ordered' : fitsNow(actions[0] ?? '', visit);
      return isAsked ? [{ of, say, actions }] : [];
    });
  return [...asked(OF_LEADERS, 'supervisors'), ...(engineer ? asked(OF_ENGINEER, `person:${engineer}`) : [])];
}
