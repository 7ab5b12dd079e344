import { z } from 'zod';
import { nobodyAmong } from './people.js';
import type { SandboxChannel, SandboxGroup } from './sample.js';
import type { Workspace } from './workspace.js';

/** What may befall a channel while the bot runs. */
const BEFALLS: Readonly<Record<string, (workspace: Workspace, channel: SandboxChannel) => void>> = {
  archive: (_workspace, channel) => {
    channel.isArchived = true;
  },
  unarchive: (_workspace, channel) => {
    channel.isArchived = false;
  },
  delete: (workspace, channel) => {
    workspace.channels = workspace.channels.filter((other) => other !== channel);
    workspace.emit('channelDeleted', channel);
  },
  /** Deleted, and made anew under the same name: another id, and nothing in it. */
  recreate(workspace, channel) {
    const id = `C${workspace.nextId('').slice(-9)}`;
    workspace.channels = workspace.channels.map((other) => (other === channel ? { ...channel, id, isArchived: false } : other));
    workspace.emit('channelDeleted', channel);
  },
  'remove-bot': (_workspace, channel) => {
    channel.hasBot = false;
  },
  'invite-bot': (_workspace, channel) => {
    channel.hasBot = true;
  },
};
export type Befalls = 'archive' | 'unarchive' | 'delete' | 'recreate' | 'remove-bot' | 'invite-bot';

/** Letters of any script, but no capitals, spaces or marks. */
const channelName = z.string().regex(/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u);

export const channelSchema = z.union([
  z.strictObject({ channel: z.string(), rename: channelName }),
  z.strictObject({ channel: z.string(), befalls: z.enum(Object.keys(BEFALLS) as [Befalls, ...Befalls[]]) }),
  z.strictObject({ channel: z.string(), members: z.array(z.string()) }),
  z.strictObject({ name: channelName, isPrivate: z.boolean().default(false), hasBot: z.boolean().default(true) }),
]);

/** Slack keeps what a channel was called, and tells whoever is in it. */
function rename(workspace: Workspace, channel: SandboxChannel, name: string): { channel: string } | { error: string } {
  if (channel.name === name) return { channel: channel.id };
  if (workspace.channel(name)) return { error: 'name_taken' };
  const { name: former, previousNames = [] } = channel;
  channel.previousNames = [former, ...previousNames.filter((other) => other !== former && other !== name)];
  channel.name = name;
  workspace.changed();
  workspace.emit('renamed', channel);
  return { channel: channel.id };
}

/** Makes a channel, or lets something befall one; answers the id under which it is found now. */
export function changeChannel(workspace: Workspace, change: z.output<typeof channelSchema>): { channel: string } | { error: string } {
  if ('name' in change) {
    if (workspace.channel(change.name)) return { error: 'name_taken' };
    const id = `C${workspace.nextId('').slice(-9)}`;
    const members = workspace.people.filter(({ team, guest }) => !team && !guest).map((person) => person.id);
    workspace.channels.push({ ...change, id, isDirect: false, isArchived: false, members });
    workspace.changed();
    return { channel: id };
  }
  const channel = workspace.channel(change.channel);
  if (!channel) return { error: `channel: there is no channel "${change.channel}" (channel_not_found)` };
  if ('rename' in change) return rename(workspace, channel, change.rename);
  const nobody = 'members' in change ? nobodyAmong(workspace, change.members) : undefined;
  if (nobody) return nobody;
  if ('members' in change) channel.members = change.members;
  else BEFALLS[change.befalls]?.(workspace, channel);
  workspace.changed();
  return { channel: workspace.channel(channel.name)?.id ?? channel.id };
}

/** What Slack's `usergroups.users.list` may answer in place of the members, of what is about the group or the workspace. */
const GROUP_ERRORS = [
  'no_such_subteam',
  'plan_upgrade_required',
  'permission_denied',
  'no_permission',
  'access_denied',
  'missing_scope',
  'not_allowed_token_type',
  'enterprise_is_restricted',
  'team_access_not_granted',
  'account_inactive',
  'user_is_bot',
  'user_is_restricted',
  'token_revoked',
  'invalid_auth',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'internal_error',
  'fatal_error',
] as const;

export const groupSchema = z.strictObject({
  id: z.string().regex(/^S[A-Z0-9]+$/),
  members: z.array(z.string()).default([]),
  /** What Slack answers in place of the members. */
  error: z.enum(GROUP_ERRORS).optional(),
});

/** Makes a user group or changes it; answers its id, or who of its members is not there. */
export function changeGroup(
  workspace: Workspace,
  { id, members, error }: z.output<typeof groupSchema>,
): { group: string } | { error: string } {
  const nobody = nobodyAmong(workspace, members);
  if (nobody) return nobody;
  const group: SandboxGroup = { id, members, ...(error ? { error } : {}) };
  workspace.groups = [...workspace.groups.filter((other) => other.id !== id), group];
  workspace.changed();
  return { group: id };
}
