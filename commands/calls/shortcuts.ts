import type { MessageShortcut } from '@slack/bolt';
import type { FormValues } from '../../src/cases/form.js';
import { shorten } from '../../src/cases/text.js';
import { answerer, attend, threadOf } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { openModal } from '../../src/slack/modals/views.js';
import { actionModal } from '../shared/forms.js';
import { BEGINNING, openCallLog } from './call.js';

/** A message's text as a description: Slack's escapes undone, mentions left as words. */
const typedIn = (body: MessageShortcut): string =>
  shorten((body.message.text ?? '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'), 3000);

export const CALL_SHORTCUTS = ['log_call', 'call_back', 'log_call_anywhere'] as const;

export function listenToShortcuts(app: Listeners, desk: Desk): void {
  app.shortcut<MessageShortcut>({ type: 'message_action', callback_id: 'log_call' }, async ({ shortcut, ack, respond }) => {
    await ack();
    const given: FormValues = { outcome: 'ticket', description: typedIn(shortcut) };
    await attend(desk, shortcut.user.id, answerer(desk, shortcut.user.id, respond, undefined, threadOf(shortcut)), (asked) =>
      openCallLog(asked, shortcut.trigger_id, Promise.resolve(given)),
    );
  });

  app.shortcut<MessageShortcut>({ type: 'message_action', callback_id: 'call_back' }, async ({ shortcut, ack, respond }) => {
    await ack();
    await attend(desk, shortcut.user.id, answerer(desk, shortcut.user.id, respond, undefined, threadOf(shortcut)), async (asked) => {
      const { reader } = asked;
      const thread = typeof shortcut.message.thread_ts === 'string' ? shortcut.message.thread_ts : shortcut.message_ts;
      const record = await desk.cases.byThread(shortcut.channel.id, thread);
      if (record?.kind !== 'ticket') {
        await openCallLog(asked, shortcut.trigger_id, Promise.resolve({ outcome: 'call_back', description: typedIn(shortcut) }));
        return;
      }
      await openModal(desk, shortcut.trigger_id, reader.t, () => actionModal(desk, reader, record, 'callBack'));
    });
  });

  app.shortcut({ type: 'shortcut', callback_id: 'log_call_anywhere' }, async ({ shortcut, ack }) => {
    await ack();
    await attend(desk, shortcut.user.id, answerer(desk, shortcut.user.id, undefined), (asked) =>
      openCallLog(asked, shortcut.trigger_id, Promise.resolve(BEGINNING)),
    );
  });
}
