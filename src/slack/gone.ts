import { DateTime } from 'luxon';
import type { Reader } from '../cases/card.js';
import type { MessagePlace, Refusal } from '../cases/case.js';
import { refuse } from '../cases/case.js';
import { refusalInWords } from '../locales/index.js';
import { patiently } from './app/patience.js';
import type { Desk } from './desk.js';
import { context, type ShownBlock } from './messages/blocks.js';
import { failureOf } from './outbox/delivery.js';

/** A moment that stays true to read on another day, in the desk's zone. */
export const momentOf = ({ clock }: Pick<Desk, 'clock'>, at: Date): string =>
  DateTime.fromJSDate(at, { zone: clock.now().zone }).toFormat('yyyy-MM-dd HH:mm');

/** Why nothing stands under a number of a case or an entry, where the desk was put back to a copy that is older than it. Decision 0103. */
export async function goneUnder(desk: Pick<Desk, 'clock' | 'putBack'>, no: string): Promise<Refusal | undefined> {
  const gone = await desk.putBack.goneWith(no);
  return gone && refuse(gone.isSkipped ? 'mayBeGone' : 'gone', { no, copy: momentOf(desk, gone.copiedAt) });
}

/** The same of the case whose thread this was, by the number on the card that it hangs on. */
export async function goneThread(
  desk: Pick<Desk, 'client' | 'clock' | 'putBack' | 'team' | 'log'>,
  channel: string,
  thread: string,
): Promise<Refusal | undefined> {
  if (!(await desk.putBack.last())) return undefined;
  try {
    const { messages } = await desk.client.conversations.replies({ channel, ts: thread, limit: 1 });
    const [root] = messages ?? [];
    const no = root?.user === desk.team.botUser ? /\b[A-Z]{1,2}-\d+\b/.exec(root.text ?? '')?.[0] : undefined;
    return no === undefined ? undefined : await goneUnder(desk, no);
  } catch (error) {
    desk.log.warn({ channel, reason: failureOf(error).reason }, 'a thread could not be looked at');
    return undefined;
  }
}

export const isGone = ({ code }: Refusal): boolean => code === 'gone' || code === 'mayBeGone';

interface Press {
  readonly value?: string;
  readonly options?: readonly Press[];
}
interface Shown {
  readonly type: string;
  readonly elements?: readonly Press[];
  readonly accessory?: Press;
}

/** Is a press, or what a menu offers, about this number? */
const isAbout = ({ value = '', options = [] }: Press, no: string): boolean =>
  value.split(' ').includes(no) || options.some((option) => isAbout(option, no));

/** A message without its presses about a number. */
const withoutPresses = (blocks: readonly Shown[], no: string): Shown[] =>
  blocks.flatMap((block) => {
    const { accessory, ...bare } = block;
    if (accessory && isAbout(accessory, no)) return [bare];
    if (block.type !== 'actions' || !block.elements) return [block];
    const elements = block.elements.filter((press) => !isAbout(press, no));
    return elements.length > 0 ? [{ ...block, elements }] : [];
  });

/** Takes the presses about what is gone off a message, and says there what became of it. What Slack does not let us change stays. */
export async function endGone(
  desk: Pick<Desk, 'clock' | 'client' | 'log'>,
  place: MessagePlace,
  message: { readonly text?: string | undefined; readonly blocks?: readonly object[] },
  { why, no, locale }: { readonly why: Refusal; readonly no: string; readonly locale: Reader['locale'] },
): Promise<void> {
  const blocks = [
    ...withoutPresses((message.blocks ?? []) as readonly Shown[], no),
    context(refusalInWords(why, desk.clock.now(), locale)),
  ] as ShownBlock[];
  try {
    await patiently(() => desk.client.chat.update({ ...place, text: message.text ?? '', blocks } as never));
  } catch (error) {
    desk.log.warn({ no, reason: failureOf(error).reason }, 'a message about what is gone keeps its presses');
  }
}
