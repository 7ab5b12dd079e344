import type { Reader } from '../card.js';
import type { KindRow } from '../kind.js';
import { onScreen } from '../moment.js';
import { glance, person } from '../text.js';
import { lateInWords, visitCard, windowInWords, windowOnScreen } from './card.js';
import { visitPrefill } from './form.js';
import { VISIT_INDEXES } from './indexes.js';
import { VISIT_SETTINGS, visitPolicy } from './settings.js';
import { signingInWords } from './signing.js';
import { currentDelay, isInNeed, type Visit, type VisitData, type VisitState } from './visit.js';
import { visitKind } from './workflow.js';

export type { Solved } from './experience.js';
export { type Arrived, countedOf } from './figures.js';
export { currentArrival, PAPERS, type Paper, RESULTS, VISIT_KINDS, type Violation, type Visit, type VisitData } from './visit.js';
export { LONGEST_HOURS } from './window.js';
export { orderVisit } from './workflow.js';

/** Why nobody is at the customer's: whoever took it has not come, or nobody took it. */
function absenceInWords({ data: { engineer }, state }: Pick<Visit, 'data' | 'state'>, { t }: Reader) {
  const how = state !== 'ordered' ? 'taken' : engineer ? 'asked' : 'pool';
  const named = { engineer: engineer ? person(engineer) : '' };
  const [lack, gone] = ['lack', 'gone'].map((key) => t(`visit.absence.${how}.${key}`, named));
  return { lack: lack ?? '', gone: gone ?? '' };
}

/** An on-site visit. */
export const visit: KindRow<VisitData, VisitState> = {
  rules: visitKind,
  card: visitCard,
  prefill: (c, { action, reader }) => visitPrefill(c, action, reader.now),
  noticeParams({ data, state }, reader, { which, reason, finishedAt, enteredAt, begunAt, wish, missed }) {
    const signing =
      finishedAt instanceof Date && enteredAt instanceof Date
        ? signingInWords({ finishedAt, enteredAt, begunAt: begunAt instanceof Date ? begunAt : undefined }, reader)
        : '';
    const delay = currentDelay(data);
    return {
      window: windowOnScreen(data, reader),
      engineer: data.engineer ? person(data.engineer) : reader.t('visit.noEngineer'),
      ...absenceInWords({ data, state }, reader),
      address: data.address ?? reader.t('shared.card.missing'),
      lateFor: lateInWords(data, reader),
      eta: delay ? onScreen(delay.eta, reader) : '',
      fault: glance(data.need),
      rule: typeof which === 'string' ? reader.t(`visit.which.${which}`) : '',
      // Looked up where it is told: what it makes late.
      next: '',
      // Whoever is late there while somebody is in need has another reason than most.
      help: isInNeed({ data }) ? `\n${reader.t('visit.inNeed')}` : '',
      given: typeof reason === 'string' && reason ? reader.t('visit.given', { reason }) : '',
      signing: signing && `\n${reader.t('visit.signedSaid', { signing })}`,
      busy: '',
      wished: typeof wish === 'string' ? reader.t(`visit.wished.${wish}`) : '',
      counts: typeof missed === 'string' ? `\n${reader.t(`visit.counts.${missed}`)}` : '',
    };
  },
  details: ['customer', 'site', 'callerName', 'product', 'address', 'need'],
  inOneLine: { about: 'need' },
  promisedInWords: ({ data }, reader) => windowInWords(data, reader),
  inHistory: {
    words: { to: 'windowEnd', 'finish.form': 'signedForm', 'delays.reason': 'delayReason' },
    plain: ['since', 'reportedAt'],
    unsaid: ['grade', 'enteredAt', 'begunAt'],
  },
  settings: VISIT_SETTINGS,
  policy: visitPolicy,
  texts: {
    personal: ['testedBy', 'agreedWith', 'heardFrom'],
    told: ['need', 'workDone', 'parts', 'advice', 'why', 'delayReason', 'noPhotoReason', 'clashReason', 'notPacked'],
  },
  indexes: VISIT_INDEXES,
};
