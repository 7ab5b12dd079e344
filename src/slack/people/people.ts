import type { WebClient } from '@slack/web-api';
import { type Actor, leads, type Role } from '../../cases/case.js';
import type { Policy } from '../../cases/policy.js';
import { localeOf } from '../../locales/index.js';
import type { Settings } from '../../settings.js';
import type { Clock } from '../../time/clock.js';
import type { QuietHours } from '../../time/quiet.js';
import type { Locale } from '../../time/wording.js';
import { failureOf } from '../outbox/delivery.js';
import { type Installation, isAdminHere, standingOf } from '../outbox/standing.js';

/** A person as Slack knows him and the settings rank him. */
export interface Person extends Actor {
  readonly name: string;
  readonly locale: Locale;
  /** Of our organisation, a person, a full member and active: whoever is not has no role, whatever the settings say. */
  readonly isColleague: boolean;
  /** His own number, as his Slack profile has it. */
  readonly phone?: string | undefined;
  /** IANA name of the zone that his Slack shows times in. */
  readonly timeZone?: string | undefined;
  /** Why he can be told nothing any more. */
  readonly left?: string | undefined;
}

/** How long what Slack says of a person is believed. */
const FRESH_MS = 5 * 60_000;
/** What Slack would not say is asked again after this. */
const AGAIN_MS = 30_000;

/** And so long that he is gone, a guest or a stranger. */
const GONE_FRESH_MS = 10_000;

/** When something was learnt, in milliseconds since 1970 by the machine's clock and by the desk's. */
interface Moment {
  readonly machine: number;
  readonly desk: number;
}

export type RoleList = keyof Settings['roles'];

/** An id of the settings that stands for nobody: in which setting, and what Slack says of it. */
export interface WrongId {
  readonly id: string;
  readonly setting: string;
  readonly reason: string;
}

/** A role that the settings give to somebody, and who has it today. */
export interface RoleToday {
  readonly role: RoleList;
  readonly members: readonly string[];
  /** Known to be nobody's: each id of the settings stands for nobody. While Slack does not tell of one it is not known. */
  readonly isNobodys: boolean;
}

/** How long the workspace's admins are believed to be the same, and how many pages of its people are read for them. */
const EVERYBODY_FRESH_MS = 3_600_000;
const MOST_PAGES = 20;

/** Who is who: roles from the settings (user groups resolved), language from Slack. */
export class People {
  private readonly known = new Map<string, { person: Person; at: Moment }>();
  /** The members of each group as they were read last, and when. */
  private readonly groups = new Map<string, { readonly members: readonly string[]; readonly at: Moment; readonly freshMs: number }>();
  /** Ids that stand for nobody, and what Slack said of each. */
  private readonly wrong = new Map<string, { readonly reason: string; readonly at: Moment }>();
  private everybody:
    | { readonly admins: readonly string[]; readonly names: readonly (readonly [id: string, name: string])[]; readonly at: Moment }
    | undefined;

  constructor(
    private readonly client: WebClient,
    private readonly settings: Settings,
    private readonly installation: Installation,
    private readonly clock: Clock,
  ) {}

  private now(): Moment {
    return { machine: Date.now(), desk: this.clock.now().toMillis() };
  }

  /** How long ago that was, in milliseconds: by the machine's clock or by the desk's, whichever says longer. A sandbox's moves on by days in seconds. */
  private age({ machine, desk }: Moment): number {
    const now = this.now();
    return Math.max(Math.abs(now.machine - machine), Math.abs(now.desk - desk));
  }

  /** Everyone whom a list of the settings names, directly or by a user group, and who may have a role. */
  private async membersOf(list: RoleList): Promise<readonly string[]> {
    return this.colleaguesAmong(await this.resolved(this.settings.roles[list]));
  }

  /** Nothing goes out to a guest, a bot, somebody who has left or is of another organisation, though the settings name him. */
  private async colleaguesAmong(ids: readonly string[]): Promise<readonly string[]> {
    const isColleague = await Promise.all(ids.map((id) => this.mayBeTold(id)));
    return ids.filter((_, n) => isColleague[n]);
  }

  /** Is he somebody who may have work? Whom Slack does not tell of now stays: its trouble is to silence nobody. Whom it does not know is nobody. */
  async mayBeTold(id: string): Promise<boolean> {
    try {
      return (await this.find(id)).isColleague;
    } catch (error) {
      return failureOf(error).kind !== 'refused';
    }
  }

