import type { Inspection } from './inspection.js';
import { everFoundIn } from './inspection.js';

/** Inspections at a glance. */
export interface InspectionFigures {
  readonly done: number;
  readonly open: number;
  readonly late: number;
  readonly missed: number;
  readonly findings: number;
}

/** How the inspections of a day or a period stand. Rule G8. */
export function inspectionFigures(inspections: readonly Inspection[]): InspectionFigures {
  const count = (holds: (inspection: Inspection) => boolean): number => inspections.filter(holds).length;
  return {
    done: count(({ state }) => state === 'done'),
    open: count(({ isOpen }) => isOpen),
    late: count(({ isOpen, breachedAt }) => isOpen && breachedAt !== undefined),
    missed: count(({ state }) => state === 'missed'),
    findings: inspections.reduce((sum, { data }) => sum + everFoundIn(data).length, 0),
  };
}
