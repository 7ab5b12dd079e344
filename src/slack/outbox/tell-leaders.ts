import type { Translate } from '../../cases/card.js';
import { translator } from '../../locales/index.js';
import { patiently } from '../app/patience.js';
import type { Desk } from '../desk.js';
import { sentenceOf } from '../messages/blocks.js';
import { failureOf } from './delivery.js';

/**
 * Tells something about the desk itself to those who answer for it, each for himself: the supervisors, and where none of them has
 * it the heads, then the admins of the workspace; `but` whoever did it, who is told nothing and stands for those like him. Answers
 * whether somebody has it. Nothing is told where there are no words. What belongs to a case is a notice of the case.
 */
export async function tellLeaders(
  { people, channels, client, log }: Pick<Desk, 'people' | 'channels' | 'client' | 'log'>,
  words: (t: Translate) => string | undefined,
  but?: string,
): Promise<boolean> {
  const tell = async (user: string): Promise<boolean> => {
    try {
      const { locale, left } = await people.find(user);
      const said = words(translator(locale));
      if (left) return false;
      if (user === but || said === undefined) return true;
      const channel = await patiently(() => channels.directOf(user));
      await patiently(() => client.chat.postMessage({ channel, text: sentenceOf(said) }));
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
