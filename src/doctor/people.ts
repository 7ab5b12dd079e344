import type { WebClient } from '@slack/web-api';
import type { Config } from '../config.js';
import { failureOf } from '../slack/outbox/delivery.js';
import { type Installation, type Standing, standingOf } from '../slack/outbox/standing.js';
import { type Finding, ill, well } from './finding.js';

/** What is wrong with an id of the settings, by what Slack says of it. */
const WRONG: Readonly<Record<Exclude<Standing, 'colleague'>, string>> = {
  gone: 'is deactivated in Slack',
  guest: 'is a guest',
  stranger: 'is of another organisation',
  bot: 'is a bot',
};

/** Somebody named in the settings: directly, or by a user group. */
interface Named {
  readonly id: string;
  readonly via?: string | undefined;
}

const isGroup = (id: string): boolean => id.startsWith('S');

/** What the settings' ids are to Slack; each is asked once. */
class Register {
  private readonly people = new Map<string, Promise<{ problem?: string; name: string }>>();
  private readonly groups = new Map<string, Promise<readonly string[] | string>>();

  constructor(
    private readonly client: WebClient,
    private readonly installation: Installation,
  ) {}

  /** Members of a user group, or what is wrong with it. */
  membersOf(group: string): Promise<readonly string[] | string> {
    const known = this.groups.get(group) ?? this.askGroup(group);
    this.groups.set(group, known);
    return known;
  }

  person(id: string): Promise<{ problem?: string; name: string }> {
    const known = this.people.get(id) ?? this.askPerson(id);
    this.people.set(id, known);
    return known;
  }

  private async askGroup(group: string): Promise<readonly string[] | string> {
    try {
      const { users = [] } = await this.client.usergroups.users.list({ usergroup: group });
      return users.length > 0 ? users : `${group} has no members`;
    } catch (error) {
      return `${group} is no user group that can be read (${failureOf(error).reason})`;
    }
  }

  private async askPerson(id: string): Promise<{ problem?: string; name: string }> {
    try {
      const { user = {} } = await this.client.users.info({ user: id });
      const standing = standingOf({ ...user, id }, this.installation);
      const name = user.profile?.display_name || user.real_name || user.name || id;
      return standing === 'colleague' ? { name } : { name, problem: `${id} (${name}) ${WRONG[standing]}` };
    } catch (error) {
      return { name: id, problem: `${id} is unknown to Slack (${failureOf(error).reason})` };
    }
  }
}

/** One list of the settings: everybody in it must be a colleague who can act. */
async function examineList(path: string, ids: readonly string[], register: Register): Promise<Finding[]> {
  if (ids.length === 0) return [];
  const problems: string[] = [];
  const named: Named[] = [];
  for (const id of ids) {
    const members = isGroup(id) ? await register.membersOf(id) : [id];
    if (typeof members === 'string') problems.push(members);
    else named.push(...members.map((member) => ({ id: member, via: isGroup(id) ? id : undefined })));
  }
  const found = await Promise.all(named.map(async ({ id, via }) => ({ via, ...(await register.person(id)) })));
  problems.push(...found.flatMap(({ problem, via }) => (problem ? [via ? `${problem}, in ${via}` : problem] : [])));
  const names = found.flatMap(({ problem, name }) => (problem ? [] : [name]));
  if (names.length === 0) problems.push('nobody is left in it');
  return [
    problems.length === 0
      ? well(path, names.join(', '))
      : ill(path, `${problems.join('; ')}. The desk goes on with the others; put it right in DESK_CONFIG or in Slack`),
  ];
}

/** Everybody whom the settings name, in roles, operations groups and quiet hours. */
export async function examinePeople(client: WebClient, { settings }: Config, installation: Installation): Promise<Finding[]> {
  const register = new Register(client, installation);
  const lists: [string, readonly string[]][] = [
    ...Object.entries(settings.roles).map(([role, ids]): [string, readonly string[]] => [`roles.${role}`, ids]),
    ...Object.entries(settings.operations.groups).map(([group, { members }]): [string, readonly string[]] => [
      `operations.groups.${group}`,
      members,
    ]),
  ];
  const { onDuty, others } = settings.quietHours;
  lists.push(['quietHours.onDuty', onDuty], ...others.map(({ who }): [string, readonly string[]] => ['quietHours.others', who]));
  const findings = (await Promise.all(lists.map(([path, ids]) => examineList(path, ids, register)))).flat();
  const isUnled = settings.roles.supervisors.length === 0;
  const unled = ill('roles', 'roles.supervisors is empty: nobody would hear of an escalation; name at least one in DESK_CONFIG');
  return isUnled ? [unled, ...findings] : findings;
}
