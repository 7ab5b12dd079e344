import type { CaseIndex } from '../kind.js';

export const INSPECTION_INDEXES: readonly CaseIndex[] = [
  {
    fields: { team: 1, kind: 1, 'data.day': 1 },
    options: { partialFilterExpression: { 'data.day': { $exists: true } } },
    serves: 'the inspections of a day or a month',
  },
  {
    fields: { team: 1, 'data.subjects.no': 1, 'data.day': 1 },
    options: { partialFilterExpression: { 'data.subjects.no': { $exists: true } } },
    serves: 'the inspections of a project or device in a period, and whether there are any',
  },
];
