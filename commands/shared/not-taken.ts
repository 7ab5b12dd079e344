import type { Reader } from '../../src/cases/card.js';
import { context, type Message, noticeMessage } from '../../src/slack/messages/blocks.js';

/** What was typed after a word that takes nothing: said, rather than answered as if it had not been there. */
export const notTaken = (typed: string, { t }: Reader): Message =>
  noticeMessage(t('shared.refusal.notTaken', { typed: typed.trim() }), undefined, [], t);

/** A card that was asked for by its number, and that what stood behind the number was not taken. */
export const withNotTaken = (message: Message, behind: readonly string[], { t }: Reader): Message => {
  const typed = behind.join(' ').trim();
  return typed === '' ? message : { ...message, blocks: [...message.blocks, context(t('shared.refusal.behindNumber', { typed }))] };
};
