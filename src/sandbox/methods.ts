import { completeUpload, deleteFile, deleteMessage, listMessages, post, postEphemeral, updateMessage } from './message-methods.js';
import { type Answer, type Method, type MethodContext, no, page } from './method.js';
import { typesOf } from './method-rules.js';
import { userJson } from './people.js';
import type { SandboxChannel } from './sample.js';
import { deleteScheduledMessage, listScheduledMessages, scheduleMessage } from './scheduled.js';
import { openView, publishView, updateView } from './view-methods.js';
import { BOT, type Json } from './workspace.js';

const channelJson = ({ id, name, previousNames = [], isPrivate, isArchived, hasBot, members }: SandboxChannel): Json => ({
  id,
  name,
  previous_names: previousNames,
  is_channel: !isPrivate,
  is_private: isPrivate,
  is_archived: isArchived,
  is_member: hasBot,
  num_members: members.length,
});

/** Is this channel of the kinds that are asked for? Of a private one the bot only knows where it is a member. */
function isListed({ isDirect, isPrivate, isArchived, hasBot }: SandboxChannel, args: Json): boolean {
  if (args.exclude_archived && args.exclude_archived !== 'false' && isArchived) return false;
  const type = isDirect ? 'im' : isPrivate ? 'private_channel' : 'public_channel';
  return typesOf(args).includes(type) && (hasBot || !isPrivate);
}

/** The members of a user group who are still there. */
function listGroup({ usergroup }: Json, { workspace }: MethodContext): Answer {
  const group = workspace.groups.find(({ id }) => id === usergroup);
  return group && !group.error ? { ok: true, users: group.members } : no(group?.error ?? 'no_such_subteam');
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
  'users.list': {
    scope: 'users:read',
    run(args, { workspace }) {
      const members = workspace.people.map(({ id }) => userJson(workspace, id));
      const found = page(members, args);
      return found ? { ok: true, members: found.items, response_metadata: found.response_metadata } : no('invalid_cursor');
    },
  },
  'users.info': {
    scope: 'users:read',
    run(args, { workspace }) {
      const user = userJson(workspace, String(args.user ?? ''));
      return user ? { ok: true, user } : no('user_not_found');
    },
  },
  'usergroups.users.list': { scope: 'usergroups:read', run: listGroup },
  'conversations.list': {
    run(args, { workspace }) {
      const found = page(workspace.channels.filter((channel) => isListed(channel, args)).map(channelJson), args);
      return found ? { ok: true, channels: found.items, response_metadata: found.response_metadata } : no('invalid_cursor');
    },
  },
  'conversations.info': {
    run(args, { workspace }) {
      const channel = workspace.channel(String(args.channel ?? ''));
      return channel ? { ok: true, channel: channelJson(channel) } : no('channel_not_found');
    },
  },
  'conversations.open': {
    scope: 'im:write',
    run(args, { workspace }) {
      const user = userJson(workspace, String(args.users ?? ''));
      if (!user) return no('user_not_found');
      if (user.deleted) return no('user_disabled');
      if (user.is_bot) return no('cannot_dm_bot');
      return user.is_stranger ? no('invalid_user_combination') : { ok: true, channel: { id: workspace.direct(user.id).id } };
    },
  },
  'conversations.history': { run: (args, context) => listMessages(args, context, false) },
  'conversations.replies': { run: (args, context) => listMessages(args, context, true) },
  'chat.postMessage': { scope: 'chat:write', run: post },
  'chat.postEphemeral': { scope: 'chat:write', run: postEphemeral },
  'chat.update': { scope: 'chat:write', run: updateMessage },
  'chat.delete': { scope: 'chat:write', run: deleteMessage },
  'chat.scheduleMessage': { scope: 'chat:write', run: scheduleMessage },
  'chat.deleteScheduledMessage': { scope: 'chat:write', run: deleteScheduledMessage },
  'chat.scheduledMessages.list': { run: listScheduledMessages },
  'files.getUploadURLExternal': {
    scope: 'files:write',
    run(args, { files }) {
      if (!args.filename || !(Number(args.length) > 0)) return no('invalid_arguments');
      const { id, url } = files.announce(String(args.filename));
      return { ok: true, file_id: id, upload_url: url };
    },
  },
  'files.delete': { scope: 'files:write', run: deleteFile },
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
