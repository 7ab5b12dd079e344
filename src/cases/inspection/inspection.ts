import type { TurnTimes } from '../../time/slots.js';
import type { Case, CaseNo } from '../case.js';
import type { FileRef } from '../form.js';
import type { Standing } from '../promise.js';
import type { Excuse, GivenAway } from '../turn.js';
import type { CheckItem, Cycle } from './check-item.js';

export const INSPECTION_STATES = ['open', 'in_progress', 'done', 'excused', 'missed'] as const;
export type InspectionState = (typeof INSPECTION_STATES)[number];
export const OPEN_INSPECTION_STATES = ['open', 'in_progress'] as const satisfies readonly InspectionState[];

/** What is looked at, as it was when the inspection opened: a project `P-1` or a device `D-1`. */
export interface Subject {
  readonly no: string;
  readonly name: string;
  readonly customer?: string | undefined;
  readonly site?: string | undefined;
  readonly items: readonly CheckItem[];
  /** It was disabled while the inspection was open: what nobody answered of it is not asked until it is enabled again. */
  readonly aside?: Aside | undefined;
}

/** Who took a project or device out of an open inspection. It is excused only by who may excuse; else its turn counts as missed. */
export interface Aside {
  readonly by: string;
  readonly at: Date;
  readonly reason?: string | undefined;
  readonly isExcused: boolean;
}

