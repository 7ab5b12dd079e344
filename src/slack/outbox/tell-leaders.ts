import type { Translate } from '../../cases/card.js';
import { translator } from '../../locales/index.js';
import { patiently } from '../app/patience.js';
import type { Desk } from '../desk.js';
import { type Message, sentenceOf } from '../messages/blocks.js';
import { failureOf } from './delivery.js';

type Telling = Pick<Desk, 'people' | 'channels' | 'client' | 'log'>;
type Said = string | Message | undefined;

/** Tells one person something that belongs to no case, in his language. Answers whether he has it; one who has left has nothing. */
export async function tellOne({ people, channels, client, log }: Telling, user: string, words: (t: Translate) => Said): Promise<boolean> {
  try {
    const { locale, left } = await people.find(user);
    const said = words(translator(locale));
    if (left) return false;
    if (said === undefined) return true;
    const channel = await patiently(() => channels.directOf(user));
    const message = typeof said === 'string' ? { text: sentenceOf(said) } : said;
    await patiently(() => client.chat.postMessage({ channel, ...message } as never));
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
export async function tellLeaders(desk: Telling, words: (t: Translate) => Said, but?: string): Promise<boolean> {
  const tell = (user: string): Promise<boolean> => tellOne(desk, user, (t) => (user === but ? undefined : words(t)));
  const { supervisors, heads } = await desk.people.leaders();
  for (const users of [async () => supervisors, async () => heads, () => desk.people.admins()]) {
    const told = await Promise.all((await users()).map(tell));
    if (told.includes(true)) return true;
  }
  return false;
}
