import type { WebClient } from '@slack/web-api';
import { failureOf } from './delivery.js';
import { type HeldMessage, identityIn, type Listed, marksIn, numbersIn } from './fallback-plan.js';

/** Slack does not post there, whatever the message. */
export class RefusedThere extends Error {
  constructor(
    readonly channel: string,
    readonly reason: string,
  ) {
    super(`Slack takes no message for ${channel}: ${reason}`);
  }
}

const REFUSALS = ['channel_not_found', 'is_archived', 'not_in_channel', 'restricted_action', 'user_disabled', 'messages_tab_disabled'];
const PAGE = 200;
const MOST_PAGES = 50;
/** So far back in a busy channel is looked for what Slack sounded. */
const MOST_HISTORY_PAGES = 10;

/** What Slack holds for us until its time, as Slack itself tells it. Times are seconds since 1970. */
export class HeldBySlack {
  constructor(private readonly client: WebClient) {}

  /** All of ours, in whatever channel. */
  async list(): Promise<Listed[]> {
    const listed: Listed[] = [];
    let pages = 0;
    for await (const page of this.client.paginate('chat.scheduledMessages.list', { limit: PAGE })) {
      const { scheduled_messages: some = [] } = page as {
        scheduled_messages?: { id?: string | number; channel_id?: string; post_at?: number; text?: string }[];
      };
      for (const { id = '', channel_id: channel = '', post_at: postAt = 0, text = '' } of some) {
        const marks = marksIn(text);
        if (marks.length > 0) listed.push({ id: String(id), channel, postAt, marks, numbers: numbersIn(text) });
      }
      pages += 1;
      if (pages >= MOST_PAGES) break;
    }
    return listed;
  }

  /** Throws RefusedThere when another place is needed. */
  async leave(channel: string, { postAt, text }: HeldMessage): Promise<void> {
    try {
      await this.client.chat.scheduleMessage({ channel, post_at: postAt, text, unfurl_links: false, unfurl_media: false });
    } catch (error) {
      const { reason } = failureOf(error);
      throw REFUSALS.includes(reason) ? new RefusedThere(channel, reason) : error;
    }
  }

  /** Is a channel that was gone, or that we were not in, open to us again? */
  async isBack(channel: string): Promise<boolean> {
    const { channel: info } = await this.client.conversations.info({ channel });
    return info?.is_archived !== true && info?.is_member === true;
  }

  /** Takes a message back; one that is not there any more was posted, or taken back by another process. */
  async takeBack({ id, channel }: Listed): Promise<void> {
    try {
      await this.client.chat.deleteScheduledMessage({ channel, scheduled_message_id: id });
    } catch (error) {
      if (failureOf(error).reason !== 'invalid_scheduled_message_id') throw error;
    }
  }

  /**
   * Which of these promises stand somewhere, or will by `until`, each with its time; looked for from `oldest` on, in one place after
   * the other until all are found. A place that Slack refuses us holds none.
   */
  async sounded(
    wanted: ReadonlySet<string>,
    { oldest, now, until }: { readonly oldest: number; readonly now: number; readonly until: number },
    places: readonly (() => Promise<string>)[],
  ): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    const see = (marks: readonly string[], at: number): void => {
      for (const identity of marks.map(identityIn)) if (wanted.has(identity)) found.set(identity, at);
    };
    for (const { marks, postAt } of await this.list()) if (postAt <= until) see(marks, postAt);
    if (oldest > now) return found;
    for (const placeOf of places) {
      if (found.size === wanted.size) break;
      try {
        await this.readBack(await placeOf(), oldest, (text, at) => {
          see(marksIn(text), at);
          return found.size === wanted.size;
        });
      } catch (error) {
        if (failureOf(error).kind !== 'refused') throw error;
      }
    }
    return found;
  }

  /** Reads what stands in a channel since `oldest`, the newest first, until `isEnough`. */
  private async readBack(channel: string, oldest: number, isEnough: (text: string, at: number) => boolean): Promise<void> {
    let pages = 0;
    for await (const page of this.client.paginate('conversations.history', { channel, oldest: String(oldest - 1), limit: PAGE })) {
      const { messages = [] } = page as { messages?: { text?: string; ts?: string }[] };
      const enough = messages.map(({ text = '', ts = '' }) => isEnough(text, Number(ts)));
      pages += 1;
      if (pages >= MOST_HISTORY_PAGES || enough.includes(true)) break;
    }
  }
}
