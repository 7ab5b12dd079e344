import type { Notice, Recipient } from '../../cases/case.js';
import { kindOf } from '../../cases/kinds.js';
import { person } from '../../cases/text.js';
import type { Log } from '../../log.js';
import type { CaseRecord, CaseStore } from '../../store/cases.js';
import type { LeaseStore } from '../../store/leases.js';
import type { Clock } from '../../time/clock.js';
import { type ChannelName, type Channels, settingOf } from '../people/channels.js';
import type { People } from '../people/people.js';
import { failureOf } from './delivery.js';

/** A channel of the settings or a person, as far as messages go there. */
export type Place = { readonly kind: 'channel'; readonly name: ChannelName } | { readonly kind: 'person'; readonly user: string };

/** The place that a recipient of a case stands for; undefined for those that have none of their own. */
export function placeOf(record: CaseRecord, to: Recipient, channels: Pick<Channels, 'homeOf'>): Place | undefined {
  if (to.kind === 'channel' || to.kind === 'person') return to;
  if (to.kind !== 'home' && to.kind !== 'thread') return undefined;
  const home = kindOf(record).home(record);
  if (home && 'person' in home) return { kind: 'person', user: home.person };
  return { kind: 'channel', name: channels.homeOf(home && 'channel' in home ? home.group : undefined) };
}

const keyOf = (place: Place): string => (place.kind === 'channel' ? `channel-${place.name}` : `person-${place.user}`);

/** What is not urgent is tried there again after this. */
export const REST_MS = 15 * 60_000;
/** A place that stays out of reach is named again after this. */
const NAMED_FOR_MS = 7 * 24 * 3_600_000;
const NAMED = 'unreachable:';
/** So many of somebody's open cases are named. */
const MOST_NAMED = 20;

/** The sentences about a channel, by what Slack says; any other answer has one for all. */
const SENTENCES: Readonly<Record<string, string>> = {
  is_archived: 'placeArchived',
  is_inactive: 'placeArchived',
  not_in_channel: 'placeNotJoined',
  channel_not_found: 'placeMissing',
};

/** A place is not tried before this moment, in milliseconds. */
interface Rest {
  readonly until: number;
  readonly reason: string;
}

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly leases: LeaseStore;
  readonly people: People;
  readonly channels: Channels;
  readonly cases: CaseStore;
}

/** The places and persons that Slack does not let us reach: left alone for a while, named once to those who can do something, found again. */
export class Unreachable {
  private readonly resting = new Map<string, Rest>();
  /** What was named, be it by a process before this one: read when it is first asked for. */
  private named: Set<string> | undefined;

  constructor(private readonly parts: Parts) {}

  /** Why a place is left alone at this moment, and until when; undefined when it is to be tried. */
  restOf(place: Place | undefined): Rest | undefined {
    const rest = place && this.resting.get(keyOf(place));
    if (!rest || rest.until > this.parts.clock.now().toMillis()) return rest;
    if (place.kind === 'channel') this.parts.channels.lookAgain(place.name);
    return undefined;
  }

  /** Something new arrived there, in this channel: when it gets out of reach again, that is new. */
  async reached(place: Place | undefined, channel?: string): Promise<void> {
    if (!place) return;
    const [key, lease] = [keyOf(place), `${NAMED}${keyOf(place)}`];
    const isBack = this.resting.has(key) || (channel !== undefined && (await this.wasNamed(lease)));
    if (!isBack || !(await this.standsFor(place, channel))) return;
    this.resting.delete(key);
    this.named?.delete(lease);
    await this.parts.leases.giveUp(lease);
  }

  /** A database that does not say just now is asked with the next message. */
  private async wasNamed(lease: string): Promise<boolean> {
    this.named ??= await this.parts.leases.under(NAMED).then(
      (names) => new Set(names),
      () => undefined,
    );
    return this.named?.has(lease) ?? false;
  }

  /** Is this the channel that the place's name stands for today? A name that Slack does not know stands for what it stood for. */
  private async standsFor(place: Place, channel: string | undefined): Promise<boolean> {
    if (place.kind !== 'channel' || channel === undefined) return true;
    try {
      return (await this.parts.channels.idOf(place.name)) === channel;
    } catch (error) {
      return failureOf(error).kind === 'refused';
    }
  }

  /** Everything is to be tried again: the clock is another one. */
  forget(): void {
    this.resting.clear();
  }

  /**
   * Leaves a place alone for a while. Answers the notices that name it to the supervisors, once, with the open work of a person.
   * A `channel` that the place's name does not stand for any more says nothing about the place.
   */
  async refused(record: CaseRecord, place: Place, reason: string, channel?: string): Promise<Notice[]> {
    const { clock, log, leases } = this.parts;
    const key = keyOf(place);
    if (!(await this.standsFor(place, channel))) {
      log.warn({ case: record.no, channel, reason }, 'a channel of former days cannot be reached');
      return [];
    }
    this.resting.set(key, { until: clock.now().toMillis() + REST_MS, reason });
    if (!(await leases.take(`${NAMED}${key}`, NAMED_FOR_MS))) return [];
    this.named?.add(`${NAMED}${key}`);
    log.error({ case: record.no, place: key, reason }, 'a place or person cannot be reached: the supervisors are told');
    const told = await this.toldOf(place);
    const at = clock.now().toJSDate();
    const sentence = place.kind === 'channel' ? this.aboutChannel(place.name, reason) : await this.aboutPerson(place.user, reason);
    const to: Recipient[] = told.length > 0 ? told.map((user) => ({ kind: 'person', user })) : [{ kind: 'anyone' }];
    return to.map((one, n) => ({
      id: `${record.no}:${key}-${at.getTime()}:${n}`,
      to: one,
      ...sentence,
      isUrgent: true,
      createdAt: at,
    }));
  }

  /** Who can do something about a place: the supervisors, and about a channel the admins of the workspace too, who can bring it back. */
  private async toldOf(place: Place): Promise<readonly string[]> {
    const { supervisors } = await this.parts.people.leaders();
    if (place.kind === 'person') return supervisors.filter((user) => user !== place.user);
    return [...new Set([...supervisors, ...(await this.parts.people.admins())])];
  }

  private aboutChannel(name: ChannelName, reason: string): Pick<Notice, 'say' | 'params'> {
    return {
      say: SENTENCES[reason] ?? 'placeRefused',
      params: { place: this.parts.channels.nameOf(name), setting: settingOf(name), reason },
    };
  }

  private async aboutPerson(user: string, reason: string): Promise<Pick<Notice, 'say' | 'params'>> {
    const open = await this.parts.cases.openOf(user, MOST_NAMED + 1);
    const isThere = await this.parts.people.find(user, 0).then(
      ({ isColleague }) => isColleague,
      () => false,
    );
    const work = [...open.slice(0, MOST_NAMED), ...(open.length > MOST_NAMED ? ['…'] : [])].join(', ');
    const say = isThere ? 'personClosed' : open.length > 0 ? 'personGoneWithWork' : 'personGone';
    return { say, params: { who: person(user), user, reason, work } };
  }
}
