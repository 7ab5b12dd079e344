import type { CaseIndex } from '../kind.js';

export const VISIT_INDEXES: readonly CaseIndex[] = [
  {
    fields: { team: 1, 'data.crew': 1, 'data.from': 1 },
    options: { partialFilterExpression: { 'data.from': { $exists: true } } },
    serves: "somebody's diary",
  },
  {
    fields: { team: 1, kind: 1, 'data.from': 1 },
    options: { partialFilterExpression: { 'data.from': { $exists: true } } },
    serves: 'the diary of all',
  },
  {
    fields: { team: 1, kind: 1, 'data.arrivals.at': 1 },
    options: { partialFilterExpression: { 'data.arrivals.at': { $exists: true } } },
    serves: 'punctuality',
  },
  {
    fields: { team: 1, kind: 1, 'data.misses.at': 1 },
    options: { partialFilterExpression: { 'data.misses.at': { $exists: true } } },
    serves: 'punctuality: promises that passed without an arrival',
  },
  {
    fields: { team: 1, kind: 1, 'data.violations.at': 1 },
    options: { partialFilterExpression: { 'data.violations.at': { $exists: true } } },
    serves: 'what was reported of visits in a month',
  },
  { fields: { team: 1, 'data.customer': 1, openedAt: -1, seq: -1 }, serves: "the last visit at a customer's" },
];
