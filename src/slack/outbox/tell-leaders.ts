import type { ConversationsHistoryResponse } from '@slack/web-api';
import type { Reader, Translate } from '../../cases/card.js';
import { translator } from '../../locales/index.js';
import type { Locale } from '../../time/wording.js';
import { patiently } from '../app/patience.js';
import type { Desk } from '../desk.js';
import { answeredMessage, type Message, saidIn, sentenceOf } from '../messages/blocks.js';
import { readerFor } from '../people/readers.js';
import { failureOf } from './delivery.js';

type Telling = Pick<Desk, 'people' | 'channels' | 'client' | 'log'>;
type Said = string | Message | undefined;
/** What somebody is told, in his language. */
type Words = (t: Translate, locale: Locale) => Said;

/** What a message to those who lead is about, for whoever looks for it in Slack later. */
export interface Mark {
  readonly about: string;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}
/** The type of metadata that carries a mark. */
const MARK_TYPE = 'fieldbell_told';
/** So many of the newest messages in a direct channel are looked through for a mark: what Slack gives at once. */
const MOST_LOOKED_AT = 999;

/** Tells one person something that belongs to no case, in his language. Answers whether he has it; one who has left has nothing. */
export async function tellOne({ people, channels, client, log }: Telling, user: string, words: Words, mark?: Mark): Promise<boolean> {
  try {
    const { locale, left } = await people.find(user);
    const said = words(translator(locale), locale);
    if (left) return false;
    if (said === undefined) return true;
    const channel = await patiently(() => channels.directOf(user));
    const message = typeof said === 'string' ? { text: sentenceOf(said) } : said;
    const marked = mark ? { metadata: { event_type: MARK_TYPE, event_payload: { ...mark } } } : {};
    await patiently(() => client.chat.postMessage({ channel, ...message, ...marked } as never));
    return true;
  } catch (error) {
    log.warn({ user, reason: failureOf(error).reason }, 'somebody could not be told what belongs to no case');
    return false;
  }
}

/**
 * Tells something about the desk itself to those who answer for it, each for himself: the supervisors, and where none of them has
 * it the heads, then the admins of the workspace; `but` whoever did it, who is told nothing and stands for those like him. Answers
 * whether somebody has it. Nothing is told where there are no words. What belongs to a case is a notice of the case.
 */
export async function tellLeaders(
  desk: Telling,
  words: Words,
  { but, mark }: { readonly but?: string | undefined; readonly mark?: Mark } = {},
): Promise<boolean> {
  const tell = (user: string): Promise<boolean> => tellOne(desk, user, (t, locale) => (user === but ? undefined : words(t, locale)), mark);
  const { supervisors, heads } = await desk.people.leaders();
  for (const users of [async () => supervisors, async () => heads, () => desk.people.admins()]) {
    const told = await Promise.all((await users()).map(tell));
    if (told.includes(true)) return true;
  }
  return false;
}

type Kept = NonNullable<ConversationsHistoryResponse['messages']>[number];
const markOf = ({ metadata }: Kept): Mark | undefined =>
  metadata?.event_type === MARK_TYPE ? (metadata.event_payload as Mark | undefined) : undefined;

/** What one person was told with a mark, the newest first. */
async function markedTo({ channels, client }: Telling, user: string) {
  const channel = await patiently(() => channels.directOf(user));
  const { messages = [] } = await patiently(() =>
    client.conversations.history({ channel, limit: MOST_LOOKED_AT, include_all_metadata: true }),
  );
  return messages.flatMap((message) => {
    const mark = markOf(message);
    return mark && message.ts ? [{ channel, ts: message.ts, message, mark }] : [];
  });
}

/** Everybody who may be told what leaders are told. */
async function mayBeTold({ people }: Telling): Promise<ReadonlySet<string>> {
  const { supervisors, heads } = await people.leaders();
  return new Set([...supervisors, ...heads, ...(await people.admins())]);
}

/** The last that was told about one of these to each of those who may have been told: Slack knows it where a process that died cannot say it any more. */
export async function lastMarked(desk: Telling, abouts: readonly string[]): Promise<ReadonlyMap<string, Mark>> {
  const found = new Map<string, Mark>();
  for (const user of await mayBeTold(desk)) {
    const last = (await markedTo(desk, user)).find(({ mark }) => abouts.includes(mark.about));
    if (last) found.set(user, last.mark);
  }
  return found;
}

/**
 * Says on every copy of what was asked with a mark what became of it, each in its reader's language, and takes its presses; `also`:
 * who may have a copy besides those who lead. Answers what the marks were about. A copy that Slack does not let us change stands as it is.
 */
export async function endTold(
  desk: Telling & Pick<Desk, 'clock' | 'settings'>,
  isOver: (about: string) => boolean,
  outcome: (reader: Reader) => string,
  also: readonly string[] = [],
): Promise<readonly string[]> {
  const end = async (user: string): Promise<readonly string[]> => {
    try {
      const copies = (await markedTo(desk, user)).filter(
        ({ message, mark }) => isOver(mark.about) && message.blocks?.some(({ type }) => type === 'actions'),
      );
      const words = copies.length > 0 ? outcome(readerFor(desk, await desk.people.find(user))) : '';
      for (const { channel, ts, message } of copies) {
        const said = saidIn({ blocks: (message.blocks ?? []) as Message['blocks'] });
        await patiently(() => desk.client.chat.update({ channel, ts, ...answeredMessage(said, words) } as never));
      }
      return copies.map(({ mark }) => mark.about);
    } catch (error) {
      desk.log.warn({ user, reason: failureOf(error).reason }, 'a message that is answered could not be shown so');
      return [];
    }
  };
  const users = new Set([...(await mayBeTold(desk)), ...also]);
  return [...new Set((await Promise.all([...users].map(end))).flat())];
}
