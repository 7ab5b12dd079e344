import type { ConversationsListResponse, WebClient } from '@slack/web-api';
import type { Recipient } from '../../cases/case.js';
import type { Settings } from '../../settings.js';

/** A channel that cannot be posted to, with the name that the settings give it, or a person without a direct channel. */
export class ChannelTrouble extends Error {
  constructor(
    readonly channel: string,
    readonly reason = 'channel_not_found',
  ) {
    super(`channel ${channel}: ${reason}`);
  }
}

type Common = keyof Settings['channels'];
/** A channel as the settings name it: one of the desk's, or of an operations group. */
export type ChannelName = Common | `group:${string}`;
const GROUP = 'group:';
const isCommon = (name: ChannelName): name is Common => !name.startsWith(GROUP);

/** Where the settings say which channel a name stands for. */
export const settingOf = (name: ChannelName): string =>
  isCommon(name) ? `channels.${name}` : `operations.groups.${name.slice(GROUP.length)}.channel`;

/** All channels that the settings name. */
export const channelsIn = ({ operations }: Pick<Settings, 'operations'>): ChannelName[] => [
  'desk',
  'alarms',
  ...Object.entries(operations.groups).flatMap(([group, { channel }]) => (channel ? [`${GROUP}${group}` as const] : [])),
];

