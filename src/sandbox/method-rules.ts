import { type Answer, type MethodContext, no } from './method.js';
import type { Json } from './workspace.js';

/** What Slack asks of every call of a method, from the methods' own pages. */
interface Rule {
  /** Calls a minute that are always taken: the method's tier. */
  readonly perMinute: number;
  /** Arguments without which it is `invalid_arguments`. */
  readonly required?: readonly string[];
  /** The scopes of a call that depend on the kind of its channel. */
  readonly scopes?: (args: Json, context: MethodContext) => readonly string[];
}

const TIER = { two: 20, three: 50, four: 100, special: 300 } as const;

/** `history` or `read` of the kind of channel that is asked about. */
const ofChannel =
  (right: 'history' | 'read') =>
  ({ channel: id }: Json, { workspace }: MethodContext): readonly string[] => {
    const channel = workspace.channel(String(id ?? ''));
    return [`${channel?.isDirect ? 'im' : channel?.isPrivate ? 'groups' : 'channels'}:${right}`];
  };
const LISTED: Readonly<Record<string, string>> = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};
export const typesOf = ({ types = 'public_channel' }: Json): string[] =>
  String(types)
    .split(',')
    .map((type) => type.trim());

const RULES: Readonly<Record<string, Rule>> = {
  'auth.test': { perMinute: TIER.special },
  'users.info': { perMinute: TIER.four, required: ['user'] },
  'usergroups.users.list': { perMinute: TIER.two, required: ['usergroup'] },
  'conversations.list': { perMinute: TIER.two, scopes: (args) => typesOf(args).flatMap((type) => LISTED[type] ?? []) },
  'conversations.info': { perMinute: TIER.three, required: ['channel'], scopes: ofChannel('read') },
  'conversations.open': { perMinute: TIER.three },
  'conversations.history': { perMinute: TIER.three, required: ['channel'], scopes: ofChannel('history') },
  'conversations.replies': { perMinute: TIER.three, required: ['channel', 'ts'], scopes: ofChannel('history') },
  'chat.postMessage': { perMinute: TIER.special, required: ['channel'] },
  'chat.postEphemeral': { perMinute: TIER.four, required: ['channel', 'user'] },
  'chat.update': { perMinute: TIER.three, required: ['channel', 'ts'] },
  'chat.delete': { perMinute: TIER.three, required: ['channel', 'ts'] },
  'chat.scheduleMessage': { perMinute: TIER.three, required: ['channel', 'post_at'] },
  'chat.deleteScheduledMessage': { perMinute: TIER.three, required: ['channel', 'scheduled_message_id'] },
  'chat.scheduledMessages.list': { perMinute: TIER.three },
  'files.getUploadURLExternal': { perMinute: TIER.four, required: ['filename', 'length'] },
  'files.completeUploadExternal': { perMinute: TIER.four, required: ['files'] },
  'files.delete': { perMinute: TIER.three, required: ['file'] },
  'files.info': { perMinute: TIER.four, required: ['file'] },
  'views.open': { perMinute: TIER.four, required: ['trigger_id', 'view'] },
  'views.push': { perMinute: TIER.four, required: ['trigger_id', 'view'] },
  'views.update': { perMinute: TIER.four, required: ['view'] },
  'views.publish': { perMinute: TIER.four, required: ['user_id', 'view'] },
};

/** The scope that this call needs and the bot has not. */
export function scopeMissing(name: string, args: Json, context: MethodContext, granted: readonly string[]): string | undefined {
  return RULES[name]?.scopes?.(args, context).find((scope) => !granted.includes(scope));
}

/** What Slack would say against the arguments of this call, whatever the method does. */
export function argumentProblem(name: string, args: Json): Answer | undefined {
  const odd = Object.keys(args).find((field) => !/^\w{1,64}$/.test(field));
  if (odd !== undefined) return no('invalid_arg_name');
  const missing = (RULES[name]?.required ?? []).filter((field) => args[field] === undefined || args[field] === '');
  if (missing.length === 0) return undefined;
  const messages = missing.map((field) => `[ERROR] missing required field: ${field}`);
  return no('invalid_arguments', { response_metadata: { messages } });
}

const MINUTE_MS = 60_000;
/** Slack lets short bursts pass: so many times the tier within a minute. */
const BURST = 4;

/** How often each method was called within the last minute of the desk's clock. */
export class Tiers {
  private readonly calls = new Map<string, number[]>();

  /** Counts a call; answers after how many seconds it may be tried again, if it is one too many. */
  take(name: string, now: number): number | undefined {
    const recent = (this.calls.get(name) ?? []).filter((at) => at > now - MINUTE_MS && at <= now);
    const [oldest = now] = recent;
    if (recent.length >= (RULES[name]?.perMinute ?? TIER.three) * BURST) return Math.max(1, Math.ceil((oldest + MINUTE_MS - now) / 1000));
    this.calls.set(name, [...recent, now]);
    return undefined;
  }
}
