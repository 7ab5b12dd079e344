import type { CaseIndex } from '../kind.js';

export const DUTY_INDEXES: readonly CaseIndex[] = [
  {
    fields: { team: 1, 'data.duty': 1, 'data.day': 1 },
    options: { partialFilterExpression: { 'data.duty': { $exists: true } } },
    serves: 'the turns of a standing duty',
  },
  {
    fields: { team: 1, kind: 1, 'data.day': 1 },
    options: { partialFilterExpression: { 'data.day': { $exists: true } } },
    serves: 'the turns of a day or a month',
  },
];
