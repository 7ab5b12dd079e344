import type { WebClient } from '@slack/web-api';
import type { HistoryEntry, Withdrawal } from '../cases/case.js';
import { withMaskedPhones } from '../cases/phones.js';
import { noteInShort } from '../cases/telling.js';
import { unformatted } from '../cases/text.js';
import { translator } from '../locales/index.js';
import type { CaseRecord } from '../store/cases.js';
import type { Desk } from './desk.js';
import { escaped } from './messages/mrkdwn.js';

/** What of a reply stands in what the bot said of it. */
interface TakenBack {
  /** The words of its notes. */
  readonly words: readonly string[];
  /** When it was written, as Slack counts it (`ts`): nothing was said of it before. */
  readonly ts: string;
  readonly why: Withdrawal;
}

interface Said {
  readonly ts?: string;
  readonly user?: string;
  readonly text?: string;
  readonly blocks?: readonly object[];
}

/** So many messages after the reply are looked through in each place. */
const MOST_SEEN = 200;

/** Finds the words where they were told: behind a colon, to the end of their line. */
function telling(words: readonly string[]): RegExp {
  const told = words.flatMap((one) => [one, noteInShort(one)]).map((one) => escaped(withMaskedPhones(unformatted(one))));
  const literal = [...new Set(told)].map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<=[:：]\\s?)(?:${literal.join('|')})(?=\\n|$)`, 'g');
}

/** A block, or a part of one, with other words; the very same one where nothing is to be said otherwise. */
function reworded(value: unknown, say: (words: string) => string, name = ''): unknown {
  if (typeof value === 'string') return name === 'text' ? say(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => reworded(item, say));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reworded(inner, say, key)]));
}

/** Whoever has had a case: he was told of the notes of others. */
const ownersOf = ({ owner, history }: Pick<CaseRecord, 'owner' | 'history'>): Set<string> => {
  const were = history.flatMap(({ changes }: HistoryEntry) =>
    changes.flatMap(({ field, from, to }) => (field === 'owner' ? [from, to] : [])),
  );
  return new Set([owner, ...were].filter((one): one is string => typeof one === 'string' && /^[UW][A-Z0-9]+$/.test(one)));
};

/**
 * Takes the words that somebody took back in Slack out of what the bot itself said of them: in the thread of the case, and to those who
 * had it. Throws what Slack answers; what it does not let us change stays. Fault B6.
 */
export async function takeBackInSlack(desk: Desk, record: CaseRecord, { words, ts, why }: TakenBack): Promise<void> {
  if (words.length === 0) return;
  const { client, channels, team } = desk;
  const told = telling(words);
  const instead = translator(desk.settings.language)(`shared.history.note_${why}`);
  const say = (text: string): string => text.replace(told, instead);
  const inPlace = async (channel: string, messages: readonly Said[] = []): Promise<void> => {
    for (const message of messages) {
      const text = say(message.text ?? '');
      const blocks = message.blocks && (reworded(message.blocks, say) as object[]);
      const isIn = text !== (message.text ?? '') || JSON.stringify(blocks) !== JSON.stringify(message.blocks);
      if (message.user !== team.botUser || !message.ts || !isIn) continue;
      const update = { channel, ts: message.ts, text, ...(blocks ? { blocks } : {}) };
      await client.chat.update(update as Parameters<WebClient['chat']['update']>[0]);
    }
  };
  const { home } = record;
  if (home) {
    const thread = await client.conversations.replies({
      channel: home.channel,
      ts: home.threadTs ?? home.ts,
      oldest: ts,
      limit: MOST_SEEN,
    });
    await inPlace(home.channel, thread.messages as readonly Said[]);
  }
  for (const user of ownersOf(record)) {
    const channel = await channels.directOf(user);
    const said = await client.conversations.history({ channel, oldest: ts, limit: MOST_SEEN });
    await inPlace(channel, said.messages as readonly Said[]);
  }
}
