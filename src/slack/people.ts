import type { WebClient } from '@slack/web-api';
import type { Actor, Role } from '../cases/case.js';
import { localeOf } from '../locales/index.js';
import type { Settings } from '../settings.js';
import type { Locale } from '../time/wording.js';
import { type Installation, isAdminHere, standingOf } from './standing.js';

/** A person as Slack knows him and the settings rank him. */
export interface Person extends Actor {
  readonly name: string;
  readonly locale: Locale;
  /** Of our organisation, a person, a full member and active: whoever is not has no role, whatever the settings say. */
  readonly isColleague: boolean;
  /** His own number, as his Slack profile has it. */
  readonly phone?: string | undefined;
}

/** How long what Slack says of a person is believed. */
const FRESH_MS = 5 * 60_000;

type RoleList = keyof Settings['roles'];

/** Who is who: roles from the settings (user groups resolved), language from Slack. */
export class People {
  private readonly known = new Map<string, { person: Person; at: number }>();
  private groups: { members: Map<string, readonly string[]>; at: number } | undefined;

  constructor(
    private readonly client: WebClient,
    private readonly settings: Settings,
    private readonly installation: Installation,
  ) {}

  /** Everyone whom a list of the settings names, directly or by a user group, and who may have a role. */
  private async membersOf(list: RoleList): Promise<readonly string[]> {
    return this.colleaguesAmong(await this.resolved(this.settings.roles[list]));
  }

  /** Nothing goes out to a guest, a bot, somebody who has left or is of another organisation, though the settings name him. */
  private async colleaguesAmong(ids: readonly string[]): Promise<readonly string[]> {
    // Whom Slack does not tell of now stays: its trouble is to silence nobody.
    const isColleague = await Promise.all(
      ids.map((id) =>
        this.find(id).then(
          (person) => person.isColleague,
          () => true,
        ),
      ),
    );
    return ids.filter((_, n) => isColleague[n]);
  }

  private async resolved(ids: readonly string[]): Promise<readonly string[]> {
    const members = await Promise.all(ids.map(async (id) => (id.startsWith('S') ? this.groupMembers(id) : [id])));
    return [...new Set(members.flat())];
  }

  /** The members of each operations group. */
  async operationsGroups(): Promise<Readonly<Record<string, readonly string[]>>> {
    const groups = Object.entries(this.settings.operations.groups);
    return Object.fromEntries(
      await Promise.all(
        groups.map(async ([name, { members }]) => [name, await this.colleaguesAmong(await this.resolved(members))] as const),
      ),
    );
  }

  private async groupMembers(group: string): Promise<readonly string[]> {
    if (!this.groups || Date.now() - this.groups.at > FRESH_MS) this.groups = { members: new Map(), at: Date.now() };
    const cached = this.groups.members.get(group);
    if (cached) return cached;
    const { users = [] } = await this.client.usergroups.users.list({ usergroup: group });
    this.groups.members.set(group, users);
    return users;
  }

  /** The people whom escalations reach. */
  async leaders(): Promise<{ supervisors: readonly string[]; heads: readonly string[] }> {
    const [supervisors, heads] = await Promise.all([this.membersOf('supervisors'), this.membersOf('heads')]);
    return { supervisors, heads };
  }

  async engineers(): Promise<readonly string[]> {
    return this.membersOf('engineers');
  }

  /** What Slack and the settings say of a person. Throws what the Web API throws when it was never known. */
  async find(id: string): Promise<Person> {
    const cached = this.known.get(id);
    if (cached && Date.now() - cached.at < FRESH_MS) return cached.person;
    try {
      const person = await this.ask(id);
      this.known.set(id, { person, at: Date.now() });
      return person;
    } catch (error) {
      if (cached) return cached.person;
      throw error;
    }
  }

  private async ask(id: string): Promise<Person> {
    const { user = {} } = await this.client.users.info({ user: id, include_locale: true });
    const isColleague = standingOf({ ...user, id }, this.installation) === 'colleague';
    const name = user.profile?.display_name || user.real_name || user.name || id;
    const person = { id, isColleague, name, locale: localeOf(user.locale), phone: user.profile?.phone };
    if (!isColleague) return { ...person, roles: [] };
    const [agents, engineers, supervisors, heads] = await Promise.all(
      (['agents', 'engineers', 'supervisors', 'heads'] as const).map((list) => this.resolved(this.settings.roles[list])),
    );
    const isNamed = (list: readonly string[] | undefined): boolean => list?.includes(id) ?? false;
    const isAgent = isNamed(agents) || this.settings.roles.agents.length === 0;
    const isEngineer = isNamed(engineers) || (isAgent && this.settings.roles.engineers.length === 0);
    const roles: Role[] = [];
    if (isAgent) roles.push('agent');
    if (isEngineer) roles.push('engineer');
    if (isNamed(supervisors)) roles.push('supervisor');
    if (isNamed(heads)) roles.push('head');
    if (isAdminHere(user, this.installation)) roles.push('admin');
    return { ...person, roles };
  }
}
