import type { Files } from './files.js';
import { valuesAfter } from './inputs.js';
import { LIMITS, messageProblem, viewProblem } from './limits.js';
import type { SandboxChannel } from './sample.js';
import type { Triggers } from './triggers.js';
import { BOT, type Json, type SandboxMessage, type SandboxView, type Workspace } from './workspace.js';

/** What a method works on. */
export interface MethodContext {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly files: Files;
  /** Least milliseconds between two messages of one channel; 0 turns the limit off. */
  messageGapMs(): number;
  /** Milliseconds of the desk's clock. */
  now(): number;
  readonly lastPosts: Map<string, number>;
}

/** `ok: false` with Slack's error code, or the method's answer. */
export type Answer = { ok: true; [field: string]: Json } | { ok: false; error: string; retryAfter?: number; [field: string]: Json };

export interface Method {
  /** The bot scope it needs. */
  readonly scope?: string;
  run: (args: Json, context: MethodContext) => Answer;
}

const no = (error: string, more: object = {}): Answer => ({ ok: false, error, ...more });
const invalid = (problem: { error: string; messages?: string[] }): Answer =>
  no(problem.error, problem.messages ? { response_metadata: { messages: problem.messages } } : {});

const userOf = (workspace: Workspace, id: string): Json => {
  const person = workspace.person(id);
  if (!person) return undefined;
  const { name, realName, locale, tz, isAdmin = false, isGuest = false } = person;
  return {
    id,
    team_id: BOT.team,
    name,
    real_name: realName,
    deleted: false,
    tz,
    tz_label: tz,
    tz_offset: 28_800,
    locale,
    is_admin: isAdmin,
    is_owner: isAdmin,
    is_restricted: isGuest,
    is_ultra_restricted: false,
    is_bot: false,
    profile: { real_name: realName, display_name: realName, phone: person.phone ?? '' },
  };
};

const channelJson = ({ id, name, isPrivate, isArchived, hasBot, members }: SandboxChannel): Json => ({
  id,
  name,
  is_channel: !isPrivate,
  is_private: isPrivate,
  is_archived: isArchived,
  is_member: hasBot,
  num_members: members.length,
});

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

/** A page of a list: Slack's cursors are opaque, ours hold an offset. */
function page(items: Json[], { cursor, limit = 100 }: Json): { items: Json[]; response_metadata: { next_cursor: string } } | undefined {
  const offset = cursor ? Number(Buffer.from(String(cursor), 'base64').toString()) : 0;
  if (!Number.isInteger(offset)) return undefined;
  const end = offset + Number(limit);
  return {
    items: items.slice(offset, end),
    response_metadata: { next_cursor: end < items.length ? Buffer.from(String(end)).toString('base64') : '' },
  };
}

/** Slack takes about one message a second and channel. */
function throttled(channel: string, { messageGapMs, now, lastPosts }: MethodContext): Answer | undefined {
  const gapMs = messageGapMs();
  const since = now() - (lastPosts.get(channel) ?? Number.NEGATIVE_INFINITY);
  if (gapMs > 0 && since >= 0 && since < gapMs) return no('ratelimited', { retryAfter: Math.ceil((gapMs - since) / 1000) });
  lastPosts.set(channel, now());
  return undefined;
}

function writable(workspace: Workspace, id: string): SandboxChannel | Answer {
  const channel = workspace.channel(id) ?? (workspace.person(id) ? workspace.direct(id) : undefined);
  if (!channel) return no('channel_not_found');
  if (channel.isArchived) return no('is_archived');
  return channel.hasBot ? channel : no('not_in_channel');
}

