import type { CaseIndex, KindRow } from '../kind.js';
import { callCard } from './card.js';
import { type CallData, type CallState, callKind, callPrefill } from './workflow.js';

export { kindOfCall, takeCall } from './intake.js';

const CALL_INDEXES: readonly CaseIndex[] = [
  { fields: { team: 1, kind: 1, openedAt: -1, seq: -1 }, serves: 'the calls of a period, the newest first' },
];

/** A call that left nothing to do. */
export const call: KindRow<CallData, CallState> = {
  rules: callKind,
  card: callCard,
  prefill: (c, { action }) => callPrefill(c, action),
  texts: { told: ['pointedTo'] },
  details: ['description', 'pointedTo'],
  inOneLine: { about: 'description' },
  indexes: CALL_INDEXES,
};
