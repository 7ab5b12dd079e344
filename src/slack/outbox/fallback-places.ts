import { LRUCache } from 'lru-cache';
import type { Clock } from '../../time/clock.js';
import type { Channels } from '../people/channels.js';
import type { People } from '../people/people.js';
import type { HeldBySlack, RefusedThere } from './held.js';

export interface PlaceParts {
  readonly clock: Clock;
  readonly people: Pick<People, 'leaders'>;
  readonly channels: Pick<Channels, 'idOf' | 'directOf' | 'lookAgain' | 'leadsTo'>;
}

/** An alarms' channel that was gone is looked at again with the job of each minute, not with each decision. */
const LOOK_AGAIN_MS = 50_000;
/** What Slack says of a channel that may be open to us again the next minute, and of which asking shows it. */
const MAY_COME_BACK = ['channel_not_found', 'is_archived', 'not_in_channel'];
/** A channel that refused is not tried again before. */
const REFUSED_MS = 10 * 60_000;

/** Where Slack may hold what must be heard although our machine is off: who answers for the desk gets it where no channel takes it. */
export class FallbackPlaces {
  /** Channels that took nothing, each with what Slack said. */
  private readonly refusing: LRUCache<string, string>;
  /** When the alarms' channel was last looked at although it was gone, by the desk's clock. */
  private lookedAgainAt = 0;

  constructor(
    private readonly parts: PlaceParts,
    private readonly slack: HeldBySlack,
  ) {
    this.refusing = new LRUCache({ max: 50, ttl: REFUSED_MS, perf: { now: () => parts.clock.now().toMillis() } });
  }

  /** A channel takes nothing: another is used for a while. */
  refused({ channel, reason }: RefusedThere): void {
    this.refusing.set(channel, reason);
  }

  /** All of them, each to be asked for. */
  all(): Promise<(() => Promise<string>)[]> {
    return this.inOrder(() => this.parts.channels.idOf('alarms'));
  }

  /** Where something may be left with Slack, in this order. */
  private async inOrder(alarms: () => Promise<string>): Promise<(() => Promise<string>)[]> {
    const { channels, people } = this.parts;
    const { supervisors, heads } = await people.leaders().catch(() => ({ supervisors: [], heads: [] }));
    return [alarms, () => channels.idOf('desk'), ...[...supervisors, ...heads].map((user) => () => channels.directOf(user))];
  }

  /** The first place that takes messages: the alarms' channel, else the desk's, else somebody who answers for the desk. */
  async place(): Promise<string | undefined> {
    for (const find of await this.inOrder(() => this.alarms())) {
      const id = await find().catch(() => undefined);
      if (id && !this.refusing.has(id)) return id;
    }
    return undefined;
  }

  /** The alarms' channel; one that was gone is looked at again each minute, so that alarms come back to it as soon as it is there. */
  private async alarms(): Promise<string> {
    const { channels, clock } = this.parts;
    const now = clock.now().toMillis();
    const isTime = Math.abs(now - this.lookedAgainAt) >= LOOK_AGAIN_MS;
    if (isTime) {
      this.lookedAgainAt = now;
      channels.lookAgain('alarms');
    }
    const id = await channels.idOf('alarms');
    const reason = this.refusing.get(id);
    if (isTime && reason && MAY_COME_BACK.includes(reason) && (await this.slack.isBack(id))) this.refusing.delete(id);
    return id;
  }
}
