import { byWord } from '../../src/cases/table.js';
import { type Asked, answerer, attend, threadOf } from '../../src/slack/app/handlers.js';
import type { Message } from '../../src/slack/messages/blocks.js';
import { DUTY_LISTS } from '../duties/duty-lists.js';
import { INSPECTION_LISTS } from '../inspections/inspect.js';
import { DESK_VIEWS } from '../overview/desk.js';
import { PROBLEM_LISTS } from '../problems/problem.js';
import type { Entry } from '../registry.js';
import { LISTS } from '../tickets/ticket.js';
import { DIARIES } from '../visits/diary.js';
import { SHARE } from './shareable.js';

/** What can be shared, by command and word. */
export const SHARED: Readonly<Record<string, Readonly<Record<string, (asked: Asked, rest: string) => Promise<Message>>>>> = byWord({
  desk: DESK_VIEWS,
  ticket: LISTS,
  visit: DIARIES,
  inspect: INSPECTION_LISTS,
  duty: DUTY_LISTS,
  problem: PROBLEM_LISTS,
});

export const share: Entry = {
  register(app, desk) {
    app.action({ type: 'block_actions', action_id: `case:${SHARE}` }, async ({ body, action, ack, respond }) => {
      await ack();
      if (action.type !== 'button') return;
      const [command, word = '', ...rest] = (action.value ?? '').split(' ');
      const thread = threadOf(body);
      await attend(desk, body.user.id, answerer(desk, body.user.id, respond, undefined, thread), async (asked) => {
        const answer = SHARED[command ?? '']?.[word || 'summary'];
        if (!answer) return asked.answer(asked.reader.t('shared.trouble.unknownPress'));
        const shared = { ...(await answer(asked, rest.join(' '))), ...(thread ? { thread_ts: thread } : {}) };
        await respond({ response_type: 'in_channel', replace_original: false, ...shared });
      });
    });
  },
};