function post(args: Json, context: MethodContext): Answer {
  const { workspace } = context;
  const channel = writable(workspace, String(args.channel ?? ''));
  if ('ok' in channel) return channel;
  const problem = messageProblem(args);
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

function postEphemeral(args: Json, { workspace }: MethodContext): Answer {
  const channel = writable(workspace, String(args.channel ?? ''));
  if ('ok' in channel) return channel;
  if (!workspace.person(args.user)) return no('user_not_found');
  if (!channel.members.includes(args.user)) return no('user_not_in_channel');
  const problem = messageProblem(args);
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

function updateMessage(args: Json, { workspace }: MethodContext): Answer {
  const channel = workspace.channel(String(args.channel ?? ''));
  if (!channel) return no('channel_not_found');
  const message = workspace.message(channel.id, args.ts);
  if (!message || message.ephemeralFor) return no('message_not_found');
  if (!message.isBot) return no('cant_update_message');
  const problem = messageProblem(args);
  if (problem) return invalid(problem);
  message.text = args.text ?? '';
  if (args.blocks) message.blocks = workspace.withBlockIds(args.blocks);
  message.isEdited = true;
  workspace.changed();
  return { ok: true, channel: channel.id, ts: message.ts, text: message.text, message: messageJson(message) };
}

function listMessages(args: Json, { workspace }: MethodContext, isThread: boolean): Answer {
  const channel = workspace.channel(String(args.channel ?? ''));
  if (!channel) return no('channel_not_found');
  if (!channel.hasBot) return no('not_in_channel');
  const all = workspace.messages.filter(
    (message) =>
      message.channel === channel.id &&
      !message.ephemeralFor &&
      (isThread ? message.threadTs === args.ts || message.ts === args.ts : !message.threadTs) &&
      Number(message.ts) >= Number(args.oldest ?? 0),
  );
  if (isThread && !workspace.message(channel.id, args.ts)) return no('thread_not_found');
  const found = page((isThread ? all : all.toReversed()).map(messageJson), args);
  if (!found) return no('invalid_cursor');
  const withMetadata = args.include_all_metadata === true || args.include_all_metadata === 'true';
  const messages = found.items.map(({ metadata, ...rest }: Json) => (withMetadata && metadata ? { ...rest, metadata } : rest));
  return { ok: true, messages, has_more: found.response_metadata.next_cursor !== '', response_metadata: found.response_metadata };
}

/** A view as Slack hands it to the app. */
export const viewJson = (view: SandboxView): Json => ({
  id: view.id,
  team_id: BOT.team,
  ...view.body,
  private_metadata: view.body.private_metadata ?? '',
  callback_id: view.body.callback_id ?? '',
  external_id: view.body.external_id ?? '',
  state: { values: view.values },
  hash: view.hash,
  root_view_id: view.rootId,
  previous_view_id: view.previousId,
  app_id: BOT.app,
  bot_id: BOT.bot,
  app_installed_team_id: BOT.team,
});

const hashOf = (): string => `${Math.floor(Date.now() / 1000)}.${Math.random().toString(36).slice(2, 10)}`;

/** A new view of the app's body; missing ids are generated. */
export function makeView(workspace: Workspace, user: string, body: Json, below: SandboxView | undefined): SandboxView {
  const id = workspace.nextId('V');
  const complete = { ...body, blocks: withActionIds(workspace, workspace.withBlockIds(body.blocks)) };
  return {
    id,
    hash: hashOf(),
    user,
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    body: complete,
    values: valuesAfter(complete, {}),
    errors: {},
  };
}

/** Puts another body into a view: the id stays, the hash changes, what was typed stays where block and action stay. */
export function redraw(workspace: Workspace, view: SandboxView, body: Json): void {
  view.body = { ...body, blocks: withActionIds(workspace, workspace.withBlockIds(body.blocks)) };
  view.values = valuesAfter(view.body, view.values);
  view.hash = hashOf();
  view.errors = {};
  delete view.failure;
  workspace.changed();
}

const withActionIds = (workspace: Workspace, blocks: Json[]): Json[] =>
  blocks.map((block) =>
    block.type === 'input'
      ? { ...block, element: { ...block.element, action_id: block.element.action_id ?? workspace.nextId('a').slice(0, 12) } }
      : block,
  );

function openView(args: Json, { workspace, triggers }: MethodContext, isPush: boolean): Answer {
  const problem = viewProblem(args.view);
  if (problem) return invalid(problem);
  if (args.view.type !== 'modal') return no('invalid_arguments');
  const trigger = triggers.take(String(args.trigger_id ?? ''));
  if ('error' in trigger) return no(trigger.error);
  const stack = workspace.modals.get(trigger.user) ?? [];
  const below = isPush ? stack.at(-1) : undefined;
  if (isPush && !below) return no('not_found');
  if (isPush && stack.length >= LIMITS.view.stack) return no('push_limit_reached');
  const view = makeView(workspace, trigger.user, args.view, below);
  workspace.modals.set(trigger.user, isPush ? [...stack, view] : [view]);
  workspace.changed();
  return { ok: true, view: viewJson(view) };
}

function updateView(args: Json, { workspace }: MethodContext): Answer {
  const problem = viewProblem(args.view);
  if (problem) return invalid(problem);
  const view = args.view_id
    ? workspace.view(args.view_id)
    : [...workspace.modals.values()].flat().find(({ body }) => args.external_id && body.external_id === args.external_id);
  if (!view) return no('not_found');
  if (args.hash && args.hash !== view.hash) return no('hash_conflict');
  redraw(workspace, view, args.view);
  return { ok: true, view: viewJson(view) };
}

function publishView(args: Json, { workspace }: MethodContext): Answer {
  const problem = viewProblem(args.view);
  if (problem) return invalid(problem);
  if (args.view.type !== 'home') return no('invalid_arguments');
  if (!workspace.person(args.user_id)) return no('user_not_found');
  const known = workspace.homes.get(args.user_id);
  if (args.hash && known && args.hash !== known.hash) return no('hash_conflict');
  if (known) redraw(workspace, known, args.view);
  else workspace.homes.set(args.user_id, makeView(workspace, args.user_id, args.view, undefined));
  workspace.changed();
  const view = workspace.homes.get(args.user_id);
  return view ? { ok: true, view: viewJson(view) } : no('internal_error');
}

/** Shares uploaded files: one message with the comment and the files. */
function completeUpload(args: Json, context: MethodContext): Answer {
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

/** The Web API methods that the bot calls. Anything else is `unknown_method`. */
export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': {
    run: () => ({
      ok: true,
      url: 'https://fieldbell-sandbox.slack.com/',
      team: 'Fieldbell sandbox',
      user: BOT.name,
      team_id: BOT.team,
      user_id: BOT.user,
      bot_id: BOT.bot,
      is_enterprise_install: false,
    }),
  },
  'users.info': {
    scope: 'users:read',
    run(args, { workspace }) {
      const user = userOf(workspace, String(args.user ?? ''));
      return user ? { ok: true, user } : no('user_not_found');
    },
  },
  'usergroups.users.list': { scope: 'usergroups:read', run: () => no('no_such_subteam') },
  'conversations.list': {
    scope: 'channels:read',
    run(args, { workspace }) {
      const found = page(
        workspace.channels.filter(({ isDirect, isArchived }) => !isDirect && !(args.exclude_archived && isArchived)).map(channelJson),
        args,
      );
      return found ? { ok: true, channels: found.items, response_metadata: found.response_metadata } : no('invalid_cursor');
    },
  },
  'conversations.info': {
    scope: 'channels:read',
    run(args, { workspace }) {
      const channel = workspace.channel(String(args.channel ?? ''));
      return channel ? { ok: true, channel: channelJson(channel) } : no('channel_not_found');
    },
  },
  'conversations.open': {
    scope: 'im:write',
    run(args, { workspace }) {
      const user = String(args.users ?? '');
      return workspace.person(user) ? { ok: true, channel: { id: workspace.direct(user).id } } : no('user_not_found');
    },
  },
  'conversations.history': { scope: 'channels:history', run: (args, context) => listMessages(args, context, false) },
  'conversations.replies': { scope: 'channels:history', run: (args, context) => listMessages(args, context, true) },
  'chat.postMessage': { scope: 'chat:write', run: post },
  'chat.postEphemeral': { scope: 'chat:write', run: postEphemeral },
  'chat.update': { scope: 'chat:write', run: updateMessage },
  'files.getUploadURLExternal': {
    scope: 'files:write',
    run(args, { files }) {
      if (!args.filename || !(Number(args.length) > 0)) return no('invalid_arguments');
      const { id, url } = files.announce(String(args.filename));
      return { ok: true, file_id: id, upload_url: url };
    },
  },
  'files.info': {
    scope: 'files:read',
    run(args, { files }) {
      const file = files.describe(String(args.file ?? ''));
      return file ? { ok: true, file } : no('file_not_found');
    },
  },
  'files.completeUploadExternal': { scope: 'files:write', run: completeUpload },
  'views.open': { run: (args, context) => openView(args, context, false) },
  'views.push': { run: (args, context) => openView(args, context, true) },
  'views.update': { run: updateView },
  'views.publish': { run: publishView },
};
