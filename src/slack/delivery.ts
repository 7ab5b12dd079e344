import { ErrorCode, type WebClient } from '@slack/web-api';
import type { Notice } from '../cases/case.js';
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

interface Found {
  readonly ts?: string;
  readonly files?: readonly { readonly name?: string }[];
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly notices?: unknown } };
}

const carries = (message: Found, id: string): boolean =>
  message.metadata?.event_type === METADATA_TYPE &&
  String(message.metadata.event_payload?.notices ?? '')
    .split(' ')
    .includes(id);

/**
 * Looks for a message of ours that already carries this notice: a sender may have died, or the connection broken, after
 * Slack took it. A file carries no metadata and is known by its name. Answers its `ts`.
 */
export async function findOwnMessage(
  client: WebClient,
  channel: string,
  notice: Notice,
  threadTs: string | undefined,
  fileName?: string,
): Promise<string | undefined> {
  const method = threadTs ? 'conversations.replies' : 'conversations.history';
  const oldest = String(notice.createdAt.getTime() / 1000 - 60);
  for await (const page of client.paginate(method, {
    channel,
    include_all_metadata: true,
    limit: 200,
    oldest,
    ...(threadTs ? { ts: threadTs } : {}),
  })) {
    const { messages = [] } = page as { messages?: Found[] };
    const found = messages.find(
      (message) => carries(message, notice.id) || message.files?.some(({ name }) => name !== undefined && name === fileName),
    );
    if (found?.ts) return found.ts;
  }
  return undefined;
}
