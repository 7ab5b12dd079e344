import type { Translate } from './card.js';
import { CLOCK } from './case.js';
import { person } from './text.js';

/** Whoever answers for a case, as it is shown: what the desk opened for a group without a member is nobody's yet. */
export const ownerInWords = (owner: string, t: Translate): string => (owner === CLOCK.id ? t('shared.people.nobody') : person(owner));
