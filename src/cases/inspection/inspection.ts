import type { Case, CaseNo } from '../case.js';
import type { FileRef } from '../form.js';
import type { CheckItem, Cycle, Project } from './project.js';

export const INSPECTION_STATES = ['open', 'in_progress', 'done', 'missed'] as const;
export type InspectionState = (typeof INSPECTION_STATES)[number];
export const OPEN_INSPECTION_STATES = ['open', 'in_progress'] as const satisfies readonly InspectionState[];

/** A project as it was when the inspection opened. */
export interface InspectedProject {
  readonly no: string;
  readonly name: string;
  readonly customer?: string | undefined;
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

/** What a group has to look at in one day or week. Rules G4, G5. */
export interface InspectionData {
  readonly cycle: Cycle;
  readonly group: string;
  /** The local day that it is about; of a weekly one the day on which it opens. */
  readonly day: string;
  readonly remindAt: Date;
  readonly dueAt: Date;
  /** Not done until then, it is missed for good: the next one begins. */
  readonly lapsesAt: Date;
  readonly projects: readonly InspectedProject[];
  /** By `keyOf`. */
  readonly results: Readonly<Record<string, Result>>;
  /** Its turn had begun long before it opened. */
  readonly openedLate?: boolean | undefined;
  /** Done after it was due. */
  readonly isLate?: boolean | undefined;
}

export type Inspection = Case<InspectionData, InspectionState>;

/** Where the result of a project's item stands. */
export const keyOf = (project: Pick<Project, 'no'>, item: Pick<CheckItem, 'id'>): string => `${project.no}_${item.id}`;

/** A check item that was asked, with its answer if it has one. */
export interface Asked {
  readonly key: string;
  readonly project: InspectedProject;
  readonly item: CheckItem;
  readonly result: Result | undefined;
}

/** Every check item of an inspection, in order. */
export const askedIn = ({ projects, results }: Pick<InspectionData, 'projects' | 'results'>): Asked[] =>
  projects.flatMap((project) =>
    project.items.map((item) => {
      const key = keyOf(project, item);
      return { key, project, item, result: results[key] };
    }),
  );

/** What was found wrong. */
export const findingsIn = (data: InspectionData): Asked[] => askedIn(data).filter(({ result }) => result && !result.isOk);

/** Is this number within the limits of its item? */
export const isWithin = ({ min, max }: Pick<CheckItem, 'min' | 'max'>, value: number): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);
