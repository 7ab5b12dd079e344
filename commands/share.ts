import { answerer, attend } from '../src/slack/handlers.js';
import { DESK_VIEWS } from './desk.js';
import type { Entry } from './registry.js';
import { SHARE } from './shareable.js';
import { LISTS } from './ticket.js';

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
