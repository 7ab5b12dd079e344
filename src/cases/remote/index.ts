import type { CaseIndex, KindRow } from '../kind.js';
import { remoteCard, toolInWords } from './card.js';
import { remotePrefill } from './form.js';
import { onTickets } from './on-tickets.js';
import type { RemoteData, RemoteState } from './remote.js';
import { REMOTE_SETTINGS, remotePolicy } from './settings.js';
import { remoteKind } from './workflow.js';

export type { Remote } from './remote.js';

const REMOTE_INDEXES: readonly CaseIndex[] = [
  {
    fields: { team: 1, 'data.client': 1, openedAt: -1, seq: -1 },
    options: { partialFilterExpression: { 'data.client': { $exists: true } } },
    serves: 'the machines on which a client stayed',
  },
  { fields: { team: 1, kind: 1, openedAt: -1, seq: -1 }, serves: 'the sessions of a period, the newest first' },
];

/** A session on a customer's machine. */
export const remote: KindRow<RemoteData, RemoteState> = {
  rules: remoteKind,
  card: remoteCard,
  joins: { ticket: onTickets },
  prefill: (c, { action, reader }) => remotePrefill(c, action, reader.now.toJSDate()),
  noticeParams: ({ data }, reader) => ({ tool: toolInWords(data.tool, reader) }),
  inHistory: { plain: ['to'] },
  settings: REMOTE_SETTINGS,
  policy: remotePolicy,
  texts: {
    personal: ['calledBy', 'consentedBy', 'askedBy', 'refusedBy', 'withdrawnBy', 'who', 'stayAllowedBy', 'seenBy'],
    told: ['asked', 'rights'],
    labels: ['machine'],
  },
  inOneLine: { about: 'asked', did: 'steps' },
  indexes: REMOTE_INDEXES,
};
