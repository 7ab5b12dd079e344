import { type Answer, invalid, type MethodContext, no, page } from './method.js';
import type { SandboxChannel } from './sample.js';
import { messageProblem } from './verdicts.js';
import { BOT, type Json, type SandboxMessage, type Workspace } from './workspace.js';

export const messageJson = (message: SandboxMessage): Json => ({
  type: 'message',
  ts: message.ts,
  user: message.user,
  text: message.text,
  ...(message.isBot ? { bot_id: BOT.bot, app_id: BOT.app } : {}),
  ...(message.blocks ? { blocks: message.blocks } : {}),
  ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
  ...(message.metadata ? { metadata: message.metadata } : {}),
  ...(message.files ? { files: message.files } : {}),
});

/** Slack takes about one message a second and channel. */
function throttled(channel: string, { messageGapMs, now, lastPosts }: MethodContext): Answer | undefined {
  const gapMs = messageGapMs();
  const since = now() - (lastPosts.get(channel) ?? Number.NEGATIVE_INFINITY);
  if (gapMs > 0 && since >= 0 && since < gapMs) return no('ratelimited', { retryAfter: Math.ceil((gapMs - since) / 1000) });
  lastPosts.set(channel, now());
  return undefined;
}

/** The direct channel that an id names: its own, or that of a person who can still be written to. */
function directOf(workspace: Workspace, id: string): SandboxChannel | undefined {
  const person = workspace.person(id);
  return person && !person.isDeleted && !person.isBot ? workspace.direct(id) : undefined;
}

/** Where the bot may write, or why not. Slack takes what is written to somebody who has left, and nobody reads it. */
export function writable(workspace: Workspace, id: string): SandboxChannel | Answer {
  const channel = workspace.channel(id) ?? directOf(workspace, id);
  if (!channel) return no('channel_not_found');
  if (channel.isArchived) return no('is_archived');
  const [other = ''] = channel.members;
  const { isDeleted, direct = 'taken' } = (channel.isDirect && workspace.person(other)) || {};
  if (isDeleted && direct !== 'taken') return no(direct);
  return channel.hasBot ? channel : no('not_in_channel');
}

export function post(args: Json, context: MethodContext): Answer {
  const { workspace } = context;
  const channel = writable(workspace, String(args.channel ?? ''));
  if ('ok' in channel) return channel;
  const problem = messageProblem(args, workspace.unknownBlocks);
  if (problem) return invalid(problem);
  const late = throttled(channel.id, context);
  if (late) return late;
  const message = workspace.add({
    channel: channel.id,
    user: BOT.user,
    isBot: true,
    text: args.text ?? '',
    ...(args.blocks ? { blocks: args.blocks } : {}),
    ...(args.thread_ts ? { threadTs: args.thread_ts } : {}),
    ...(args.metadata ? { metadata: args.metadata } : {}),
  });
  return { ok: true, channel: channel.id, ts: message.ts, message: messageJson(message) };
}

export function postEphemeral(args: Json, { workspace }: MethodContext): Answer {
  const channel = writable(workspace, String(args.channel ?? ''));
  if ('ok' in channel) return channel;
  if (!workspace.person(args.user) || workspace.person(args.user)?.isDeleted) return no('user_not_found');
  if (!channel.members.includes(args.user)) return no('user_not_in_channel');
  const problem = messageProblem(args, workspace.unknownBlocks);
  if (problem) return invalid(problem);
  const { ts } = workspace.add({
    channel: channel.id,
    user: BOT.user,
    isBot: true,
    text: args.text ?? '',
    ...(args.blocks ? { blocks: args.blocks } : {}),
    ...(args.thread_ts ? { threadTs: args.thread_ts } : {}),
    ephemeralFor: args.user,
  });
  return { ok: true, message_ts: ts };
}

/** A message of the bot's own that is not only for one; others it may not change. */
function ownMessage(args: Json, { workspace }: MethodContext, refusal: string): SandboxMessage | Answer {
  const channel = workspace.channel(String(args.channel ?? ''));
  if (!channel) return no('channel_not_found');
  const message = workspace.message(channel.id, args.ts);
  if (!message || message.ephemeralFor) return no('message_not_found');
  return message.isBot ? message : no(refusal);
}

