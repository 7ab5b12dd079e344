import type { NoticeDraft } from './circumstances.js';
import { shorten } from './text.js';

/** A reply under the case's card. */
export const inThread = (say: string, params: NoticeDraft['params'] = {}): NoticeDraft => ({ to: { kind: 'thread' }, say, params });
/** So much of a note is in a direct message; all of it stands where it was written. */
const MOST_OF_NOTE = 300;
/** A note as the owner of its case is told it. */
export const noteInShort = (note: string): string => shorten(note, MOST_OF_NOTE);

/** A direct message. */
export const toPerson = (user: string, say: string, params: NoticeDraft['params'] = {}): NoticeDraft => ({
  to: { kind: 'person', user },
  say,
  params,
});
