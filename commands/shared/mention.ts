import { refusalInWords } from '../../src/locales/index.js';
import { answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { goneThread } from '../../src/slack/gone.js';
import { replyKey, typedIn } from '../../src/slack/messages/said.js';
import { helpFor, orderIn } from './orders.js';
import { answerSaid } from './said-alone.js';
import { saidAnywhere } from './said-anywhere.js';

export const MENTION_EVENTS = ['app_mention'] as const;

export function listenToMentions(app: Listeners, desk: Desk): void {
  app.event('app_mention', async ({ event }) => {
    const { user, thread_ts: thread } = event;
    if (!user) return;
    await attend(desk, user, answerer(desk, user, undefined, event.channel, thread), async (asked) => {
      const record = thread ? await desk.cases.byThread(event.channel, thread) : undefined;
      const typed = typedIn(event.text, desk.team.botUser);
      const key = replyKey(event.channel, event.ts);
      if (!record) {
        if (await answerSaid(asked, typed, key)) return;
        const gone = thread ? await goneThread(desk, event.channel, thread) : undefined;
        const { t, now, locale } = asked.reader;
        return asked.answer(gone ? refusalInWords(gone, now, locale) : t('shared.help.mention'));
      }
      const ordered = orderIn(asked, record, typed, key);
      if (ordered) return ordered();
      return saidAnywhere(desk, typed)?.(asked) ?? asked.answer(helpFor(asked, record));
    });
  });
}
