import { type FieldChange, refuse } from '../case.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { concerned, toTicket, type VisitAction, type VisitChange, WORKERS } from './action.js';
import { visitDeadlines } from './deadlines.js';
import { lastPress } from './press.js';
import { OPEN_VISIT_STATES, VISIT_STATES, type Visit, type VisitData } from './visit.js';

/** Kept outside the data of a case. */
const OUTSIDE: readonly string[] = ['state', 'owner', 'breachedAt'];
const asText = (value: unknown): string => JSON.stringify(value) ?? '';

/** A field as it was before a change, whatever else became of it since: of a list, without what came and with what left. */
function before(now: unknown, { from, to, isList }: FieldChange): unknown {
  if (!isList || !Array.isArray(now) || !Array.isArray(from) || !Array.isArray(to)) return from ?? undefined;
  const came = to.map(asText);
  return [...now.filter((one) => !came.includes(asText(one))), ...from];
}

/** The data of a visit as it was before these changes. */
function dataBefore(data: VisitData, changes: readonly FieldChange[]): Partial<VisitData> {
  const now = new Map<string, unknown>(Object.entries(data));
  const own = changes.filter(({ field }) => !OUTSIDE.includes(field));
  return Object.fromEntries(own.map((change) => [change.field, before(now.get(change.field), change)]));
}

/** One's own last press, taken back within a few minutes: as if it had not been, and the history says both. Rule J4. */
export const undoing: Record<string, VisitAction> = {
  undo: {
    from: OPEN_VISIT_STATES,
    by: WORKERS,
    ...concerned((visit, _input, { actor, now, policy }): VisitChange | ReturnType<typeof refuse> => {
      const press = lastPress(visit);
      if (press?.by !== actor.id) return refuse('visit.nothingToUndo', { no: visit.no });
      if (now.toMillis() - press.at.getTime() > policy.visit.undoWithin) return refuse('visit.undoTooLate', { at: press.at });
      const outside = new Map(press.changes.map((change): [string, unknown] => [change.field, change.from]));
      const state = VISIT_STATES.find((one) => one === outside.get('state')) ?? visit.state;
      const data = dataBefore(visit.data, press.changes);
      const restored: Visit = { ...visit, state, data: { ...visit.data, ...data } };
      // What had been told before the press stays told; only what came due since sounds.
      const told = visitDeadlines(restored, policy).filter(({ dueAt }) => dueAt <= press.at);
      const breachedAt = outside.get('breachedAt');
      return {
        state,
        data,
        said: [...new Set([...visit.said, ...told.map(({ id }) => id)])],
        ...(outside.has('breachedAt') ? { breachedAt: breachedAt instanceof Date ? breachedAt : undefined } : {}),
        say: [inThread('visitUndone', { by: person(actor.id), what: press.action }), toTicket(visit, 'visitUndone', { at: press.at })],
      };
    }),
  },
};
