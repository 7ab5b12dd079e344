import type { Reader } from '../../src/cases/card.js';
import { type Message, noticeMessage } from '../../src/slack/messages/blocks.js';

/** What was typed after a word that takes nothing: said, rather than answered as if it had not been there. */
export const notTaken = (typed: string, { t }: Reader): Message =>
  noticeMessage(t('shared.refusal.notTaken', { typed: typed.trim() }), undefined, [], t);
