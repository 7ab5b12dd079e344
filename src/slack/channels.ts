import type { WebClient } from '@slack/web-api';
import type { Recipient } from '../cases/case.js';
import type { Settings } from '../settings.js';

/** A channel that cannot be posted to, with the name that the settings give it. */
export class ChannelTrouble extends Error {
  constructor(readonly channel: string) {
    super(`channel ${channel} not found`);
  }
}

/** Turns the channel names of the settings and people into the ids that Slack posts to. */
export class Channels {
  private readonly ids = new Map<string, string>();
  private readonly directs = new Map<string, string>();

  constructor(
    private readonly client: WebClient,
    private readonly settings: Settings,
  ) {}

  /** The id of a channel named in the settings by id or name. Throws ChannelTrouble when Slack has none. */
  async idOf(name: 'desk' | 'alarms'): Promise<string> {
    const wanted = this.settings.channels[name].replace(/^#/, '');
    if (/^[CG][A-Z0-9]{6,}$/.test(wanted)) return wanted;
    const known = this.ids.get(wanted);
    if (known) return known;
    for await (const page of this.client.paginate('conversations.list', {
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 200,
    })) {
      const { channels = [] } = page as { channels?: { id?: string; name?: string }[] };
      for (const channel of channels) if (channel.id && channel.name) this.ids.set(channel.name, channel.id);
    }
    const found = this.ids.get(wanted);
    if (!found) throw new ChannelTrouble(wanted);
    return found;
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
    if (to.kind === 'case') throw new Error('a case has no channel');
    return this.idOf(to.kind === 'channel' ? to.name : 'desk');
  }

  /** Forgets what is known, after Slack said that it is not so any more. */
  forget(): void {
    this.ids.clear();
  }
}
