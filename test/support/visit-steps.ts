import type { FormValues } from '../../src/cases/form.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import { anActor, aPolicy, at, aVisit } from './builders.js';

export const policy = aPolicy();
export const ENGINEER = anActor('U02ENGLI', ['engineer']);
export const TOM = anActor('U03ENGTOM', ['engineer']);
export const HEAD = anActor('U05HEAD', ['head']);
export const LEADER = anActor('U04SUP', ['supervisor']);
/** A moment of the day of these visits, or another one with its date. */
export const on = (time: string) => at(time.includes('T') ? time : `2026-03-02T${time}`);

export const tried = (visit: Visit, action: string, input: FormValues = {}, time = '10:00', actor = ENGINEER) =>
  decide(visitKind, visit, action, input, { actor, now: on(time), policy });
export const next = (visit: Visit, action: string, input: FormValues = {}, time = '10:00', actor = ENGINEER): Visit => {
  const decided = tried(visit, action, input, time, actor);
  if (!decided.ok) throw new Error(decided.code);
  return decided.next;
};
/** The clock up to a time, as the sweep does it. */
export const until = (visit: Visit, time: string): Visit => {
  let current = visit;
  for (;;) {
    const due = current.deadlines[0]?.dueAt;
    if (!due || due > on(time).toJSDate()) return current;
    current = decideDue(visitKind, current, at(due.toISOString()), policy)?.next ?? current;
  }
};
export const told = (visit: Visit, action: string, input: FormValues, time: string, actor = ENGINEER): string[] => {
  const decided = tried(visit, action, input, time, actor);
  if (!decided.ok) throw new Error(decided.code);
  return decided.notices.flatMap(({ to, say }) =>
    say === 'card' ? [] : [`${say}>${'user' in to ? to.user : 'name' in to ? to.name : to.kind}`],
  );
};
/** The window of these tests is 12:00 to 13:00. */
export const accepted = (): Visit => next(aVisit(), 'accept');
