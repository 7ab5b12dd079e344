import type { Translate } from '../../src/cases/card.js';
import { actionsBlock, type Message } from '../../src/slack/messages/blocks.js';

/** The action of the share button. */
export const SHARE = 'share';

/** A button holds no more of what was asked. */
const LONGEST_VALUE = 2000;

/** An empty list, or what went wrong, is nothing to share. */
const isOneSentence = ({ blocks }: Message): boolean =>
  blocks.every(({ type }, n) => type === 'context' || (type === 'section' && n === 0));

/** Adds the button that puts an answer, until then seen by one person, into the channel; what was asked with too many words has none. */
export const shareable = (message: Message, what: string, t: Translate): Message =>
  what.length > LONGEST_VALUE || isOneSentence(message)
    ? message
    : {
        ...message,
        blocks: [...message.blocks, ...actionsBlock([{ action: SHARE, label: t('shared.action.share'), value: what }], [], t)],
      };
