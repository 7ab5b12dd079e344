import { ErrorCode } from '@slack/web-api';
import { ChannelTrouble } from '../people/channels.js';

/**
 * Why Slack did not take a message, and how long to wait. `passing`: the same may go well later. `refused`: not to this place or
 * person, until somebody sees to that. `form`: not in this form, wherever it goes.
 */
export interface Failure {
  readonly kind: 'passing' | 'refused' | 'form';
  readonly reason: string;
  readonly retryAfterMs?: number;
}

/** What Slack answers when it, or the app as a whole, is out of order: another place would not help. */
const PASSING_ERRORS: readonly string[] = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'accesslimited',
  'team_added_to_org',
  'org_login_required',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'invalid_trigger',
  'expired_trigger_id',
];

const FORM_ERRORS: readonly string[] = [
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'invalid_arguments',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_too_large',
  'metadata_must_be_sent_from_app',
  'msg_blocks_too_long',
  'msg_too_long',
  'too_many_attachments',
  'attachment_payload_limit_exceeded',
  'markdown_text_conflict',
  'no_text',
  'block_mismatch',
];

export function failureOf(error: unknown): Failure {
  if (error instanceof ChannelTrouble) return { kind: 'refused', reason: error.reason };
  if (error instanceof Error && error.cause !== undefined && !('code' in error)) return failureOf(error.cause);
  if (!(error instanceof Error)) return { kind: 'passing', reason: String(error) };
  const code = 'code' in error ? error.code : undefined;
  if (code === ErrorCode.RateLimitedError && 'retryAfter' in error)
    return { kind: 'passing', reason: 'ratelimited', retryAfterMs: Number(error.retryAfter) * 1000 };
  if (code !== ErrorCode.PlatformError || !('data' in error)) return { kind: 'passing', reason: error.message };
  const reason = String((error.data as { error?: string }).error);
  if (FORM_ERRORS.includes(reason)) return { kind: 'form', reason };
  return { kind: PASSING_ERRORS.includes(reason) ? 'passing' : 'refused', reason };
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
