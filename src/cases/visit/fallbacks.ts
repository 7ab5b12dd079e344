import type { FallbackRules } from '../fallback.js';
import { glance, person, placeOf } from '../text.js';
import type { VisitData } from './visit.js';

/** Each window and each call for help is sounded by Slack when we cannot. Rules D5, D11. */
export const VISIT_FALLBACKS: FallbackRules<VisitData> = {
  sentences: { 'arrive.breach': 'arrive', 'arrive.escalation': 'window', 'sos.escalation': 'sos' },
  words: ({ data, owner }) => ({
    customer: placeOf(data),
    engineer: person(data.engineer ?? owner),
    helper: person(data.sos?.by ?? data.engineer ?? owner),
    address: data.address ?? '',
    fault: glance(data.need),
  }),
};
