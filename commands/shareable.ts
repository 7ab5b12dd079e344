import type { Translate } from '../src/cases/card.js';
import { actionsBlock, type Message } from '../src/slack/blocks.js';

/** The action of the share button. */
export const SHARE = 'share';

/** Adds the button that puts an answer, until then seen by one person, into the channel. */
export const shareable = (message: Message, what: string, t: Translate): Message => ({
  ...message,
  blocks: [...message.blocks, ...actionsBlock([{ action: SHARE, label: t('action.share'), value: what }], [], t)],
});