export function updateMessage(args: Json, context: MethodContext): Answer {
  const { workspace } = context;
  const message = ownMessage(args, context, 'cant_update_message');
  if ('ok' in message) return message;
  if (workspace.channel(message.channel)?.isArchived) return no('is_inactive');
  const problem = messageProblem(args, workspace.unknownBlocks);
  if (problem) return invalid(problem);
  message.text = args.text ?? '';
  if (args.blocks) message.blocks = workspace.withBlockIds(args.blocks);
  message.isEdited = true;
  workspace.shown(message);
  return { ok: true, channel: message.channel, ts: message.ts, text: message.text, message: messageJson(message) };
}

export function deleteMessage(args: Json, context: MethodContext): Answer {
  const { workspace } = context;
  const message = ownMessage(args, context, 'cant_delete_message');
  if ('ok' in message) return message;
  workspace.remove(message);
  return { ok: true, channel: message.channel, ts: message.ts };
}

/** `oldest` and `latest` themselves count only when they are `inclusive`. */
function isBetween(ts: string, { oldest = '0', latest, inclusive }: Json): boolean {
  const [time, from, to] = [Number(ts), Number(oldest), latest === undefined ? Number.POSITIVE_INFINITY : Number(latest)];
  return inclusive === true || inclusive === 'true' ? time >= from && time <= to : time > from && time < to;
}

export function listMessages(args: Json, { workspace }: MethodContext, isThread: boolean): Answer {
  const channel = workspace.channel(String(args.channel ?? ''));
  if (!channel) return no('channel_not_found');
  if (!channel.hasBot) return no('not_in_channel');
  const all = workspace.messages.filter(
    (message) =>
      message.channel === channel.id &&
      !message.ephemeralFor &&
      (isThread ? message.threadTs === args.ts || message.ts === args.ts : !message.threadTs) &&
      (isThread && message.ts === args.ts ? true : isBetween(message.ts, args)),
  );
  if (isThread && !workspace.message(channel.id, args.ts)) return no('thread_not_found');
  const found = page((isThread ? all : all.toReversed()).map(messageJson), args);
  if (!found) return no('invalid_cursor');
  const withMetadata = args.include_all_metadata === true || args.include_all_metadata === 'true';
  const messages = found.items.map(({ metadata, ...rest }: Json) => (withMetadata && metadata ? { ...rest, metadata } : rest));
  return { ok: true, messages, has_more: found.response_metadata.next_cursor !== '', response_metadata: found.response_metadata };
}

/** Deletes a file: the messages that shared it stay, and say that it is gone. Slack tells the app. */
export function deleteFile({ file }: Json, { workspace, files }: Pick<MethodContext, 'workspace' | 'files'>): Answer {
  if (!files.remove(String(file ?? ''))) return no('file_not_found');
  for (const message of workspace.messages)
    if (message.files?.some(({ id }) => id === file))
      message.files = message.files.map((shared) => (shared.id === file ? { id: file, mode: 'tombstone' } : shared));
  workspace.emit('fileDeleted', file);
  workspace.changed();
  return { ok: true };
}

/** Shares uploaded files: one message with the comment and the files. */
export function completeUpload(args: Json, context: MethodContext): Answer {
  const { workspace, files } = context;
  const wanted: Json[] = typeof args.files === 'string' ? JSON.parse(args.files) : (args.files ?? []);
  const described = wanted.map(({ id, title }) => files.describe(id, title));
  if (described.length === 0 || described.some((file) => !file)) return no('file_not_found');
  if (!args.channel_id) return { ok: true, files: described };
  const channel = writable(workspace, String(args.channel_id));
  if ('ok' in channel) return channel;
  const late = throttled(channel.id, context);
  if (late) return late;
  workspace.add({
    channel: channel.id,
    user: BOT.user,
    isBot: true,
    text: args.initial_comment ?? '',
    files: described,
    ...(args.thread_ts ? { threadTs: args.thread_ts } : {}),
  });
  return { ok: true, files: described };
}
