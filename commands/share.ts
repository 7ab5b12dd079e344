import type { Translate } from '../src/cases/card.js';
import { actionsBlock, type Message } from '../src/slack/blocks.js';
import { answerer, attend } from '../src/slack/handlers.js';
import { DESK_VIEWS } from './desk.js';
import type { Entry } from './registry.js';
import { LISTS } from './ticket.js';

const SHARE = 'share';

/** Adds the button that puts an answer, until then seen by one person, into the channel. */
export const shareable = (message: Message, what: string, t: Translate): Message => ({
  ...message,
  blocks: [...message.blocks, ...actionsBlock([{ action: SHARE, label: t('action.share'), value: what }], [], t)],
});

export const share: Entry = {
  register(app, desk) {
    app.action({ type: 'block_actions', action_id: `case:${SHARE}` }, async ({ body, action, ack, respond }) => {
      await ack();
      if (action.type !== 'button') return;
      const [command, word = '', ...rest] = (action.value ?? '').split(' ');
      await attend(desk, body.user.id, answerer(desk, body.user.id, respond), async (asked) => {
        const answer = command === 'desk' ? DESK_VIEWS[word || 'summary'] : LISTS[word];
        if (answer) await respond({ response_type: 'in_channel', replace_original: false, ...(await answer(asked, rest.join(' '))) });
      });
    });
  },
};