  /** What Slack says of somebody who may not be told. */
  whyNobody(id: string): string {
    return this.wrong.get(id)?.reason ?? 'unknown';
  }

  /** Never fails because of one id: who is known goes on without the others. */
  private async resolved(ids: readonly string[]): Promise<readonly string[]> {
    const members = await Promise.all(ids.map(async (id) => (id.startsWith('S') ? this.groupMembers(id) : [id])));
    const named = [...new Set(members.flat())];
    await Promise.all(named.map((id) => this.lookAgain(id)));
    return named.filter((id) => !this.wrong.has(id));
  }

  /** Who was nobody may have come back: Slack is asked anew after a while, also where no job does. */
  private async lookAgain(id: string): Promise<void> {
    const known = this.wrong.get(id);
    if (!known || this.age(known.at) < FRESH_MS) return;
    this.wrong.set(id, { ...known, at: this.now() });
    await this.find(id, 0).catch(() => {});
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

  /** Who is on duty, and whose quiet hours are others than the desk's. */
  async quietHours(): Promise<Pick<Policy['people'], 'onDuty' | 'quiet'>> {
    const { onDuty, others } = this.settings.quietHours;
    const quiet: Record<string, QuietHours> = {};
    for (const { who, ...hours } of others) for (const user of await this.resolved(who)) quiet[user] ??= hours;
    return { onDuty: await this.resolved(onDuty), quiet };
  }

  /** Whom Slack does not tell us just now are those whom it told us last. */
  private async groupMembers(group: string): Promise<readonly string[]> {
    const cached = this.groups.get(group);
    if (cached && this.age(cached.at) < cached.freshMs) return cached.members;
    try {
      const { users = [] } = await this.client.usergroups.users.list({ usergroup: group });
      this.isWrong(group, users.length === 0 ? 'no_members' : undefined);
      this.groups.set(group, { members: users, at: this.now(), freshMs: FRESH_MS });
      return users;
    } catch (error) {
      const { kind, reason } = failureOf(error);
      if (kind !== 'passing') this.isWrong(group, reason);
      const members = cached?.members ?? [];
      this.groups.set(group, { members, at: this.now(), freshMs: AGAIN_MS });
      return members;
    }
  }

  private isWrong(id: string, reason: string | undefined): void {
    if (reason === undefined) this.wrong.delete(id);
    else this.wrong.set(id, { reason, at: this.now() });
  }

  /**
   * The people whom escalations reach, without those whom Slack does not know any more. Where no supervisor is known the heads
   * are theirs, and where no head is either, the admins of the workspace.
   */
  async leaders(): Promise<{ supervisors: readonly string[]; heads: readonly string[] }> {
    const [supervisors, heads] = await Promise.all([this.membersOf('supervisors'), this.membersOf('heads')]);
    if (supervisors.length > 0) return { supervisors, heads };
    if (heads.length > 0) return { supervisors: heads, heads };
    const { roles } = this.settings;
    return { supervisors: roles.supervisors.length + roles.heads.length > 0 ? await this.admins() : [], heads };
  }

  /** Admins and owners of the workspace; those known last, or none, while Slack does not say. */
  async admins(): Promise<readonly string[]> {
    return (await this.workspace())?.admins ?? [];
  }

  /** The names of all colleagues, as they are shown, in full and as they sign in; those known last, or none, while Slack does not say. */
  async namesOfColleagues(): Promise<readonly string[]> {
    return (await this.colleagues()).map(([, name]) => name);
  }

  /** All colleagues by each of their names, in the same way. */
  async colleagues(): Promise<readonly (readonly [id: string, name: string])[]> {
    return (await this.workspace())?.names ?? [];
  }

  private async workspace(): Promise<typeof this.everybody> {
    if (this.everybody && this.age(this.everybody.at) < EVERYBODY_FRESH_MS) return this.everybody;
    try {
      const admins: string[] = [];
      const names: (readonly [id: string, name: string])[] = [];
      let cursor = '';
      for (let pages = 0; pages < MOST_PAGES; pages += 1) {
        const { members = [], response_metadata: next } = await this.client.users.list({ limit: 1000, ...(cursor ? { cursor } : {}) });
        admins.push(...members.filter((user) => isAdminHere(user, this.installation)).flatMap(({ id }) => id ?? []));
        const colleagues = members.filter((user) => standingOf(user, this.installation) === 'colleague');
        for (const { id, profile, real_name, name: handle } of colleagues)
          for (const name of new Set([profile?.display_name, real_name, handle])) if (id && name) names.push([id, name]);
        cursor = next?.next_cursor ?? '';
        if (!cursor) break;
      }
      this.everybody = { admins, names, at: this.now() };
    } catch {
      // Asked again by the next one who needs them.
    }
    return this.everybody;
  }

  /** Asks Slack of everyone whom the settings name, and answers who stands for nobody. */
  async review(): Promise<readonly WrongId[]> {
    const { roles, operations, quietHours } = this.settings;
    const named = [
      ...quietHours.onDuty.map((id) => ({ id, setting: 'quietHours.onDuty' })),
      ...quietHours.others.flatMap(({ who }) => who.map((id) => ({ id, setting: 'quietHours.others' }))),
      ...Object.entries(roles).flatMap(([list, ids]) => ids.map((id) => ({ id, setting: `roles.${list}` }))),
      ...Object.entries(operations.groups).flatMap(([name, { members }]) =>
        members.map((id) => ({ id, setting: `operations.groups.${name}.members` })),
      ),
    ];
    for (const id of new Set(named.map((one) => one.id))) {
      if (id.startsWith('S')) for (const member of await this.groupMembers(id)) await this.find(member, 0).catch(() => {});
      else await this.find(id, 0).catch(() => {});
    }
    return named.flatMap((one) => {
      const reason = this.wrong.get(one.id)?.reason;
      return reason === undefined ? [] : [{ ...one, reason }];
    });
  }

  async engineers(): Promise<readonly string[]> {
    return this.membersOf('engineers');
  }

  /** The roles that the settings give to somebody, with those who have them today. */
  async roles(): Promise<readonly RoleToday[]> {
    const given = Object.entries(this.settings.roles).filter(([, ids]) => ids.length > 0) as [RoleList, readonly string[]][];
    return Promise.all(
      given.map(async ([role, ids]) => {
        const members = await this.membersOf(role);
        return { role, members, isNobodys: members.length === 0 && ids.every((id) => this.isNobody(id)) };
      }),
    );
  }

  /** Is it known that an id of the settings stands for nobody, or that everybody in its group does? */
  private isNobody(id: string): boolean {
    const members = this.groups.get(id)?.members ?? [];
    return this.wrong.has(id) || (members.length > 0 && members.every((member) => this.wrong.has(member)));
  }

  /** What Slack and the settings say of a person. Throws what the Web API throws when it was never known. */
  async find(id: string, freshMs = FRESH_MS): Promise<Person> {
    const cached = this.known.get(id);
    // Who comes back is let in again soon.
    const believedMs = cached?.person.isColleague ? freshMs : Math.min(freshMs, GONE_FRESH_MS);
    if (cached && this.age(cached.at) < believedMs) return cached.person;
    try {
      const person = await this.ask(id);
      this.known.set(id, { person, at: this.now() });
      return person;
    } catch (error) {
      const { kind, reason } = failureOf(error);
      if (kind === 'refused') this.isWrong(id, reason);
      else if (cached) return cached.person;
      throw error;
    }
  }

  /** The operations groups that somebody is in. */
  private async groupsOf(id: string): Promise<readonly string[]> {
    const groups = Object.entries(this.settings.operations.groups);
    const isIn = await Promise.all(groups.map(async ([, { members }]) => (await this.resolved(members)).includes(id)));
    return groups.flatMap(([name], n) => (isIn[n] ? [name] : []));
  }

  private async ask(id: string): Promise<Person> {
    const { user = {} } = await this.client.users.info({ user: id, include_locale: true });
    const standing = standingOf({ ...user, id }, this.installation);
    const isColleague = standing === 'colleague';
    this.isWrong(id, isColleague ? undefined : standing);
    const name = user.profile?.display_name || user.real_name || user.name || id;
    const left = standing === 'gone' ? 'deactivated' : undefined;
    const person = { id, isColleague, name, locale: localeOf(user.locale), phone: user.profile?.phone, timeZone: user.tz, left };
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
    const isOnlyLeader = leads({ roles }) && [...(supervisors ?? []), ...(heads ?? [])].every((other) => other === id);
    return { ...person, roles, groups: await this.groupsOf(id), isOnlyLeader };
  }
}
