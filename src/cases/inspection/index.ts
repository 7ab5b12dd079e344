import type { KindRow } from '../kind.js';
import { inspectionCard } from './card.js';
import { fillPrefill } from './form.js';
import { INSPECTION_INDEXES } from './indexes.js';
import type { InspectionData, InspectionState } from './inspection.js';
import { INSPECTION_SETTINGS, inspectionPolicy } from './settings.js';
import { inspectionKind } from './workflow.js';

export type { Checked } from './project.js';

/** One turn of a group's projects or devices. */
export const inspection: KindRow<InspectionData, InspectionState> = {
  rules: inspectionKind,
  card: inspectionCard,
  prefill: (c, { typed }) => fillPrefill(c, typed),
  operations: INSPECTION_SETTINGS,
  policy: inspectionPolicy,
  indexes: INSPECTION_INDEXES,
};
