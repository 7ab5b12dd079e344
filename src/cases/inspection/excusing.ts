import { type Actor, leads, type Refusal } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { leadersHear } from '../promise-told.js';
import { inThread } from '../telling.js';
import { person, tellsSomething } from '../text.js';
import { unlessOwn } from '../turn.js';
import { type Inspection, type InspectionData, isNa, isWholeNa, keyOf, MOST_NAMED, type Result, type Subject } from './inspection.js';

/** Why this person excuses nothing of an inspection: it, or a share of it, is his. */
export const unlessOwnPart = (inspection: Inspection, actor: Pick<Actor, 'id'>): Refusal | undefined =>
  unlessOwn(inspection, Object.values(inspection.data.shares ?? {}), actor);

/** Does the word of this person, with this reason, excuse what is not looked at? Also of a turn that is late already, which stays late. */
export const isExcusedBy = (inspection: Inspection, reason: string | undefined, circumstances: Circumstances): boolean =>
  leads(circumstances.actor) && tellsSomething(reason) && unlessOwnPart(inspection, circumstances.actor) === undefined;

/**
 * What follows where these new answers leave nothing of a project or device to look at: by the word of who may excuse it is excused, and
 * those who lead hear of it once.
 */
export function saidNotApplicable(
  inspection: Inspection,
  more: InspectionData['results'],
  circumstances: Circumstances,
): { readonly results: InspectionData['results']; readonly say: readonly NoticeDraft[] } {
  const { subjects, results: before } = inspection.data;
  const results = { ...before, ...more };
  const whole = subjects.filter((subject) => isWholeNa(subject, results) && subject.items.some((item) => more[keyOf(subject, item)]));
  const fresh = whole.filter((subject) => !isWholeNa(subject, before));
  const keys = whole.flatMap((subject) => subject.items.map((item) => keyOf(subject, item)));
  const reason = [...new Set(keys.flatMap((key) => results[key]?.note ?? []))].join(' / ');
  const excused = isExcusedBy(inspection, reason, circumstances) ? keys : [];
  const marked = excused.map((key): [string, Result] => [key, { ...(results[key] as Result), isExcused: true }]);
  const words = {
    by: person(circumstances.actor.id),
    list: fresh
      .slice(0, MOST_NAMED)
      .map(({ name }) => name)
      .join(', '),
    n: fresh.reduce((sum, { items }) => sum + items.length, 0),
    reason,
  };
  return {
    results: { ...results, ...Object.fromEntries(marked) },
    say: [
      ...(fresh.length > 0 ? [inThread('saidNa', words), ...leadersHear(inspection, 'saidNa', words, circumstances)] : []),
      ...saidPartly(inspection, results, circumstances),
    ],
  };
}

/** How many items of a project or device were looked at, where all are answered and more of them are not applicable than were looked at. */
function fewSeen({ items, ...subject }: Subject, results: InspectionData['results']): number | undefined {
  const own = items.flatMap((item) => results[keyOf(subject, item)] ?? []);
  const seen = own.filter((result) => !isNa(result)).length;
  return own.length === items.length && seen > 0 && 2 * seen < items.length ? seen : undefined;
}

/** Those who lead hear once where less than half of a project or device is looked at, the rest said to be not applicable. */
function saidPartly(inspection: Inspection, results: InspectionData['results'], circumstances: Circumstances): NoticeDraft[] {
  const { subjects, results: before } = inspection.data;
  const fresh = subjects.filter((subject) => fewSeen(subject, results) !== undefined && fewSeen(subject, before) === undefined);
  if (fresh.length === 0) return [];
  const notes = fresh.flatMap((subject) => subject.items.flatMap((item) => results[keyOf(subject, item)] ?? [])).filter(isNa);
  const words = {
    by: person(circumstances.actor.id),
    list: fresh
      .slice(0, MOST_NAMED)
      .map((subject) => `${subject.name} ${fewSeen(subject, results)}/${subject.items.length}`)
      .join(', '),
    reason: [...new Set(notes.flatMap(({ note }) => note ?? []))].join(' / '),
  };
  return leadersHear(inspection, 'saidPartly', words, circumstances);
}