/** What a look came to, where it is more than the answer itself: not applicable is no finding, not to be measured is one. */
export const VERDICTS = ['ok', 'notOk', 'na', 'cannot'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The answer to one check item. */
export interface Result {
  readonly value: string | number | readonly FileRef[];
  readonly isOk: boolean;
  /** What was said of it besides the answer; of an item that is answered with OK it is the answer. */
  readonly verdict?: Verdict | undefined;
  /** By the word of who may excuse it, it need not be looked at: of what was said not to be applicable as a whole. */
  readonly isExcused?: boolean | undefined;
  /** What was seen, of an exception. */
  readonly note?: string | undefined;
  readonly by: string;
  readonly at: Date;
  /** The ticket that takes care of it. */
  readonly ticketNo?: CaseNo | undefined;
  /** When its last ticket was cancelled: from then on it is chased anew. */
  readonly givenBackAt?: Date | undefined;
  /** Taken care of without a ticket: by whom, and how. */
  readonly settled?: { readonly by: string; readonly at: Date; readonly note: string } | undefined;
  /** The project or device could not be looked at as a whole: the finding is the one of this item. */
  readonly within?: string | undefined;
  /** What stood here before it was corrected, the oldest first, each with who answered it then. */
  readonly was?: readonly Omit<Result, 'was'>[] | undefined;
  /** Why it was corrected. */
  readonly reason?: string | undefined;
}

/** What a group has to look at in one turn. Rules G4–G7. */
export interface InspectionData extends TurnTimes, GivenAway {
  readonly cycle: Cycle;
  readonly group: string;
  /** The local day that it is about; of a weekly one the day on which it opens. */
  readonly day: string;
  readonly subjects: readonly Subject[];
  /** Who looks at which project or device, where a large group has shared them out. */
  readonly shares?: Readonly<Record<string, string>> | undefined;
  /** By `keyOf`. */
  readonly results: Readonly<Record<string, Result>>;
  /** Done after it was due. */
  readonly isLate?: boolean | undefined;
  /** Who let what was left of it go undone, and why. */
  readonly excused?: Excuse | undefined;
}

export type Inspection = Case<InspectionData, InspectionState>;

/** So many findings or subjects are named in a sentence. */
export const MOST_NAMED = 10;

/** Where the result of a subject's item stands. */
export const keyOf = (subject: Pick<Subject, 'no'>, item: Pick<CheckItem, 'id'>): string => `${subject.no}_${item.id}`;

/** A check item that was asked, with its answer if it has one. */
export interface Asked {
  readonly key: string;
  readonly subject: Subject;
  readonly item: CheckItem;
  readonly result: Result | undefined;
}

/** Every check item that a project or device was opened with, in order. */
const itemsOf = (subject: Subject, results: InspectionData['results']): Asked[] =>
  subject.items.map((item) => {
    const key = keyOf(subject, item);
    return { key, subject, item, result: results[key] };
  });

/** Every check item that is or was asked of a project or device, in order: of what was put aside only what was answered before. */
export function askedOf(subject: Subject, results: InspectionData['results']): Asked[] {
  const all = itemsOf(subject, results);
  return subject.aside ? all.filter(({ result }) => result) : all;
}

/** A card, its presses, its deadlines and its summary all ask; what was read or reckoned is never changed in place. */
const LISTED = new WeakMap<object, readonly Asked[]>();

/** Every check item that an inspection asks or asked, in order. */
export function askedIn(data: Pick<InspectionData, 'subjects' | 'results'>): readonly Asked[] {
  const known = LISTED.get(data);
  if (known) return known;
  const listed = data.subjects.flatMap((subject) => askedOf(subject, data.results));
  LISTED.set(data, listed);
  return listed;
}

/** What nobody has answered yet. */
export const leftIn = (data: Pick<InspectionData, 'subjects' | 'results'>): Asked[] => askedIn(data).filter(({ result }) => !result);

/** Is something of this project or device left that nobody has answered, and that is asked? */
export const isUnfinished = (subject: Subject, results: InspectionData['results']): boolean =>
  !subject.aside && subject.items.some((item) => !results[keyOf(subject, item)]);

/** Is anything left? What `leftIn` would list, without the list. */
export const hasLeft = ({ subjects, results }: Pick<InspectionData, 'subjects' | 'results'>): boolean =>
  subjects.some((subject) => isUnfinished(subject, results));

/** What is not asked because its project or device was put aside, and nobody answered before. */
export const asideIn = ({ subjects, results }: Pick<InspectionData, 'subjects' | 'results'>): Asked[] =>
  subjects.filter(({ aside }) => aside).flatMap((subject) => itemsOf(subject, results).filter(({ result }) => !result));

/** Nobody looks at what is not applicable. */
export const isNa = ({ verdict }: Pick<Result, 'verdict'>): boolean => verdict === 'na';

/** Was all of this project or device said not to be applicable? */
export const isWholeNa = (subject: Subject, results: InspectionData['results']): boolean =>
  subject.items.length > 0 && subject.items.every((item) => results[keyOf(subject, item)]?.verdict === 'na');

/** Is it not applicable as a whole by the word of nobody who may excuse it? */
const isNaOwed = (subject: Subject, results: InspectionData['results']): boolean =>
  !subject.aside?.isExcused && isWholeNa(subject, results) && itemsOf(subject, results).some(({ result }) => result?.isExcused !== true);

/** What was said not to be applicable as a whole project or device and waits for who may excuse it: that is not looking at it. */
export const naOwedIn = ({ subjects, results }: Pick<InspectionData, 'subjects' | 'results'>): Asked[] =>
  subjects.filter((subject) => isNaOwed(subject, results)).flatMap((subject) => itemsOf(subject, results));

/** How far a subject is: how many items were asked, answered, found wrong, and of those answered not applicable. */
export type SubjectCount = readonly [asked: number, answered: number, wrong: number, na?: number];

/**
 * How far each subject of an inspection is, by its number: all that a month's map needs of it. What was excused is not asked; what is not
 * applicable as a whole and was excused by nobody is not answered.
 */
export function countsBySubject({
  subjects,
  results,
  excused,
}: Pick<InspectionData, 'subjects' | 'results' | 'excused'>): Readonly<Record<string, SubjectCount>> {
  return Object.fromEntries(
    subjects.map((subject) => {
      const own = subject.items.flatMap((item) => results[keyOf(subject, item)] ?? []);
      const asked = excused || subject.aside?.isExcused ? own.length : subject.items.length;
      const answered = !excused && isNaOwed(subject, results) ? 0 : own.length;
      return [subject.no, [asked, answered, own.filter(stoodFound).length, own.filter(isNa).length]];
    }),
  );
}

/** Is this answer something found wrong? What could not be looked at as a whole is one finding. */
export const isFinding = ({ isOk, within }: Result): boolean => !isOk && within === undefined;

/** What was found wrong. */
export const findingsIn = (data: Pick<InspectionData, 'subjects' | 'results'>): Asked[] =>
  askedIn(data).filter(({ result }) => result && isFinding(result));

/** The finding that stands here, or, where corrections took it back, as it was found first: no words put in its place since. */
export const stoodFound = (result: Result): Result | undefined => (isFinding(result) ? result : result.was?.find(isFinding));

/** Something found wrong, as it was found; where a correction took it back, with what stands there now. */
export interface Found extends Asked {
  readonly result: Result;
  readonly now?: Result | undefined;
}

/** What was found wrong, also what was corrected to be none: that somebody found it stays so in all figures. */
export const everFoundIn = (data: Pick<InspectionData, 'subjects' | 'results'>): Found[] =>
  askedIn(data).flatMap((asked) => {
    const found = asked.result && stoodFound(asked.result);
    return found ? [{ ...asked, result: found, now: found === asked.result ? undefined : asked.result }] : [];
  });

/** What was found wrong and nobody takes care of. */
export const openFindingsIn = (data: Pick<InspectionData, 'subjects' | 'results'>): Asked[] =>
  findingsIn(data).filter(({ result }) => !result?.ticketNo && !result?.settled);

/** What was seen, in words: the number and the note. */
export const seenIn = ({ result }: Pick<Asked, 'result'>): string => {
  if (!result) return '';
  const number = typeof result.value === 'number' ? String(result.value) : undefined;
  const text = typeof result.value === 'string' && result.verdict === undefined ? result.value : undefined;
  return [number ?? (result.note ? undefined : text), result.note].filter(Boolean).join(' – ');
};

/** The same, and before it what was found first where its words are others since. */
export const seenSince = (asked: Pick<Asked, 'result'>): string => {
  const first = asked.result?.was?.find(isFinding);
  return [...new Set([first ? seenIn({ result: first }) : '', seenIn(asked)])].filter(Boolean).join(' → ');
};

/** Is this number within the limits of its item? */
export const isWithin = ({ min, max }: Pick<CheckItem, 'min' | 'max'>, value: number): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);

/** The promise of a turn: that all of it is looked at in time. */
export const promiseOf = ({ data, breachedAt }: Inspection): Standing => ({ dueAt: data.dueAt, brokenAt: breachedAt });

/**
 * The state of an open inspection by what was answered: done when something was looked at, nothing is left or put aside, and what is not
 * applicable as a whole was excused; where nothing at all was applicable, it is excused.
 */
export function stateOf(data: InspectionData): InspectionState {
  const results = Object.values(data.results);
  if (hasLeft(data) || asideIn(data).length > 0 || naOwedIn(data).length > 0) return results.length > 0 ? 'in_progress' : 'open';
  return results.every(isNa) ? 'excused' : 'done';
}
