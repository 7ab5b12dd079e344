import type { Pause } from '../time/elapse.js';
import type { Case } from './case.js';

/** So many characters may one list of a case have: what people did so often is better a case of its own. */
const MOST_OF_LIST = 60_000;

/** Does this make a list of the case longer than any that people can still read? */
export function isFull(
  c: Case<object>,
  { data = {}, pauses }: { readonly data?: object | undefined; readonly pauses?: readonly Pause[] | undefined },
): boolean {
  const before = new Map<string, unknown>(Object.entries({ ...c.data, pauses: c.pauses }));
  const lists = Object.entries({ ...data, ...(pauses ? { pauses } : {}) });
  return lists.some(([field, list]) => {
    const was = before.get(field);
    return Array.isArray(list) && Array.isArray(was) && list.length > was.length && JSON.stringify(list).length > MOST_OF_LIST;
  });
}
