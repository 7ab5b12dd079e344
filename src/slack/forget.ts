import { setTimeout as pause } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { type Forgotten, textWithout } from '../cases/forget.js';
import type { Place } from '../store/privacy.js';
import { failureOf } from './outbox/delivery.js';

/** What of a person stood in Slack, and what became of it. */
export interface SlackTraces {
  /** Messages of the bot's whose words were taken out, and those that had to go as a whole. */
  readonly updated: number;
  readonly deleted: number;
  /** Files of the bot's: printed forms of his cases. */
  readonly files: number;
  /** Cards that the outbox draws anew. */
  readonly cards: number;
  /** Links to what people wrote or put there themselves: only they, or an admin of the workspace, can take it out. */
  readonly ofUsers: readonly string[];
  /** What Slack refused, in words. */
  readonly failed: readonly string[];
}

export interface SlackParts {
  readonly client: WebClient;
  readonly team: { readonly url: string; readonly botUser: string };
}

interface Message {
  readonly ts: string;
  readonly user?: string;
  readonly text?: string;
  readonly blocks?: readonly object[];
  readonly files?: readonly { readonly id: string; readonly name?: string; readonly user?: string }[];
}

/** A message with where it is; `isOwn`: it is of one of his cases. */
interface Seen {
  readonly channel: string;
  readonly message: Message;
  readonly isOwn: boolean;
}

const PAGE = 200;
/** Slack asks to wait as often as this for one call. */
const MOST_WAITS = 20;
/** Clocks differ by a little. */
const SKEW_SECONDS = 60;
/** What people read of a block stands under these names; the rest is ours. */
const WORDS = new Set(['text', 'alt_text', 'fallback']);
const ADDRESSED = /^F[A-Z0-9]+$/;

async function patiently<T>(call: () => Promise<T>, left = MOST_WAITS): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { retryAfterMs } = failureOf(error);
    if (retryAfterMs === undefined || left === 0) throw error;
    await pause(retryAfterMs);
    return patiently(call, left - 1);
  }
}

/** A block without the person; the very same one when he is not in it. */
function without(value: unknown, name: string, person: Forgotten, isOwn: boolean): unknown {
  if (typeof value === 'string') return WORDS.has(name) ? textWithout(value, person, isOwn) : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => without(item, name, person, isOwn));
    return items.some((item, n) => item !== value[n]) ? items : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, without(inner, key, person, isOwn)] as const);
  return entries.some(([key, inner]) => Reflect.get(value, key) !== inner) ? Object.fromEntries(entries) : value;
}

/** Looks through what the bot said of a person, and takes him out of it. */
class Search {
  private readonly seen = new Map<string, Seen>();
  private readonly failed: string[] = [];

  constructor(
    private readonly parts: SlackParts,
    private readonly person: Forgotten & { readonly own: ReadonlySet<string> },
  ) {}

