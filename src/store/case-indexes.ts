/** Each index with the question it answers; `team` first, so that it is the shard key too. `no` where ties are to have one order. */
export const CASE_INDEXES: readonly { readonly fields: Record<string, 1 | -1>; readonly options?: object; readonly serves: string }[] = [
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
  {
    fields: { team: 1, 'data.phoneKey': 1, openedAt: -1, seq: -1 },
    options: { partialFilterExpression: { 'data.phoneKey': { $exists: true } } },
    serves: 'a known caller',
  },
  { fields: { team: 1, 'data.customer': 1, openedAt: -1, seq: -1 }, serves: "a customer's last faults" },
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
  { fields: { team: 1, kind: 1, 'data.category': 1, closedAt: -1 }, serves: 'who solved a symptom before' },
  { fields: { team: 1, isOpen: 1, closedAt: 1, no: 1 }, serves: 'what is old enough to forget its caller' },
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
  {
    fields: { team: 1, 'data.device': 1, openedAt: 1 },
    options: { partialFilterExpression: { 'data.device': { $exists: true } } },
    serves: 'what happened to a device',
  },
  {
    fields: { team: 1, 'data.project': 1, openedAt: 1 },
    options: { partialFilterExpression: { 'data.project': { $exists: true } } },
    serves: 'the problems of a project',
  },
  {
    fields: { team: 1, 'data.duty': 1, 'data.day': 1 },
    options: { partialFilterExpression: { 'data.duty': { $exists: true } } },
    serves: 'the turns of a standing duty',
  },
  {
    fields: { team: 1, 'data.finding': 1 },
    options: { partialFilterExpression: { 'data.finding': { $exists: true } } },
    serves: 'the ticket of a finding',
  },
  { fields: { team: 1, words: 1 }, serves: 'find words' },
  {
    fields: { team: 1, 'home.ts': 1 },
    options: { partialFilterExpression: { 'home.ts': { $exists: true } } },
    serves: 'the case of a thread',
  },
];

/** Indexes that those above have replaced: dropped where they still stand. */
export const FORMER_CASE_INDEXES: readonly string[] = [
  'team_1_isOpen_1_kind_1_dueAt_1',
  'team_1_isOpen_1_kind_1_dueAt_1_riskAt_1_breachedAt_1_owner_1_data.priority_1_state_1',
  'team_1_isOpen_1_kind_1_dueAt_1_riskAt_1_owner_1_data.priority_1_state_1',
  'team_1_kind_1_closedAt_1',
  'team_1_isOpen_1_closedAt_1',
  'team_1_nextDueAt_1',
  'team_1_nextNoticeAt_1',
  'team_1_data.phoneKey_1_openedAt_-1',
  'team_1_data.customer_1_openedAt_-1',
];
