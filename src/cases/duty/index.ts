import type { KindRow } from '../kind.js';
import { shorten } from '../text.js';
import { dutyCard } from './card.js';
import type { DutyState, DutyTurnData } from './duty.js';
import { handedInPrefill } from './form.js';
import { DUTY_INDEXES } from './indexes.js';
import { inWordsOf } from './shipped.js';
import { dutyKind } from './workflow.js';

export { dutyProblem } from './broken.js';
export type { DutyTurn } from './duty.js';
export { type Duty, type DutyData, rhythmOf } from './plan.js';
export { DUTY_TEMPLATES } from './templates.js';
export { dutyKind, openDuty, turnOf } from './workflow.js';

/** One turn of a standing duty. */
export const duty: KindRow<DutyTurnData, DutyState> = {
  rules: dutyKind,
  card: dutyCard,
  prefill: handedInPrefill,
  inWordsOf: (turn, reader) => ({ ...turn, data: inWordsOf(turn.data, reader) }),
  noticeParams({ data }, reader) {
    const { name, group } = inWordsOf(data, reader);
    return { what: reader.t('duty.what', { name: shorten(name, 80), group }) };
  },
  indexes: DUTY_INDEXES,
  calls: ({ data }, field, value) => (field === 'ticked' && value !== undefined ? data.lines[Number(value)] : undefined),
};