/** The name or id that the settings give a channel; a group without one has the desk's. */
export function channelIn({ channels, operations }: Pick<Settings, 'channels' | 'operations'>, name: ChannelName): string {
  const own = isCommon(name) ? channels[name] : operations.groups[name.slice(GROUP.length)]?.channel;
  return (own ?? channels.desk).replace(/^#/, '');
}

/** The most that Slack gives at once: with it a workspace of 20,000 channels is read within what Slack allows in a minute. */
const PAGE = 1_000;
/** A name that Slack did not have is looked for again after this. */
const MISSED_MS = 60_000;
/** What Slack says of a channel that is not what its name stands for any more. */
const MISSING = 'channel_not_found';
const GONE = [MISSING, 'is_archived', 'is_inactive'];

/** Does Slack say that the channel itself is gone, and not only closed to us? */
export const isGone = (reason: string): boolean => GONE.includes(reason);

/** Turns the channel names of the settings and people into the ids that Slack posts to. */
export class Channels {
  private readonly ids = new Map<string, string>();
  /** What channels are called today, by their ids. */
  private readonly names = new Map<string, string>();
  private readonly missed = new Map<string, number>();
  /** What Slack said last of names that it does not have any more, and which channel each was. */
  private readonly gone = new Map<string, { readonly id: string; readonly reason: string }>();
  /** Channels that Slack does not have any more. */
  private readonly dead = new Set<string>();
  private readonly directs = new Map<string, string>();
  /** Where reading the list stopped when Slack would not go on: the next one goes on there. */
  private cursor = '';
  private listed = 0;
  private listing: Promise<void> | undefined;

  constructor(
    private readonly client: WebClient,
    private readonly settings: Settings,
  ) {}

  /** How many channels the last whole list of the workspace had; undefined until there was one. */
  count: number | undefined;

  private wantedOf(name: ChannelName): string {
    return channelIn(this.settings, name);
  }

  /** What people call a channel of the settings today; what the settings call it while Slack has not said. */
  nameOf(name: ChannelName): string {
    const wanted = this.wantedOf(name);
    return this.names.get(this.ids.get(wanted) ?? this.gone.get(wanted)?.id ?? wanted) ?? wanted;
  }

  /** Slack says that a channel is called otherwise from now on. The settings may go on with its former name. */
  renamed(id: string, name: string): void {
    this.names.set(id, name);
    this.ids.set(name, id);
    this.missed.delete(name);
  }

  /** Slack says that a channel was deleted. */
  deleted(id: string): void {
    this.forget(id, MISSING);
  }

  /** Does a link into this channel lead anywhere, as far as Slack has said? What is archived can be read. */
  leadsTo(id: string): boolean {
    return !this.dead.has(id);
  }

  /** Where the cards of a group stand: in a channel of its own, or in the desk's. */
  homeOf(group: string | undefined): ChannelName {
    const { groups } = this.settings.operations;
    return group !== undefined && Object.hasOwn(groups, group) && groups[group]?.channel ? `${GROUP}${group}` : 'desk';
  }

  /** The id of a channel named in the settings by id or name. Throws ChannelTrouble when Slack has none. */
  async idOf(name: ChannelName): Promise<string> {
    const wanted = this.wantedOf(name);
    if (/^[CG][A-Z0-9]{6,}$/.test(wanted)) return wanted;
    const known = this.ids.get(wanted);
    if (known) return known;
    if ((this.missed.get(wanted) ?? 0) > performance.now()) throw this.trouble(wanted);
    this.listing ??= this.list().finally(() => {
      this.listing = undefined;
    });
    await this.listing;
    const found = this.ids.get(wanted);
    if (found) return found;
    this.missed.set(wanted, performance.now() + MISSED_MS);
    throw this.trouble(wanted);
  }

  /** A name that was missed may be there again: Slack is asked the next time. */
  lookAgain(name: ChannelName): void {
    this.missed.delete(this.wantedOf(name));
  }

  private trouble(name: string): ChannelTrouble {
    return new ChannelTrouble(name, this.gone.get(name)?.reason);
  }

  private async list(): Promise<void> {
    do {
      const { channels = [], response_metadata: next } = await this.page();
      for (const { id, name, previous_names: former = [] } of channels) {
        if (!id || !name) continue;
        this.ids.set(name, id);
        this.names.set(id, name);
        this.dead.delete(id);
        for (const other of former) if (!this.ids.has(other)) this.ids.set(other, id);
      }
      this.listed = (this.cursor ? this.listed : 0) + channels.length;
      this.cursor = next?.next_cursor ?? '';
    } while (this.cursor);
    this.count = this.listed;
  }

  private async page(): Promise<ConversationsListResponse> {
    try {
      return await this.client.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: PAGE,
        ...(this.cursor ? { cursor: this.cursor } : {}),
      });
    } catch (error) {
      // A cursor does not last: whoever comes later begins again.
      if (error instanceof Error && 'data' in error) this.cursor = '';
      throw error;
    }
  }

  /** What stands against posting to a channel of the settings, as Slack says it; undefined when nothing does or Slack does not say. */
  async troubleOf(name: ChannelName): Promise<string | undefined> {
    try {
      const { channel } = await this.client.conversations.info({ channel: await this.idOf(name) });
      if (channel?.id && channel.name) this.names.set(channel.id, channel.name);
      if (channel?.is_archived) return 'is_archived';
      return channel?.is_member === false ? 'not_in_channel' : undefined;
    } catch (error) {
      if (error instanceof ChannelTrouble) return error.reason;
      const said = error instanceof Error && 'data' in error ? (error.data as { error?: string }).error : undefined;
      return said && isGone(said) ? said : undefined;
    }
  }

  /** Is this very channel gone, as Slack says now? Whatever name stood for it is looked up anew then. */
  async isDead(id: string): Promise<boolean> {
    const reason = await this.client.conversations.info({ channel: id }).then(
      ({ channel }) => (channel?.is_archived ? 'is_archived' : undefined),
      (error: unknown) => (error instanceof Error && 'data' in error ? (error.data as { error?: string }).error : undefined),
    );
    if (!reason || !isGone(reason)) return false;
    this.forget(id, reason);
    return true;
  }

  /** The bot's direct channel with a person. */
  async directOf(user: string): Promise<string> {
    const known = this.directs.get(user);
    if (known) return known;
    const { channel } = await this.client.conversations.open({ users: user });
    if (!channel?.id) throw new ChannelTrouble(user);
    this.directs.set(user, channel.id);
    return channel.id;
  }

  async of(to: Recipient): Promise<string> {
    if (to.kind === 'person') return this.directOf(to.user);
    if (to.kind === 'case' || to.kind === 'anyone') throw new Error(`${to.kind} has no channel`);
    return this.idOf(to.kind === 'channel' ? to.name : 'desk');
  }

  /** Forgets an id after Slack refused it for this reason: the name or person may have another one by now. Answers whether it was known. */
  forget(id: string, reason: string): boolean {
    let wasKnown = false;
    for (const [user, direct] of this.directs) if (direct === id) wasKnown = this.directs.delete(user);
    if (!isGone(reason)) return wasKnown;
    if (reason === MISSING) this.dead.add(id);
    for (const [name, known] of this.ids) {
      if (known !== id) continue;
      wasKnown = this.ids.delete(name);
      this.gone.set(name, { id, reason });
    }
    return wasKnown;
  }
}
