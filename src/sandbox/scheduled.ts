import { messageJson, writable } from './message-methods.js';
import { type Answer, invalid, type MethodContext, no, page } from './method.js';
import { messageProblem } from './verdicts.js';
import { BOT, type Json, type ScheduledMessage, type Workspace } from './workspace.js';

const MOST_AHEAD_S = 120 * 24 * 3600;
/** At most so many messages for one channel within so many seconds. */
const MOST_TOGETHER = 30;
const TOGETHER_S = 300;
/** What is to be posted within so many seconds can no longer be deleted. */
const TOO_CLOSE_S = 60;

/** Would one more message at this time be too many in some five minutes around it? */
function isCrowded(workspace: Workspace, channel: string, postAt: number): boolean {
  const around = workspace.scheduled
    .filter((one) => one.channel === channel && Math.abs(one.postAt - postAt) < TOGETHER_S)
    .map((one) => one.postAt)
    .concat(postAt)
    .sort((a, b) => a - b);
  return around.some((first) => around.filter((other) => other >= first && other < first + TOGETHER_S).length > MOST_TOGETHER);
}

/** `chat.scheduleMessage`: Slack keeps the message and posts it at `post_at`, in seconds. */
export function scheduleMessage(args: Json, { workspace, now }: MethodContext): Answer {
  const channel = writable(workspace, String(args.channel ?? ''));
  if ('ok' in channel) return channel;
  if (args.post_at === undefined) return invalid({ error: 'invalid_arguments', messages: ['[ERROR] missing required field: post_at'] });
  const postAt = Number(args.post_at);
  if (!Number.isInteger(postAt)) return no('invalid_time');
  const seconds = now() / 1000;
  if (postAt <= seconds) return no('time_in_past');
  if (postAt > seconds + MOST_AHEAD_S) return no('time_too_far');
  const problem = messageProblem(args);
  if (problem) return invalid(problem);
  if (isCrowded(workspace, channel.id, postAt)) return no('restricted_too_many');
  const kept: ScheduledMessage = {
    id: workspace.nextId('Q'),
    channel: channel.id,
    postAt,
    createdAt: Math.floor(seconds),
    text: args.text ?? '',
    ...(args.blocks ? { blocks: args.blocks } : {}),
    ...(args.thread_ts ? { threadTs: args.thread_ts } : {}),
    ...(args.metadata ? { hasMetadata: true } : {}),
  };
  workspace.scheduled.push(kept);
  workspace.changed();
  const { ts: _, ...message } = messageJson({ ...kept, user: BOT.user, isBot: true, ts: '' });
  return { ok: true, channel: channel.id, scheduled_message_id: kept.id, post_at: postAt, message };
}

/** `chat.deleteScheduledMessage`: until a minute before its time. */
export function deleteScheduledMessage(args: Json, { workspace, now }: MethodContext): Answer {
  const channel = workspace.channel(String(args.channel ?? ''));
  if (!channel) return no('channel_not_found');
  const at = workspace.scheduled.findIndex(({ id, channel: where }) => id === args.scheduled_message_id && where === channel.id);
  const found = workspace.scheduled[at];
  if (!found || found.postAt - now() / 1000 <= TOO_CLOSE_S) return no('invalid_scheduled_message_id');
  workspace.scheduled.splice(at, 1);
  workspace.changed();
  return { ok: true };
}

/** `chat.scheduledMessages.list`: what waits, soonest first; of each only its text, neither blocks nor metadata. */
export function listScheduledMessages(args: Json, { workspace }: MethodContext): Answer {
  const channel = args.channel === undefined ? undefined : workspace.channel(String(args.channel));
  if (args.channel !== undefined && !channel) return no('invalid_channel');
  const oldest = Number(args.oldest ?? 0);
  const latest = Number(args.latest ?? Number.POSITIVE_INFINITY);
  if (!(oldest < latest)) return no('invalid_arguments');
  const waiting = workspace.scheduled
    .filter((one) => (!channel || one.channel === channel.id) && one.postAt >= oldest && one.postAt <= latest)
    .toSorted((a, b) => a.postAt - b.postAt)
    .map(({ id, channel: where, postAt, createdAt, text }) => ({
      id,
      channel_id: where,
      post_at: postAt,
      date_created: createdAt,
      text,
    }));
  const found = page(waiting, args);
  return found ? { ok: true, scheduled_messages: found.items, response_metadata: found.response_metadata } : no('invalid_cursor');
}

/** Slack's own clock: posts what is due, each at its time, whether the bot runs or not. What cannot be posted is gone. */
export function postDue(workspace: Workspace, nowMs: number): void {
  const due = workspace.scheduled.filter(({ postAt }) => postAt * 1000 <= nowMs);
  if (due.length === 0) return;
  workspace.scheduled = workspace.scheduled.filter((one) => !due.includes(one));
  for (const { channel, postAt, text, blocks, threadTs, hasMetadata } of due.toSorted((a, b) => a.postAt - b.postAt)) {
    if (hasMetadata || 'ok' in writable(workspace, channel)) continue;
    const place = { channel, user: BOT.user, isBot: true, ...(threadTs ? { threadTs } : {}) };
    workspace.add({ ...place, text, ...(blocks ? { blocks } : {}) }, postAt * 1000);
  }
  workspace.changed();
}
