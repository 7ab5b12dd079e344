import { z } from 'zod';
import type { Withdrawal } from '../../src/cases/case.js';
import { kindOf } from '../../src/cases/kinds.js';
import { holdsSecret } from '../../src/cases/secrets.js';
import { shorten } from '../../src/cases/text.js';
import { refusalInWords, translator } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import { answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { goneThread } from '../../src/slack/gone.js';
import { replyKey, typedIn } from '../../src/slack/messages/said.js';
import { permalink } from '../../src/slack/people/readers.js';
import { takeBackInSlack } from '../../src/slack/taken-back.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { afterMention } from './orders.js';

const LONGEST_NOTE = 3000;

/** What Slack says of a message in a thread, as far as it is a reply of a person. */
const replySchema = z.object({
  user: z.string(),
  text: z.string().optional(),
  ts: z.string(),
  thread_ts: z.string(),
  parent_user_id: z.string().optional(),
  bot_id: z.undefined().optional(),
  edited: z.object({ ts: z.string() }).optional(),
});
type Reply = z.output<typeof replySchema>;

const replyIn = (message: unknown): Reply | undefined => {
  const read = replySchema.safeParse(message);
  return read.success && read.data.thread_ts !== read.data.ts ? read.data : undefined;
};

/** The case in whose thread a reply stands, if it takes notes. */
async function caseOf(desk: Desk, channel: string, { thread_ts }: Reply): Promise<CaseRecord | undefined> {
  const record = await desk.cases.byThread(channel, thread_ts);
  return record && kindOf(record).actions.note ? record : undefined;
}

/** What a note takes of a reply: nothing of one that seems to hold a password; where a longer one was cut it says so, and where the whole stands. */
function fitted(desk: Desk, text: string, home: { readonly channel: string; readonly ts: string }): string {
  if (holdsSecret(text)) return translator(desk.settings.language)('shared.note.secret');
  if (text.length <= LONGEST_NOTE) return text;
  const url = permalink(desk, home);
  const said = translator(desk.settings.language)('shared.note.cut', { n: text.length, url });
  return `${shorten(text, LONGEST_NOTE - said.length - 1)}\n${said}`;
}

/** A reply becomes a note of its case, once. Whoever may not is not told: he only wrote to his colleagues. */
async function note(desk: Desk, { no }: CaseRecord, channel: string, { user, ts }: Reply, text: string, key: string): Promise<void> {
  const person = await desk.people.find(user);
  const result = await act(desk, person, no, 'note', { text: fitted(desk, text, { channel, ts }), isFromThread: 'yes' }, key);
  if (!result.ok) desk.log.info({ case: no, user, code: result.code }, 'a reply in the thread did not become a note');
}

const isForBot = (desk: Desk, { text = '' }: Reply): boolean => text.includes(`<@${desk.team.botUser}>`);

/** Whoever replies in the thread of a case that is gone hears that: his reply is kept nowhere. Decision 0103. */
async function sayGone(desk: Desk, channel: string, { user, thread_ts, parent_user_id }: Reply): Promise<void> {
  const gone = parent_user_id === desk.team.botUser ? await goneThread(desk, channel, thread_ts) : undefined;
  if (!gone) return;
  await attend(desk, user, answerer(desk, user, undefined, channel, thread_ts), ({ answer, reader }) =>
    answer(refusalInWords(gone, reader.now, reader.locale)),
  );
}

async function said(desk: Desk, channel: string, message: unknown): Promise<void> {
  const reply = replyIn(message);
  // What is said to the bot is an order (mention.ts).
  if (!reply?.text || isForBot(desk, reply)) return;
  const record = await caseOf(desk, channel, reply);
  if (record) return note(desk, record, channel, reply, typedIn(reply.text, desk.team.botUser), replyKey(channel, reply.ts));
  await sayGone(desk, channel, reply);
}

/** The words of a reply go, from the history and from what the bot said of them. */
async function withdraw(desk: Desk, record: CaseRecord, channel: string, { ts }: Reply, why: Withdrawal, except?: string): Promise<void> {
  const words = await desk.privacy.withdraw(record.no, replyKey(channel, ts), why, desk.clock.now().toJSDate(), except);
  await takeBackInSlack(desk, record, { words, ts, why }).catch((error: unknown) =>
    desk.log.warn({ err: error, case: record.no }, 'what was taken back in Slack still stands in what the bot said of it'),
  );
}

/** An edited reply is a note of its own, and what it said before goes. Slack also tells of a link that it has unfolded: no edit. */
async function changed(desk: Desk, channel: string, message: unknown, previous: unknown): Promise<void> {
  const reply = replyIn(message);
  const before = replySchema.partial().safeParse(previous).data?.text;
  if (!reply || (before === undefined ? !reply.edited : before === (reply.text ?? ''))) return;
  const record = await caseOf(desk, channel, reply);
  if (!record) return;
  const key = replyKey(channel, reply.ts);
  const wasNoted = record.history.some((entry) => entry.key?.startsWith(key));
  const now = desk.clock.now().toJSDate();
  const text = isForBot(desk, reply)
    ? wasNoted
      ? afterMention(reply.text ?? '', desk.team.botUser)
      : ''
    : typedIn(reply.text ?? '', desk.team.botUser);
  const editKey = `${key}:${reply.edited?.ts ?? now.toISOString()}`;
  if (text !== '') await note(desk, record, channel, reply, `✎ ${text}`, editKey);
  await withdraw(desk, record, channel, reply, 'edited', editKey);
}

/** What somebody takes back in Slack does not stay with us: a password, for instance. */
async function deleted(desk: Desk, channel: string, previous: unknown): Promise<void> {
  const reply = replyIn(previous);
  const record = reply && (await caseOf(desk, channel, reply));
  if (record) await withdraw(desk, record, channel, reply, 'deleted');
}

export const REPLY_EVENTS = ['message.channels', 'message.groups'] as const;

/** Replies in the thread of a case are its notes. */
export function listenToReplies(app: Listeners, desk: Desk): void {
  app.message(async ({ message }) => {
    const { channel } = message;
    if (message.subtype === 'message_changed') await changed(desk, channel, message.message, message.previous_message);
    else if (message.subtype === 'message_deleted') await deleted(desk, channel, message.previous_message);
    else if (message.subtype === undefined || message.subtype === 'file_share' || message.subtype === 'thread_broadcast')
      await said(desk, channel, message);
  });
}
