import type { NoticeDraft } from './circumstances.js';

/** A reply under the case's card. */
export const inThread = (say: string, params: NoticeDraft['params'] = {}): NoticeDraft => ({ to: { kind: 'thread' }, say, params });
/** A direct message. */
export const toPerson = (user: string, say: string, params: NoticeDraft['params'] = {}): NoticeDraft => ({
  to: { kind: 'person', user },
  say,
  params,
});
