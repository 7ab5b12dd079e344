import type { MessageShortcut } from '@slack/bolt';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { shorten } from '../../src/cases/text.js';
import { answerer, attend, threadOf } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { unescaped } from '../../src/slack/messages/mrkdwn.js';
import { openModal } from '../../src/slack/modals/views.js';
import { permalink } from '../../src/slack/people/readers.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { actionModal } from '../shared/forms.js';
import { BEGINNING } from './beginning.js';
import { beginningLog, openCallLog } from './call.js';
import { describedIn } from './described.js';

/** A message's text as a description: Slack's escapes undone, mentions left as words. */
const typedIn = (body: MessageShortcut): string => shorten(unescaped(body.message.text ?? ''), 2800);

/** The ticket that a message of the bot's tells of: a card or a reminder in somebody's own channel. */
async function ticketNamed(desk: Desk, { message }: MessageShortcut): Promise<CaseRecord | undefined> {
  const no =
    message.user === desk.team.botUser || message.bot_id ? parseCaseNo(/\bT-\d+\b/.exec(message.text ?? '')?.[0] ?? '') : undefined;
  return no && desk.cases.get(no);
}

export const CALL_SHORTCUTS = ['log_call', 'call_back', 'log_call_anywhere'] as const;

export function listenToShortcuts(app: Listeners, desk: Desk): void {
  app.shortcut<MessageShortcut>({ type: 'message_action', callback_id: 'log_call' }, async ({ shortcut, ack, respond }) => {
    await ack();
    const { channel, message_ts: ts } = shortcut;
    const text = `${typedIn(shortcut)}\n${permalink(desk, { channel: channel.id, ts })}`;
    await attend(desk, shortcut.user.id, answerer(desk, shortcut.user.id, respond, undefined, threadOf(shortcut)), (asked) =>
      openCallLog(asked, shortcut.trigger_id, describedIn(asked, text)),
    );
  });

  app.shortcut<MessageShortcut>({ type: 'message_action', callback_id: 'call_back' }, async ({ shortcut, ack, respond }) => {
    await ack();
    await attend(desk, shortcut.user.id, answerer(desk, shortcut.user.id, respond, undefined, threadOf(shortcut)), async (asked) => {
      const { reader } = asked;
      const thread = typeof shortcut.message.thread_ts === 'string' ? shortcut.message.thread_ts : shortcut.message_ts;
      await openModal(desk, shortcut.trigger_id, reader.t, async () => {
        const record = (await desk.cases.byThread(shortcut.channel.id, thread)) ?? (await ticketNamed(desk, shortcut));
        return record?.kind === 'ticket'
          ? actionModal(desk, reader, record, 'callBack')
          : beginningLog(asked, { values: { outcome: 'call_back', description: typedIn(shortcut) } });
      });
    });
  });

  app.shortcut({ type: 'shortcut', callback_id: 'log_call_anywhere' }, async ({ shortcut, ack }) => {
    await ack();
    await attend(desk, shortcut.user.id, answerer(desk, shortcut.user.id, undefined), (asked) =>
      openCallLog(asked, shortcut.trigger_id, Promise.resolve({ values: BEGINNING })),
    );
  });
}
