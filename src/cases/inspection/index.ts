import type { KindRow } from '../kind.js';
import { cancelledInWords } from '../ticket/index.js';
import { inspectionCard, nextStepInWords, openFindingsInWords, shareInWords, whatInWords } from './card.js';
import { fillPrefill } from './form.js';
import { INSPECTION_INDEXES } from './indexes.js';
import { askedIn, type InspectionData, type InspectionState } from './inspection.js';
import { GROUP_INSPECTIONS, INSPECTION_SETTINGS, inspectionPolicy } from './settings.js';
import { correctedInWords } from './words.js';
import { inspectionKind } from './workflow.js';

export { findingInWords, progress } from './card.js';
export {
  ANSWERS,
  type CheckItem,
  CYCLES,
  type Cycle,
  DEVICE_CYCLES,
  lookedAtIn,
  PROJECT_CYCLES,
  sinceAll,
  sinceWith,
} from './check-item.js';
export { answerField, NOT_OK, noteField } from './form.js';
export {
  type Asked,
  asideIn,
  askedIn,
  countsBySubject,
  everFoundIn,
  type Inspection,
  type InspectionData,
  type InspectionState,
  isNa,
  keyOf,
  OPEN_INSPECTION_STATES,
  type Subject,
  type SubjectCount,
  seenSince,
} from './inspection.js';
export { parseItems } from './items.js';
export { isWider, itemsLess } from './less.js';
export { type Ending, endingOf, isPartly } from './month.js';
export { inspected, openInspection, turnOf } from './opening.js';
export type { Checked, Project, ProjectData } from './project.js';
export { rhythmIn } from './settings.js';
export { formerInWords, nowInWords } from './words.js';
export { inspectionKind } from './workflow.js';

/** One turn of a group's projects or devices. */
export const inspection: KindRow<InspectionData, InspectionState> = {
  rules: inspectionKind,
  card: inspectionCard,
  prefill: (c, { typed, reader }) => fillPrefill(c, typed, reader.user),
  noticeParams: (c, reader, { why, original, reason, keys, madeAt }) => ({
    cancelled: [cancelledInWords(why, original, reader.t), reason].filter(Boolean).join(reader.t('shared.punctuation.and')),
    what: whatInWords(c, reader),
    openFindings: openFindingsInWords(c, reader),
    share: shareInWords(c, reader),
    ...(typeof keys === 'string' ? { list: correctedInWords(c.data, keys, Number(madeAt), reader) } : {}),
    ...nextStepInWords(c, reader),
  }),
  operations: INSPECTION_SETTINGS,
  group: GROUP_INSPECTIONS,
  policy: inspectionPolicy,
  indexes: INSPECTION_INDEXES,
  inHistory: { words: { 'results.value': 'check' }, plain: ['value'], unsaid: ['verdict', 'was', 'within', 'isExcused'] },
  calls: ({ data }, field) => {
    const asked = askedIn(data).find(({ key }) => field === `results.${key}`);
    return asked && `${asked.subject.name} · ${asked.item.question}`;
  },
};
