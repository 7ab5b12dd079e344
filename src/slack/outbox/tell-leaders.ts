import type { Translate } from '../../cases/card.js';
import { translator } from '../../locales/index.js';
import { patiently } from '../app/patience.js';
import type { Desk } from '../desk.js';
import { type Message, sentenceOf } from '../messages/blocks.js';
import { failureOf } from './delivery.js';

type Telling = Pick<Desk, 'people' | 'channels' | 'client' | 'log'>;
type Said = string | Message | undefined;

/** What a message to those who lead is about, for whoever looks for it in Slack later. */
export interface Mark {
  readonly about: string;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}
/** The type of metadata that carries a mark. */
const MARK_TYPE = 'fieldbell_told';
/** So many of the newest messages in a direct channel are looked through for a mark. */
const MOST_LOOKED_AT = 200;

/** Tells one person something that belongs to no case, in his language. Answers whether he has it; one who has left has nothing. */
export async function tellOne(
  { people, channels, client, log }: Telling,
  user: string,
  words: (t: Translate) => Said,
  mark?: Mark,
): Promise<boolean> {
  try {
    const { locale, left } = await people.find(user);
    const said = words(translator(locale));
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
  words: (t: Translate) => Said,
  { but, mark }: { readonly but?: string | undefined; readonly mark?: Mark } = {},
): Promise<boolean> {
  const tell = (user: string): Promise<boolean> => tellOne(desk, user, (t) => (user === but ? undefined : words(t)), mark);
  const { supervisors, heads } = await desk.people.leaders();
  for (const users of [async () => supervisors, async () => heads, () => desk.people.admins()]) {
    const told = await Promise.all((await users()).map(tell));
    if (told.includes(true)) return true;
  }
  return false;
}

/** The last that was told with a mark to each of those who may have been told: Slack knows it where a process that died cannot say it any more. */
export async function lastMarked({ people, channels, client }: Telling): Promise<ReadonlyMap<string, Mark>> {
  const { supervisors, heads } = await people.leaders();
  const found = new Map<string, Mark>();
  for (const user of new Set([...supervisors, ...heads, ...(await people.admins())])) {
    const channel = await patiently(() => channels.directOf(user));
    const { messages = [] } = await patiently(() =>
      client.conversations.history({ channel, limit: MOST_LOOKED_AT, include_all_metadata: true }),
    );
    const mark = messages.find(({ metadata }) => metadata?.event_type === MARK_TYPE)?.metadata?.event_payload as Mark | undefined;
    if (mark) found.set(user, mark);
  }
  return found;
}
