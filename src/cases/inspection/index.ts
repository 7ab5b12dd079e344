import type { KindRow } from '../kind.js';
import { cancelledInWords } from '../ticket/index.js';
import { inspectionCard, nextStepInWords, openFindingsInWords, shareInWords, whatInWords } from './card.js';
import { fillPrefill } from './form.js';
import { INSPECTION_INDEXES } from './indexes.js';
import { askedIn, type InspectionData, type InspectionState } from './inspection.js';
import { GROUP_INSPECTIONS, INSPECTION_SETTINGS, inspectionPolicy } from './settings.js';
import { correctedInWords } from './words.js';
import { inspectionKind } from './workflow.js';

export { isWider } from './less.js';
export type { Checked } from './project.js';

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
