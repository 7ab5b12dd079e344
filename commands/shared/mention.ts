import { kindOf } from '../../src/cases/kinds.js';
import { refusalInWords, wordsFor } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';
import { replyKey, typedIn } from '../../src/slack/messages/said.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { subjectsOf } from './subjects.js';

/** What can be said of every kind of case, besides what its subject brings. */
const OF_ALL = wordsFor('shared.mention', ['note', 'cancel', 'open']);

export const MENTION_EVENTS = ['app_mention'] as const;

/** What stands behind the word that orders something, as in `@bot note the key is at the gate`. */
export const afterMention = (text: string, botUser: string): string => typedIn(text, botUser).split(/\s+/).slice(1).join(' ');

async function obey(asked: Asked, record: CaseRecord, text: string, key: string): Promise<void> {
  const { desk, person, reader } = asked;
  const [word = '', ...rest] = text.split(/\s+/);
  const said = subjectsOf(desk).worded('mentions', 'mention')[word.toLowerCase()];
  const name = said?.name ?? OF_ALL[word.toLowerCase()];
  const action = name ? kindOf(record).actions[name] : undefined;
  if (!name) return asked.answer(reader.t('shared.help.mention'));
  if (typeof said?.row === 'function') return asked.answer(await said.row(asked, record.no));
  const words = rest.join(' ');
  const isNote = name === 'note' && words !== '';
  if (!action || (action.form && !isNote)) {
    const button = { action: name, label: reader.t(`${record.kind}.action.${name}`), value: record.no, style: 'primary' as const };
    return asked.answer(
      noticeMessage(reader.t('shared.mention.pressHere', { no: record.no, action: button.label }), undefined, [button], reader.t),
    );
  }
  const result = await act(desk, person, record.no, name, isNote ? { text: words, isFromThread: 'yes' } : {}, key);
  await asked.answer(
    result.ok
      ? reader.t('shared.done.any', { no: record.no, action: reader.t(`${record.kind}.action.${name}`) })
      : refusalInWords(result, reader.now, reader.locale),
  );
}

export function listenToMentions(app: Listeners, desk: Desk): void {
  app.event('app_mention', async ({ event }) => {
    const { user, thread_ts: thread } = event;
    if (!user) return;
    await attend(desk, user, answerer(desk, user, undefined, event.channel, thread), async (asked) => {
      const record = thread ? await desk.cases.byThread(event.channel, thread) : undefined;
      if (!record) return asked.answer(asked.reader.t('shared.help.mention'));
      await obey(asked, record, typedIn(event.text, desk.team.botUser), replyKey(event.channel, event.ts));
    });
  });
}
