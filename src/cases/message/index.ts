import { calledAs } from '../called.js';
import type { KindRow } from '../kind.js';
import { messageCard } from './card.js';
import { MESSAGE_SETTINGS, messagePolicy } from './settings.js';
import { type MessageData, type MessageState, messageKind, messagePrefill } from './workflow.js';

export { type MessageData, messageKind } from './workflow.js';

/** A message for an absent colleague. */
export const message: KindRow<MessageData, MessageState> = {
  rules: messageKind,
  card: messageCard,
  prefill: (c, { action }) => messagePrefill(c, action),
  noticeParams: ({ data: { callerName, callerTitle } }, { t }) => ({
    what: t('message.what', { caller: calledAs({ callerName, callerTitle }) }),
  }),
  inOneLine: { about: 'text' },
  settings: MESSAGE_SETTINGS,
  policy: messagePolicy,
};
