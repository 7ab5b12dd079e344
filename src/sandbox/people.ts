import { DateTime } from 'luxon';
import { z } from 'zod';
import type { SandboxPerson } from './sample.js';
import { BOT, type Json, type Workspace } from './workspace.js';

/** The organisation that the sandbox's foreign people are of. */
export const OTHER_TEAM = 'T0OTHERORG';

/** What a newcomer can be. A stranger is of another organisation too, and shares no channel with the bot. */
const KINDS = {
  member: {},
  admin: { isAdmin: true },
  guest: { guest: 'several' },
  'single-guest': { guest: 'single' },
  foreign: { team: OTHER_TEAM },
  stranger: { team: OTHER_TEAM },
  bot: { isBot: true },
} as const satisfies Record<string, Partial<SandboxPerson>>;
export type PersonKind = keyof typeof KINDS;

/** What the control API does to people: somebody new, or somebody who is there deactivated or back. */
export const personSchema = z.union([
  z.strictObject({
    kind: z.enum(Object.keys(KINDS) as [PersonKind, ...PersonKind[]]),
    name: z.string().min(1),
    id: z
      .string()
      .regex(/^[UW][A-Z0-9]+$/)
      .optional(),
    locale: z.string().default('en-US'),
    tz: z.string().default('Asia/Shanghai'),
  }),
  z.strictObject({
    user: z.string(),
    isDeleted: z.boolean(),
    direct: z.enum(['taken', 'is_archived', 'user_disabled', 'channel_not_found']).optional(),
  }),
]);
type PersonChange = z.output<typeof personSchema>;

/** Lets somebody come, leave or come back; answers his id, or what is wrong. */
export function changePerson(workspace: Workspace, change: PersonChange): { user: string } | { error: string } {
  if ('user' in change) {
    const person = workspace.person(change.user);
    if (!person) return { error: `user: there is nobody ${change.user} here (user_not_found)` };
    person.isDeleted = change.isDeleted;
    person.direct = change.direct ?? 'taken';
    // Slack takes somebody who was deactivated out of the groups, and does not put him back.
    if (change.isDeleted)
      workspace.groups = workspace.groups.map((group) => ({ ...group, members: group.members.filter((id) => id !== person.id) }));
    workspace.changed();
    return { user: person.id };
  }
  const { kind, name, locale, tz, id = `U${workspace.nextId('').slice(-9)}` } = change;
  if (workspace.person(id)) return { error: `id: ${id} is somebody already` };
  workspace.people.push({
    id,
    name: name.toLowerCase().replace(/\s+/g, '.'),
    realName: name,
    part: kind,
    locale,
    tz,
    ...KINDS[kind],
  });
  const joined = kind === 'stranger' ? [] : workspace.channels.filter(({ isDirect }) => !isDirect);
  for (const channel of kind === 'single-guest' ? joined.slice(0, 1) : joined) channel.members = [...channel.members, id];
  workspace.changed();
  return { user: id };
}

/** Says who of these is not there; undefined when all of them are. */
export function nobodyAmong(workspace: Workspace, members: readonly string[]): { error: string } | undefined {
  const nobody = members.filter((id) => !workspace.person(id));
  return nobody.length === 0 ? undefined : { error: `members: there is nobody ${nobody.join(', ')} here (user_not_found)` };
}

/** A person as `users.info` tells of him; undefined for one whom the bot cannot know. */
export function userJson(workspace: Workspace, id: string): Json {
  const person = workspace.person(id);
  if (!person) return undefined;
  const { name, realName, locale, tz, isAdmin = false, guest, team = BOT.team, isBot = false, isDeleted = false } = person;
  const profile = { real_name: realName, display_name: realName, phone: person.phone ?? '' };
  const base = { id, team_id: team, name, deleted: isDeleted, is_bot: isBot, profile };
  // Of somebody who was deactivated Slack tells neither roles nor place.
  if (isDeleted) return base;
  return {
    ...base,
    real_name: realName,
    tz,
    tz_label: tz,
    tz_offset: DateTime.now().setZone(tz).offset * 60,
    locale,
    is_admin: isAdmin,
    is_owner: isAdmin,
    is_restricted: guest !== undefined,
    is_ultra_restricted: guest === 'single',
    ...(team === BOT.team ? {} : { is_stranger: !workspace.channels.some(({ members, isDirect }) => !isDirect && members.includes(id)) }),
  };
}
