import type { Circumstances } from '../circumstances.js';
import { leadersHear } from '../promise-told.js';
import type { Decided } from '../rules.js';
import { settle } from '../settle.js';
import { inThread } from '../telling.js';
import { person } from '../text.js';
import { isExcusedBy } from './excusing.js';
import {
  type Aside,
  asideIn,
  type Inspection,
  type InspectionData,
  type InspectionState,
  MOST_NAMED,
  type Subject,
  stateOf,
} from './inspection.js';
import { inspectionKind } from './workflow.js';

/** What became of a project or device in the register, as far as an open inspection is concerned. */
export interface Switched {
  readonly no: string;
  readonly isEnabled: boolean;
}

/**
 * An open inspection after projects or devices were disabled or enabled. It keeps the items that it was opened with: what is disabled
 * is put aside at once with what nobody answered of it, and comes back when it is enabled again. That is never *done*; it is excused
 * where somebody who leads did it, and not of his own inspection, else it stays owed. Undefined when nothing changes. Rule G1.
 */
export function withStandings(
  inspection: Inspection,
  all: readonly Switched[],
  circumstances: Circumstances,
  reason?: string,
): Decided<InspectionData, InspectionState> | undefined {
  const { data, isOpen } = inspection;
  const { actor, now } = circumstances;
  const isExcused = isExcusedBy(inspection, reason, circumstances);
  const aside: Aside = { by: actor.id, at: now.toJSDate(), isExcused, ...(reason ? { reason } : {}) };
  const isEnabled = new Map(all.map((one) => [one.no, one.isEnabled]));
  const subjects = data.subjects.map((subject): Subject => {
    const stands = isEnabled.get(subject.no);
    if (stands === false && !subject.aside) return { ...subject, aside };
    if (stands !== true || !subject.aside) return subject;
    const { aside: _, ...back } = subject;
    return back;
  });
  if (!isOpen || subjects.every((subject, n) => subject === data.subjects[n])) return undefined;
  const before = asideIn(data).length;
  const next = { ...data, subjects };
  const names = subjects.filter((subject) => subject.aside === aside).map(({ name }) => name);
  const left = asideIn(next).length - before;
  const words = { by: person(actor.id), list: names.slice(0, MOST_NAMED).join(', '), n: left, reason: reason ?? '–' };
  const told = leadersHear(inspection, 'putAside', words, circumstances);
  const say = left > 0 ? [inThread('putAside', words), ...told] : [];
  return settle(inspectionKind, inspection, 'subjectsChanged', { data: { subjects }, state: stateOf(next), say }, circumstances);
}
