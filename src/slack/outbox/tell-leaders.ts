import type { Translate } from '../../cases/card.js';
import { translator } from '../../locales/index.js';
import { patiently } from '../app/patience.js';
import type { Desk } from '../desk.js';
import { sentenceOf } from '../messages/blocks.js';
import { failureOf } from './delivery.js';

/**
 * Tells something about the desk itself to those who answer for it, each for himself: the supervisors, and where none of them has
 * it the heads, then the admins of the workspace. Answers whether somebody has it. What belongs to a case is a notice of the case.
 */
export async function tellLeaders(
  { people, channels, client, log }: Pick<Desk, 'people' | 'channels' | 'client' | 'log'>,
  words: (t: Translate) => string,
): Promise<boolean> {
  const tell = async (user: string): Promise<boolean> => {
    try {
      const { locale, left } = await people.find(user);
      if (left) return false;
      const channel = await patiently(() => channels.directOf(user));
      await patiently(() => client.chat.postMessage({ channel, text: sentenceOf(words(translator(locale))) }));
      return true;
    } catch (error) {
      log.warn({ user, reason: failureOf(error).reason }, 'one who answers for the desk could not be told');
      return false;
    }
  };
  const { supervisors, heads } = await people.leaders();
  for (const users of [async () => supervisors, async () => heads, () => people.admins()]) {
    const told = await Promise.all((await users()).map(tell));
    if (told.includes(true)) return true;
  }
  return false;
}
