import type { TurnTimes } from '../../time/slots.js';
import type { Case, CaseNo } from '../case.js';
import type { FileRef } from '../form.js';
import type { CheckItem, Cycle } from './check-item.js';

export const INSPECTION_STATES = ['open', 'in_progress', 'done', 'missed'] as const;
export type InspectionState = (typeof INSPECTION_STATES)[number];
export const OPEN_INSPECTION_STATES = ['open', 'in_progress'] as const satisfies readonly InspectionState[];

/** What is looked at, as it was when the inspection opened: a project `P-1` or a device `D-1`. */
export interface Subject {
  readonly no: string;
  readonly name: string;
  readonly customer?: string | undefined;
  readonly site?: string | undefined;
  readonly items: readonly CheckItem[];
}

/** The answer to one check item. */
export interface Result {
  readonly value: string | number | readonly FileRef[];
  readonly isOk: boolean;
  /** What was seen, of an exception. */
  readonly note?: string | undefined;
  readonly by: string;
  readonly at: Date;
  /** The ticket that takes care of it. */
  readonly ticketNo?: CaseNo | undefined;
}

/** What a group has to look at in one turn. Rules G4–G7. */
export interface InspectionData extends TurnTimes {
  readonly cycle: Cycle;
  readonly group: string;
  /** The local day that it is about; of a weekly one the day on which it opens. */
  readonly day: string;
  readonly subjects: readonly Subject[];
  /** By `keyOf`. */
  readonly results: Readonly<Record<string, Result>>;
  /** Done after it was due. */
  readonly isLate?: boolean | undefined;
}

export type Inspection = Case<InspectionData, InspectionState>;

/** Where the result of a subject's item stands. */
export const keyOf = (subject: Pick<Subject, 'no'>, item: Pick<CheckItem, 'id'>): string => `${subject.no}_${item.id}`;

/** A check item that was asked, with its answer if it has one. */
export interface Asked {
  readonly key: string;
  readonly subject: Subject;
  readonly item: CheckItem;
  readonly result: Result | undefined;
}

/** Every check item of an inspection, in order. */
export const askedIn = ({ subjects, results }: Pick<InspectionData, 'subjects' | 'results'>): Asked[] =>
  subjects.flatMap((subject) =>
    subject.items.map((item) => {
      const key = keyOf(subject, item);
      return { key, subject, item, result: results[key] };
    }),
  );

/** How far a subject is: how many items were asked, answered, and found wrong. */
export type SubjectCount = readonly [asked: number, answered: number, wrong: number];

/** How far each subject of an inspection is, by its number: all that a month's map needs of it. */
export function countsBySubject({
  subjects,
  results,
}: Pick<InspectionData, 'subjects' | 'results'>): Readonly<Record<string, SubjectCount>> {
  return Object.fromEntries(
    subjects.map((subject) => {
      const own = subject.items.flatMap((item) => results[keyOf(subject, item)] ?? []);
      return [subject.no, [subject.items.length, own.length, own.filter(({ isOk }) => !isOk).length]];
    }),
  );
}

/** What was found wrong. */
export const findingsIn = (data: InspectionData): Asked[] => askedIn(data).filter(({ result }) => result && !result.isOk);

/** Is this number within the limits of its item? */
export const isWithin = ({ min, max }: Pick<CheckItem, 'min' | 'max'>, value: number): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);
