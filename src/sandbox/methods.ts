import { completeUpload, deleteFile, deleteMessage, listMessages, post, postEphemeral, updateMessage } from './message-methods.js';
import { type Method, no, page } from './method.js';
import type { SandboxChannel } from './sample.js';
import { openView, publishView, updateView } from './view-methods.js';
import { BOT, type Json, type Workspace } from './workspace.js';

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
  'chat.delete': { scope: 'chat:write', run: deleteMessage },
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
