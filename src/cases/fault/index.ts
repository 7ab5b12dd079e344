import type { CaseIndex, KindRow } from '../kind.js';
import { faultCard } from './card.js';
import { type FaultData, type FaultState, SAID, TONGUES } from './fault.js';
import { faultPrefill } from './form.js';
import { onTickets } from './on-tickets.js';
import { FAULT_SETTINGS, faultPolicy } from './settings.js';
import { faultKind } from './workflow.js';

export { FAULT_STATES, type Fault, type FaultState, type FaultWords } from './fault.js';
export { heardFrom, heardIn, type Told } from './heard.js';
export { FaultRanking, type Said } from './ranking.js';
export { titlesOf } from './rows.js';
export { happeningOf } from './spike.js';
export { findable } from './words.js';

const FAULT_INDEXES: readonly CaseIndex[] = [
  {
    fields: { team: 1, changedAt: 1, no: 1 },
    options: { partialFilterExpression: { 'data.looks': { $exists: true } } },
    serves: 'the known faults that changed since they were ranked last',
  },
  { fields: { team: 1, kind: 1, openedAt: -1, seq: -1 }, serves: 'the table, the newest first' },
];

const named = TONGUES.flatMap((tongue) => SAID.map((name) => `${name}${tongue}`));

/** A fault that is known. */
export const fault: KindRow<FaultData, FaultState> = {
  rules: faultKind,
  card: faultCard,
  joins: { ticket: onTickets },
  prefill: (c, { action }) => faultPrefill(c, action),
  settings: FAULT_SETTINGS,
  policy: faultPolicy,
  texts: { told: [...named, 'saying', 'spikeSaying'] },
  details: named,
  indexes: FAULT_INDEXES,
};
