import { isDeepStrictEqual } from 'node:util';
import type { CaseIndex } from '../cases/kind.js';
import { allKinds } from '../cases/kinds.js';

/** What every case is found by, whatever its kind. */
const COMMON: readonly CaseIndex[] = [
  { fields: { team: 1, no: 1 }, options: { unique: true }, serves: 'a case by its number' },
  {
    fields: { team: 1, origin: 1 },
    options: { unique: true, partialFilterExpression: { origin: { $exists: true } } },
    serves: 'the same submission twice is one case',
  },
  {
    fields: { team: 1, nextDueAt: 1, no: 1 },
    options: { partialFilterExpression: { nextDueAt: { $exists: true } } },
    serves: 'what is due now',
  },
  {
    fields: { team: 1, nextNoticeAt: 1, no: 1 },
    options: { partialFilterExpression: { nextNoticeAt: { $exists: true } } },
    serves: 'what is to be sent now',
  },
  {
    fields: { team: 1, doubtsDueAt: 1 },
    options: { partialFilterExpression: { doubtsDueAt: { $exists: true } } },
    serves: 'what was sent in doubt and is to be looked at',
  },
  {
    fields: { team: 1, fallbackAt: 1, no: 1 },
    options: { partialFilterExpression: { fallbackAt: { $exists: true } } },
    serves: 'what Slack is to sound, the earliest first',
  },
  {
    fields: { team: 1, isOpen: 1, kind: 1, dueAt: 1, no: 1, riskAt: 1, owner: 1, 'data.priority': 1, state: 1 },
    serves: 'open cases, most urgent first; counting them without reading them',
  },
  {
    fields: { team: 1, isOpen: 1, kind: 1, breachedAt: 1, owner: 1, 'data.priority': 1 },
    options: { partialFilterExpression: { breachedAt: { $exists: true } } },
    serves: 'open cases whose promise was broken; counting these alone',
  },
  { fields: { team: 1, owner: 1, isOpen: 1 }, serves: "a person's cases" },
  {
    fields: { team: 1, kind: 1, closedAt: 1, owner: 1, 'data.priority': 1, 'summary.wasKept': 1 },
    serves: 'what ended in a period; counting it without reading it',
  },
  { fields: { team: 1, isOpen: 1, closedAt: 1, no: 1 }, serves: 'what is old enough to forget its caller' },
  { fields: { team: 1, words: 1 }, serves: 'find words' },
  {
    fields: { team: 1, asks: 1, dueAt: 1, no: 1 },
    options: { partialFilterExpression: { asks: { $exists: true } } },
    serves: 'what waits for somebody’s answer, the most urgent first',
  },
  {
    fields: { team: 1, files: 1 },
    options: { partialFilterExpression: { files: { $exists: true } } },
    serves: 'what rests on a file in Slack',
  },
  {
    fields: { team: 1, 'home.ts': 1 },
    options: { partialFilterExpression: { 'home.ts': { $exists: true } } },
    serves: 'the case of a thread',
  },
];

const nameOf = ({ fields }: CaseIndex): string => JSON.stringify(Object.entries(fields));

/**
 * Every index of the cases: what is common, and what each kind asks for; what several ask for is one. Throws when two want the same
 * fields with other options.
 */
export function caseIndexes(): CaseIndex[] {
  const indexes = new Map<string, CaseIndex>();
  for (const index of [...COMMON, ...allKinds().flatMap((kind) => kind.indexes ?? [])]) {
    const known = indexes.get(nameOf(index));
    if (known && !isDeepStrictEqual(known.options, index.options))
      throw new Error(`the indexes for "${known.serves}" and "${index.serves}" have the same fields and other options`);
    if (!known) indexes.set(nameOf(index), index);
  }
  return [...indexes.values()];
}

/** Indexes that those above have replaced: dropped where they still stand. */
export const FORMER_CASE_INDEXES: readonly string[] = [
  'team_1_isOpen_1_kind_1_dueAt_1',
  'team_1_isOpen_1_kind_1_dueAt_1_riskAt_1_breachedAt_1_owner_1_data.priority_1_state_1',
  'team_1_isOpen_1_kind_1_dueAt_1_riskAt_1_owner_1_data.priority_1_state_1',
  'team_1_kind_1_closedAt_1',
  'team_1_kind_1_openedAt_1',
  'team_1_kind_1_summary.brokenAs_1_isOpen_1',
  'team_1_isOpen_1_closedAt_1',
  'team_1_nextDueAt_1',
  'team_1_nextNoticeAt_1',
  'team_1_data.phoneKey_1_openedAt_-1',
  'team_1_data.customer_1_openedAt_-1',
];
