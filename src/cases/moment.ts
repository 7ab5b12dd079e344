import { timeInWords, zoneInWords } from '../time/wording.js';
import type { Reader } from './card.js';
import { moment } from './text.js';

/** The desk's time beside a moment that is shown by its reader's own clock, where that is another one; nothing for everybody else. */
export const besideIt = (at: Date, { now, locale }: Pick<Reader, 'now' | 'locale'>): string =>
  zoneInWords(now, locale) ? ` (${timeInWords(at, now, locale)})` : '';

/** A moment as a card says it: by each reader's own clock, with the desk's time beside it for whoever lives by another. */
export const momentFor = (at: Date, reader: Pick<Reader, 'now' | 'locale'>): string =>
  `${moment(at, timeInWords(at, reader.now, reader.locale))}${besideIt(at, reader)}`;