  private async look(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failed.push(`${what}: ${failureOf(error).reason}`);
    }
  }

  private take(channel: string, message: Message, isOwn: boolean): void {
    const key = `${channel} ${message.ts}`;
    const shown = JSON.stringify([message.text, message.blocks, message.files?.map(({ name }) => name)]);
    const isNamed = [...this.person.own].some((no) => new RegExp(`(?<![\\w-])${no}(?!\\d)`).test(shown));
    this.seen.set(key, { channel, message, isOwn: isOwn || isNamed || (this.seen.get(key)?.isOwn ?? false) });
  }

  /** Everything in a thread: it is all about its case. */
  async thread(channel: string, ts: string, isOwn: boolean): Promise<void> {
    await this.look(`the thread ${ts} in ${channel}`, async () => {
      let cursor: string | undefined;
      do {
        const page = await patiently(() =>
          this.parts.client.conversations.replies({ channel, ts, limit: PAGE, ...(cursor ? { cursor } : {}) }),
        );
        for (const message of (page.messages ?? []) as Message[]) this.take(channel, message, isOwn);
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor);
    });
  }

  /** What was said in a channel from a moment on, until another if one is given. */
  async channel(channel: string, oldest: string, latest?: string, isOwn = false): Promise<void> {
    await this.look(`the channel ${channel}`, async () => {
      let cursor: string | undefined;
      do {
        const page = await patiently(() =>
          this.parts.client.conversations.history({
            channel,
            oldest,
            inclusive: true,
            limit: PAGE,
            ...(latest ? { latest } : {}),
            ...(cursor ? { cursor } : {}),
          }),
        );
        for (const message of (page.messages ?? []) as Message[]) this.take(channel, message, isOwn);
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor);
    });
  }

  private isOurs({ user }: Pick<Message, 'user'>): boolean {
    return user === this.parts.team.botUser;
  }

  private link({ channel, message }: Seen): string {
    return `${this.parts.team.url}archives/${channel}/p${message.ts.replace('.', '')}`;
  }

  private isFormOf(name: string | undefined): boolean {
    return [...this.person.own].some((no) => name?.startsWith(`${no}-`));
  }

  /** Takes the person out of what was found. `cards`: messages that are drawn anew anyway. */
  async takeOut(cards: ReadonlySet<string>, sentFiles: readonly string[], isDryRun: boolean): Promise<SlackTraces> {
    const { client } = this.parts;
    const ofUsers: string[] = [];
    const files = new Set(sentFiles);
    let [updated, deleted, drawn] = [0, 0, 0];
    for (const found of this.seen.values()) {
      const { channel, message, isOwn } = found;
      const { ts } = message;
      for (const file of message.files ?? []) if (this.isOurs(message) && this.isFormOf(file.name)) files.add(file.id);
      const text = textWithout(message.text ?? '', this.person, isOwn);
      const blocks = without(message.blocks ?? [], '', this.person, isOwn) as object[];
      const isIn = text !== (message.text ?? '') || blocks !== (message.blocks ?? blocks);
      if (cards.has(`${channel} ${ts}`)) {
        if (isIn) drawn += 1;
        continue;
      }
      if (!isIn) continue;
      if (!this.isOurs(message)) {
        ofUsers.push(this.link(found));
        continue;
      }
      if (isDryRun) {
        updated += 1;
        continue;
      }
      await this.look(`the message ${this.link(found)}`, async () => {
        try {
          const update = { channel, ts, text, ...(message.blocks ? { blocks } : {}) };
          await patiently(() => client.chat.update(update as Parameters<WebClient['chat']['update']>[0]));
          updated += 1;
        } catch (error) {
          if (failureOf(error).reason === 'message_not_found') return;
          // One with a file, or of a form that Slack takes no more: it goes as a whole.
          await patiently(() => client.chat.delete({ channel, ts }));
          deleted += 1;
        }
      });
    }
    let gone = 0;
    for (const file of files) {
      if (!isDryRun)
        await this.look(`the file ${file}`, async () => {
          await patiently(() => client.files.delete({ file })).catch((error: unknown) => {
            if (!/^(file_not_found|file_deleted)$/.test(failureOf(error).reason)) throw error;
          });
        });
      gone += 1;
    }
    return { updated, deleted, files: gone, cards: drawn, ofUsers, failed: this.failed };
  }
}

/**
 * Takes a person out of what the bot itself said in Slack of these cases: its messages lose his number and names, printed forms of
 * his cases are deleted, cards are left to the outbox. What people wrote is named, since the bot may not change it. `isThorough`: the
 * channels that the cases were told in are read from the oldest case on, so that lists, digests and answers are found too.
 */
export async function forgetInSlack(
  parts: SlackParts,
  person: Forgotten & { readonly own: ReadonlySet<string> },
  places: readonly Place[],
  { isDryRun = false, isThorough = true, channels = [] as readonly string[] } = {},
): Promise<SlackTraces> {
  const search = new Search(parts, person);
  const cards = new Set<string>();
  const oldest = new Map<string, number>();
  const files: string[] = [];
  const since = (channel: string, at: Date): void =>
    void oldest.set(channel, Math.min(oldest.get(channel) ?? Number.POSITIVE_INFINITY, at.getTime()));
  for (const { openedAt, home, copies, sent, isOwn } of places) {
    for (const { channel, ts } of [...(home ? [home] : []), ...copies]) cards.add(`${channel} ${ts}`);
    for (const { channel, ts } of sent) {
      if (!ADDRESSED.test(ts)) {
        since(channel, openedAt);
        if (!isThorough) await search.channel(channel, ts, ts, isOwn);
      } else if (isOwn) files.push(ts);
    }
    for (const { channel } of copies) since(channel, openedAt);
    for (const channel of channels) since(channel, openedAt);
    if (home) {
      since(home.channel, openedAt);
      await search.thread(home.channel, home.threadTs ?? home.ts, isOwn);
    }
  }
  if (isThorough) for (const [channel, ms] of oldest) await search.channel(channel, String(ms / 1000 - SKEW_SECONDS));
  return search.takeOut(cards, files, isDryRun);
}
