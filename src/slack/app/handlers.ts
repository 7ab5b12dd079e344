import type { RespondFn } from '@slack/bolt';
import type { Reader } from '../../cases/card.js';
import type { MessagePlace } from '../../cases/case.js';
import { localeOf, translator } from '../../locales/index.js';
import type { Desk } from '../desk.js';
import { type Message, sentenceOf } from '../messages/blocks.js';
import { failureOf, isSlackTrouble } from '../outbox/delivery.js';
import type { Person } from '../people/people.js';
import { readerFor } from '../people/readers.js';
import { patiently } from './patience.js';
import { troubleInWords } from './trouble.js';

/** Somebody asked something: who, as whom he reads, and how to answer him alone. */
export interface Asked {
  readonly desk: Desk;
  readonly person: Person;
  readonly reader: Reader;
  /** How many rows of a list were shown before; none, if left out. */
  readonly from?: number;
  /** The message whose press asked, where Slack keeps it. */
  readonly pressedIn?: MessagePlace | undefined;
  /** Asked by a press in a modal: another one goes on top of it. */
  readonly isInModal?: boolean;
  /** Answers only the person who asked; `replaces` puts the answer in the place of the message that was pressed. */
  answer(message: Message | string, how?: { readonly replaces?: boolean }): Promise<void>;
}

/** A sentence names what somebody typed: it is escaped like everything that is shown. */
const asMessage = (message: Message | string): Message =>
  typeof message === 'string' ? { text: sentenceOf(message), blocks: [] } : message;
/** Without blocks Slack shows the text. */
const withBlocks = ({ text, blocks }: Message) => (blocks.length > 0 ? { text, blocks } : { text });

/** A payload of something pressed or chosen on a message: in a thread, Slack says so in its container or its message. */
interface Pressed {
  readonly container?: { readonly [field: string]: unknown };
  readonly message?: { readonly [field: string]: unknown } | undefined;
}

/** The thread that was pressed in. An answer that does not name it stands in the channel. */
export function threadOf({ container, message }: Pressed): string | undefined {
  const thread = container?.thread_ts ?? message?.thread_ts;
  return typeof thread === 'string' ? thread : undefined;
}

/** The message that was pressed; none for one that only its reader sees, which Slack does not keep. */
export function placeOf({ container }: Pressed): MessagePlace | undefined {
  const { channel_id: channel, message_ts: ts, is_ephemeral: isEphemeral } = container ?? {};
  return typeof channel === 'string' && typeof ts === 'string' && !isEphemeral ? { channel, ts } : undefined;
}

/** Shows something to one person in a channel. False when that channel is not open to him or to us. */
async function isShownIn(desk: Desk, channel: string, message: { readonly user: string; readonly text: string }): Promise<boolean> {
  try {
    await desk.client.chat.postEphemeral({ channel, ...message });
    return true;
  } catch (error) {
    if (failureOf(error).kind === 'refused') return false;
    throw error;
  }
}

/** Makes the answer function of a payload that has a response URL, or, without one, of the person's direct channel. */
export function answerer(desk: Desk, user: string, respond: RespondFn | undefined, channel?: string, thread?: string): Asked['answer'] {
  const inThread = thread ? { thread_ts: thread } : {};
  const say = async (message: Message, replaces: boolean): Promise<void> => {
    const said = withBlocks(message);
    if (respond) {
      await respond({ response_type: 'ephemeral', replace_original: replaces, ...said, ...inThread });
      return;
    }
    if (channel && (await isShownIn(desk, channel, { user, ...said, ...inThread }))) return;
    const direct = await patiently(() => desk.channels.directOf(user));
    await patiently(() => desk.client.chat.postMessage({ channel: direct, ...said }));
  };
  return (message, { replaces = false } = {}) => desk.newer.send(asMessage(message), (shape) => say(shape, replaces));
}

/** Whoever has no answer after this time hears that it comes later, so that nobody waits three seconds for nothing. */
const PATIENCE_MS = 2_000;

/**
 * Runs what a person asked for after it was acknowledged. People without a role get a sentence; whoever would wait long hears so
 * meanwhile, but where what he waits for is drawn and no message (`isDrawn`); whatever fails unexpectedly is logged once and answered with an
 * error id. Nothing is swallowed.
 */
export async function attend(
  desk: Desk,
  user: string,
  answer: Asked['answer'],
  work: (asked: Asked) => Promise<void>,
  { isDrawn = false }: { readonly isDrawn?: boolean } = {},
): Promise<void> {
  let locale = desk.settings.language;
  const tell = (sentence: string): Promise<void> =>
    answer(sentence).catch((error: unknown) => {
      if (isSlackTrouble(error)) desk.log.warn({ user, reason: failureOf(error).reason }, 'the person could not be told');
      else desk.log.error({ err: error, user }, 'the person could not be told');
    });
  const slow = isDrawn ? undefined : setTimeout(() => void tell(translator(localeOf(locale))('shared.trouble.slow')), PATIENCE_MS);
  const answerInTime: Asked['answer'] = (message, how) => {
    clearTimeout(slow);
    return answer(message, how);
  };
  try {
    const person = await desk.people.find(user);
    locale = person.locale;
    const reader = readerFor(desk, person);
    if (person.roles.length === 0) {
      await answerInTime(reader.t('shared.refusal.noRole'));
      return;
    }
    await work({ desk, person, reader, answer: answerInTime });
  } catch (error) {
    await tell(troubleInWords(error, desk.log, localeOf(locale), { user }));
  } finally {
    clearTimeout(slow);
  }
}
