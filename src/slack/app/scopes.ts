/** The bot scopes that Slack asks for, by what we call and listen to; from the methods' and events' pages. */
export const SCOPES: {
  readonly methods: Readonly<Record<string, readonly string[]>>;
  readonly events: Readonly<Record<string, readonly string[]>>;
} = {
  methods: {
    'auth.test': [],
    'chat.deleteScheduledMessage': ['chat:write'],
    'chat.postEphemeral': ['chat:write'],
    'chat.postMessage': ['chat:write'],
    'chat.scheduleMessage': ['chat:write'],
    'chat.scheduledMessages.list': [],
    'chat.update': ['chat:write'],
    'chat.delete': ['chat:write'],
    'conversations.history': ['channels:history', 'groups:history', 'im:history'],
    'conversations.info': ['channels:read', 'groups:read'],
    'conversations.list': ['channels:read', 'groups:read'],
    'conversations.open': ['im:write'],
    'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
    'files.completeUploadExternal': ['files:write'],
    'files.delete': ['files:write'],
    'files.info': ['files:read'],
    'files.getUploadURLExternal': ['files:write'],
    'usergroups.users.list': ['usergroups:read'],
    'users.info': ['users:read'],
    'users.list': ['users:read'],
    'views.open': [],
    'views.publish': [],
    'views.push': [],
    'views.update': [],
  },
  events: {
    app_home_opened: [],
    app_mention: ['app_mentions:read'],
    channel_deleted: ['channels:read'],
    channel_rename: ['channels:read'],
    file_deleted: ['files:read'],
    group_deleted: ['groups:read'],
    group_rename: ['groups:read'],
    'message.channels': ['channels:history'],
    'message.groups': ['groups:history'],
  },
};
