import type { CaseNo } from '../src/cases/case.js';
import { kindOf } from '../src/cases/kinds.js';
import { cleanText } from '../src/cases/text.js';
import { refusalInWords, wordsFor } from '../src/locales/index.js';
import { act } from '../src/slack/act.js';
import { noticeMessage } from '../src/slack/blocks.js';
import { type Asked, answerer, attend } from '../src/slack/handlers.js';
import type { CaseRecord } from '../src/store/cases.js';
import { firstStep } from './inspect-step.js';
import type { Entry } from './registry.js';

/** What can be said after `@bot` in a thread, where slash commands do not work. Its words stand in the locale files. */
const SAID = [
  'accept',
  'contact',
  'resume',
  'wait',
  'note',
  'resolve',
  'close',
  'reopen',
  'escalate',
  'cancel',
  'why',
  'open',
  'step',
] as const;

/** Each word in any language, and what it stands for: nobody has to think of the language he set. */
const WORDS = wordsFor('mention.words', SAID);

const withoutMention = (text: string, botUser: string): string =>
  cleanText(text.replaceAll(`<@${botUser}>`, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'));

async function obey(asked: Asked, record: CaseRecord, text: string, key: string): Promise<void> {
  const { desk, person, reader } = asked;
  const [word = '', ...rest] = text.split(/\s+/);
  const name = WORDS[word.toLowerCase()];
  const action = name ? kindOf(record).actions[name] : undefined;
  if (!name) return asked.answer(reader.t('help.mention'));
  if (name === 'step') return asked.answer(await firstStep(asked, record.no));
  const words = rest.join(' ');
  const isNote = name === 'note' && words !== '';
  if (!action || (action.form && !isNote)) {
    const button = { action: name, label: reader.t(`action.${name}`), value: record.no, style: 'primary' as const };
    return asked.answer(
      noticeMessage(reader.t('mention.pressHere', { no: record.no, action: button.label }), undefined, [button], reader.t),
    );
  }
  const result = await act(desk, person, record.no, name, isNote ? { text: words, isFromThread: 'yes' } : {}, key);
  await asked.answer(
    result.ok
      ? reader.t('done.any', { no: record.no, action: reader.t(`action.${name}`) })
      : refusalInWords(result, reader.now, reader.locale),
  );
}

interface ThreadMessage {
  readonly user?: string;
  readonly text?: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly bot_id?: string;
}

export const mention: Entry = {
  events: ['app_mention', 'message.channels', 'message.groups'],
  register(app, desk) {
    app.event('app_mention', async ({ event, body }) => {
      const { user, thread_ts: thread } = event;
      if (!user) return;
      await attend(desk, user, answerer(desk, user, undefined, event.channel, thread), async (asked) => {
        const record = thread ? await desk.cases.byThread(thread) : undefined;
        if (!record) return asked.answer(asked.reader.t('help.mention'));
        await obey(asked, record, withoutMention(event.text, desk.team.botUser), `event:${body.event_id}`);
      });
    });

    app.message(async ({ message, body }) => {
      const changed = message.subtype === 'message_changed' ? (message.message as ThreadMessage) : undefined;
      const isPlain = message.subtype === undefined || message.subtype === 'file_share' || message.subtype === 'thread_broadcast';
      const said: ThreadMessage | undefined = changed ?? (isPlain ? (message as ThreadMessage) : undefined);
      if (
        !said?.user ||
        said.bot_id ||
        !said.thread_ts ||
        said.thread_ts === said.ts ||
        !said.text ||
        said.text.includes(`<@${desk.team.botUser}>`)
      )
        return;
      const record = await desk.cases.byThread(said.thread_ts);
      if (!record || !kindOf(record).actions.note) return;
      const person = await desk.people.find(said.user);
      const text = withoutMention(said.text, desk.team.botUser).slice(0, 3000);
      await noteFromThread(desk, person, record.no, changed ? `✎ ${text}` : text, `event:${body.event_id}`);
    });
  },
};

async function noteFromThread(desk: Asked['desk'], person: Asked['person'], no: CaseNo, text: string, key: string): Promise<void> {
  const result = await act(desk, person, no, 'note', { text, isFromThread: 'yes' }, key);
  if (!result.ok) desk.log.info({ case: no, user: person.id, code: result.code }, 'a reply in the thread did not become a note');
}
