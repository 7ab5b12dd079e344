import { ANSWERS, CYCLES } from '../cases/inspection/index.js';
import { wordsFor } from '../locales/index.js';

/** The words of check items in both languages: a group may mix them. Rule G2. */
export const ITEM_WORDS = wordsFor('inspection.itemWord', [...CYCLES, ...ANSWERS]);
