import type { CaseIndex } from '../kind.js';

export const PROBLEM_INDEXES: readonly CaseIndex[] = [
  {
    fields: { team: 1, 'data.project': 1, openedAt: 1 },
    options: { partialFilterExpression: { 'data.project': { $exists: true } } },
    serves: 'the problems of a project',
  },
  {
    fields: { team: 1, 'data.device': 1, openedAt: 1 },
    options: { partialFilterExpression: { 'data.device': { $exists: true } } },
    serves: 'what happened to a device',
  },
];
