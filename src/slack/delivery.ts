import { ErrorCode, type WebClient } from '@slack/web-api';
import { ChannelTrouble } from './channels.js';

/** The type of metadata under which a message carries the ids of its notices. */
export const METADATA_TYPE = 'fieldbell_notice';

/** Why Slack did not take a message, and how long to wait. */
export interface Failure {
  readonly kind: 'channel' | 'passing';
  readonly reason: string;
  readonly retryAfterMs?: number;
}

const CHANNEL_ERRORS = ['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action'];

export function failureOf(error: unknown): Failure {
  if (error instanceof ChannelTrouble) return { kind: 'channel', reason: error.message };
  if (!(error instanceof Error)) return { kind: 'passing', reason: String(error) };
  const code = 'code' in error ? error.code : undefined;
  if (code === ErrorCode.RateLimitedError && 'retryAfter' in error)
    return { kind: 'passing', reason: 'ratelimited', retryAfterMs: Number(error.retryAfter) * 1000 };
  const reason = code === ErrorCode.PlatformError && 'data' in error ? String((error.data as { error?: string }).error) : error.message;
  return { kind: CHANNEL_ERRORS.includes(reason) ? 'channel' : 'passing', reason };
}

/** Slack's own error of a throttled call, for one that was not even made. */
export const throttled = (restMs: number): Error =>
  Object.assign(new Error('Slack has throttled this'), { code: ErrorCode.RateLimitedError, retryAfter: restMs / 1000 });

/** Slack said nothing for too long. */
export class NoAnswer extends Error {}

const TROUBLE_CODES: readonly unknown[] = [ErrorCode.RateLimitedError, ErrorCode.HTTPError, ErrorCode.RequestError];
/** What Slack answers when it is out of order, and of a trigger when it or we took too long. */
const TROUBLE_ERRORS = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited', 'expired_trigger_id'];

/** Did Slack itself not do its part: throttled, out of order, out of reach or too slow? */
export const isSlackTrouble = (error: unknown): boolean =>
  error instanceof NoAnswer ||
  (error instanceof Error && 'code' in error && TROUBLE_CODES.includes(error.code)) ||
  TROUBLE_ERRORS.includes(failureOf(error).reason);

interface Found {
  readonly ts?: string;
  readonly files?: readonly { readonly id?: string; readonly name?: string }[];
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly notices?: unknown } };
}

/** A message is known by the notices it carries, a file, which carries none, by its name; each with Slack's id of it. */
const namesOf = ({ ts = '', metadata, files = [] }: Found): [string, string][] => [
  ...(metadata?.event_type === METADATA_TYPE ? String(metadata.event_payload?.notices ?? '').split(' ') : []).map(
    (name): [string, string] => [name, ts],
  ),
  ...files.map(({ id = '', name = '' }): [string, string] => [name, id]),
];

/** Clocks differ by a little; a message cannot be older than its notice by more. */
const SKEW_SECONDS = 60;

/**
 * What Slack has of ours already: a sender may have died, or the connection broken, after Slack took a message. Each
 * channel and thread is read once, as far back as the oldest notice in doubt.
 */
export class Sent {
  private readonly read = new Map<string, Promise<ReadonlyMap<string, string>>>();
  private readonly oldest: string;

  constructor(
    private readonly client: WebClient,
    since: Date,
  ) {
    this.oldest = String(since.getTime() / 1000 - SKEW_SECONDS);
  }

  /** The `ts` of the message that carries this notice, or the id of the file of this name, in the thread or, merged with others, in its channel. */
  async find(name: string, channel: string, threadTs?: string): Promise<string | undefined> {
    for (const thread of threadTs ? [threadTs, undefined] : [undefined]) {
      const ts = (await this.messagesIn(channel, thread)).get(name);
      if (ts) return ts;
    }
    return undefined;
  }

  private messagesIn(channel: string, threadTs: string | undefined): Promise<ReadonlyMap<string, string>> {
    const key = `${channel} ${threadTs ?? ''}`;
    const known = this.read.get(key) ?? this.load(channel, threadTs);
    this.read.set(key, known);
    return known;
  }

  private async load(channel: string, threadTs: string | undefined): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const pages = this.client.paginate(threadTs ? 'conversations.replies' : 'conversations.history', {
      channel,
      include_all_metadata: true,
      limit: 200,
      oldest: this.oldest,
      ...(threadTs ? { ts: threadTs } : {}),
    });
    for await (const page of pages) {
      const { messages = [] } = page as { messages?: Found[] };
      for (const message of messages) for (const [name, id] of namesOf(message)) if (id) found.set(name, id);
    }
    return found;
  }
}
