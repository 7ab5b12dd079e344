import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { DateTime } from 'luxon';
import { isOver, mayDouble, wantedOf } from '../../cases/fallback.js';
import { kindOf } from '../../cases/kinds.js';
import { ownerInWords } from '../../cases/owner.js';
import { maskedNumbers, person, shorten } from '../../cases/text.js';
import { translator } from '../../locales/index.js';
import type { Log } from '../../log.js';
import type { Settings } from '../../settings.js';
import type { FallbackStore, Guarded } from '../../store/fallbacks.js';
import type { LeaseStore } from '../../store/leases.js';
import { timeInWords } from '../../time/wording.js';
import { type BrokenEntries, eachAlone } from '../messages/broken.js';
import { wayTo } from '../people/readers.js';
import { failureOf } from './delivery.js';
import { FallbackPlaces, type PlaceParts } from './fallback-places.js';
import {
  BEYOND_RECALL_S,
  compared,
  type Difference,
  type HeldLine,
  type HeldMessage,
  identityOf,
  keyOf,
  type Listed,
  lineOf,
  messagesOf,
  postAtOf,
} from './fallback-plan.js';
import { HeldBySlack, RefusedThere } from './held.js';

export interface FallbackParts extends PlaceParts {
  readonly settings: Settings;
  readonly client: WebClient;
  readonly log: Log;
  readonly team: { readonly url: string };
  readonly leases: Pick<LeaseStore, 'take' | 'forget'>;
  readonly held: FallbackStore;
  readonly broken: Pick<BrokenEntries, 'report'>;
}

/** How many promises Slack should hold, how many it holds, how many of them it lacks and has too many. */
export interface FallbackFacts {
  readonly wanted: number;
  readonly held: number;
  readonly missing: number;
  readonly surplus: number;
}

/** Slack takes messages for 120 days ahead; later ones come within reach. */
const REACH_S = 119 * 24 * 3600;
/** What the bot might say besides Slack is left to Slack so long before: the next look, in a minute, would be too late to take it back. */
const LEFT_TO_SLACK_S = 120;
/** What would sound so soon is taken back before anything else is done. */
const SOON_S = 600;
/** So long is what Slack holds believed without looking, while nothing changes. */
const BELIEVED_MS = 10 * 60_000;
/** After a decision, so that the card stands already and what comes together is one look. */
const SOON_AFTER_MS = 1_000;
const LEASE = 'fallbacks:pass';
const LEASE_MS = 15_000;
const LEASE_TRIES = 5;
/** So much does a sentence show of what somebody typed. */
const MOST_TYPED = 160;

/**
 * Leaves with Slack what must be heard although our machine is off, and takes it back when the bot has told it or nobody needs
 * it any more. What Slack holds is read from Slack and compared with what the cases want: whatever a process that died left
 * half done is found there, by the mark in each text. Doing it twice changes nothing.
 */
export class Fallbacks {
  private running: Promise<void> | undefined;
  private isWanted = false;
  /** Why the last look failed, if it did. */
  private trouble: unknown;
  private hasBegun = false;
  /** Nothing is done while it stands still. */
  isStill = false;
  private readonly stopping = new AbortController();
  private soon: NodeJS.Timeout | undefined;
  /** What Slack held after the last look, and when that was. */
  private known: readonly string[] = [];
  private believed: { readonly keys: string; readonly at: number } | undefined;
  /** Promises that were looked for in what Slack has posted, and are not there. */
  private readonly silent = new LRUCache<string, true>({ max: 5_000 });
  private readonly slack: HeldBySlack;
  private readonly places: FallbackPlaces;

  constructor(private readonly parts: FallbackParts) {
    this.slack = new HeldBySlack(parts.client);
    this.places = new FallbackPlaces(parts, this.slack);
  }

  private get rests(): boolean {
    return this.isStill || this.stopping.signal.aborted;
  }

  /** From now on each decision is followed by a look of its own. */
  begin(): void {
    this.hasBegun = true;
    this.poke();
  }

  /** Looks soon, without waiting. */
  poke(afterMs = SOON_AFTER_MS): void {
    if (!this.hasBegun || this.rests) return;
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      void this.run();
    }, afterMs).unref();
  }

  /** What is under way is finished, and nothing new is begun. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.soon);
    await this.running;
  }

  /** Lets Slack hold what the cases want. One look at a time; one asked for meanwhile follows. */
  async run(): Promise<void> {
    this.isWanted = true;
    this.running ??= this.loop().finally(() => {
      this.running = undefined;
    });
    await this.running;
  }

  private async loop(): Promise<void> {
    while (this.isWanted && !this.rests) {
      this.isWanted = false;
      try {
        await this.lookBack();
        await this.reconcile();
        this.trouble = undefined;
      } catch (error) {
        this.trouble = error;
        this.believed = undefined;
        this.tryAgain(error, 'what Slack holds for us could not be looked at');
      }
    }
  }

  /** Cases that are not in the store, of which Slack holds alarms. */
  async unknown(): Promise<readonly string[]> {
    const listed = await this.slack.list().catch(() => []);
    return [...(await this.parts.held.unknown(listed.flatMap(({ numbers }) => numbers)))].sort();
  }

  /** Throws what the last look failed for, if it did. */
  check(): void {
    if (this.trouble !== undefined) throw this.trouble;
  }

  private tryAgain(error: unknown, what: string): void {
    const { reason, retryAfterMs } = failureOf(error);
    this.parts.log.warn({ reason }, `${what}; it will be tried again`);
    if (retryAfterMs) this.poke(retryAfterMs + 100);
  }

  /**
   * Records which alarms Slack has sounded, or sounds before anybody could take them back: the bot does not tell those again.
   * Before deadlines are fired. A Slack that does not answer silences nobody: what is not known is told.
   */
  async lookBack(): Promise<void> {
    const { clock, held, log } = this.parts;
    const now = clock.now().toSeconds();
    const until = now + LEFT_TO_SLACK_S;
    const late = await eachAlone(this.parts, await held.wanting(new Date(until * 1000)), 'fallbacks', (c) =>
      wantedOf(c)
        .filter(({ id }) => !c.sounded?.some((sounded) => sounded.id === id))
        .map((fallback) => ({ c, fallback, at: postAtOf(fallback), identity: identityOf(c.no, fallback) }))
        // What is told to people only is taken back as long as it can be.
        .filter(({ fallback, at }) => at <= (mayDouble(fallback, c) ? until : now + BEYOND_RECALL_S)),
    );
    const unknown = late.flat().filter(({ identity }) => !this.silent.has(identity));
    if (unknown.length === 0) return;
    try {
      const oldest = Math.min(...unknown.map(({ at }) => at));
      const wanted = new Set(unknown.map(({ identity }) => identity));
      // What was left for another place while the alarms' channel was gone stands there.
      const sounded = await this.slack.sounded(wanted, { oldest, now, until }, await this.places.all());
      for (const { c, fallback, at, identity } of unknown) {
        const soundedAt = sounded.get(identity);
        if (soundedAt !== undefined) await held.sounded(c.no, { id: fallback.id, track: fallback.track, at: new Date(soundedAt * 1000) });
        else if (at <= now) this.silent.set(identity, true);
      }
      if (sounded.size > 0) log.info({ sounded: sounded.size }, 'Slack sounds alarms in place of the bot');
    } catch (error) {
      log.warn({ reason: failureOf(error).reason }, 'whether Slack sounded alarms is not known: the bot tells them itself');
    }
  }

  private async reconcile(): Promise<void> {
    const { clock, held, leases } = this.parts;
    const guarded = await held.wanting();
    await eachAlone(this.parts, guarded, 'fallbacks', async (c) => {
      const told = (c.fallbacks ?? []).filter((fallback) => isOver(fallback, c, clock.now().toJSDate())).map(({ id }) => id);
      if (told.length > 0) await held.told(c, told);
    });
    const channel = await this.places.place();
    if (!channel) return;
    const now = clock.now();
    const wanted = this.messages(guarded, channel, now.toSeconds(), await this.supervisors());
    const keys = wanted.map((message) => keyOf(channel, message)).join('\n');
    const age = this.believed ? Math.abs(now.toMillis() - this.believed.at) : BELIEVED_MS;
    if (age < BELIEVED_MS && this.believed?.keys === keys) return;
    const { missing, surplus } = await this.difference(channel, wanted, now.toSeconds());
    if (missing.length + surplus.length === 0) {
      this.believed = { keys, at: now.toMillis() };
      return;
    }
    if (!(await this.hasLease())) return;
    try {
      const isDone = await this.bring(channel, await this.difference(channel, wanted, now.toSeconds()), now.toSeconds());
      this.believed = isDone ? { keys, at: now.toMillis() } : undefined;
    } finally {
      await leases.forget(LEASE);
    }
  }

  /**
   * What is to be left with Slack and taken back. An alarm of a case that is not in the store stays: after a damage it is the last
   * thing that knows of it. What stands in the same message sounds with it, and not once more. Rule S2.
   */
  private async difference(channel: string, wanted: readonly HeldMessage[], now: number): Promise<Difference> {
    const { missing, surplus } = compared(channel, wanted, await this.slack.list(), now);
    const unknown = surplus.length > 0 ? await this.parts.held.unknown(surplus.flatMap(({ numbers }) => numbers)) : new Set();
    const stays = ({ numbers }: Listed): boolean => numbers.some((no) => unknown.has(no));
    const sounding = new Set(surplus.filter(stays).flatMap(({ marks }) => marks));
    return {
      missing: missing.filter(({ marks }) => !marks.every((mark) => sounding.has(mark))),
      surplus: surplus.filter((message) => !stays(message)),
    };
  }

  /** Two processes at once would each leave their own; one after the other finds what is there. */
  private async hasLease(): Promise<boolean> {
    for (let n = 0; n < LEASE_TRIES && !this.rests; n += 1) {
      if (await this.parts.leases.take(LEASE, LEASE_MS)) return true;
      await sleep(LEASE_MS / LEASE_TRIES, undefined, { signal: this.stopping.signal }).catch(() => {});
    }
    this.poke();
    return false;
  }

  /** What Slack should hold now, as far ahead as it takes it. */
  private messages(guarded: readonly Guarded[], channel: string, now: number, supervisors: readonly string[]): HeldMessage[] {
    const lines = guarded.flatMap((c) => this.linesOf(c, channel, supervisors));
    const inReach = lines.filter(({ postAt }) => postAt > now + BEYOND_RECALL_S && postAt < now + REACH_S);
    return messagesOf(inReach, translator(this.parts.settings.language));
  }

  /** Those known last while Slack does not say: what it holds is not to be made anew for its trouble. */
  private async supervisors(): Promise<readonly string[]> {
    const { supervisors } = await this.parts.people.leaders().catch(() => ({ supervisors: this.known }));
    this.known = supervisors;
    return supervisors;
  }

  /** Slack rings those whom a message mentions: who can help, not only who needs it. */
  private mentioned(supervisors: readonly string[]): string {
    return supervisors.map(person).join(' ') || translator(this.parts.settings.language)('shared.fallback.anySupervisor');
  }

  /** The lines of a case. One that cannot say what it is about is left out; the others stand. */
  private linesOf(c: Guarded, channel: string, supervisors: readonly string[]): HeldLine[] {
    const { settings, team, broken } = this.parts;
    try {
      const typed = kindOf(c).fallbacks?.words(c) ?? {};
      const words = Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, shorten(maskedNumbers(text), MOST_TYPED)]));
      const url = wayTo(this.parts, c.home) ?? `${team.url}archives/${channel}`;
      return wantedOf(c).map((fallback) => {
        const heard = DateTime.fromJSDate(fallback.at, { zone: settings.timeZone });
        const at = timeInWords(fallback.promisedAt, heard, settings.language);
        const sentence = translator(settings.language)(`${c.kind}.fallback.${fallback.say}`, {
          ...words,
          owner: ownerInWords(c.owner, translator(settings.language)),
          supervisors: this.mentioned(supervisors),
          at,
        });
        return lineOf(c.no, fallback, url, sentence.trim());
      });
    } catch (error) {
      broken.report(c, 'fallbacks', error);
      return [];
    }
  }

  /** Makes Slack hold just what is wanted. What sounds soon and should not goes first; else the new comes before the old goes. Answers whether all is so. */
  private async bring(channel: string, { missing, surplus }: Difference, now: number): Promise<boolean> {
    const isSoon = ({ postAt }: Listed): boolean => postAt <= now + SOON_S;
    const takeBack = (message: Listed): Promise<void> => this.slack.takeBack(message);
    const before = await this.each(surplus.filter(isSoon), takeBack);
    const left = await this.each(missing, (message) => this.slack.leave(channel, message));
    const after = await this.each(
      surplus.filter((message) => !isSoon(message)),
      takeBack,
    );
    return before && left && after;
  }

  /** One after another; one that fails stops no other, unless Slack has said that none will pass. */
  private async each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<boolean> {
    let isDone = true;
    for (const item of items) {
      if (this.rests) return false;
      try {
        await work(item);
      } catch (error) {
        isDone = false;
        this.tryAgain(error, 'Slack did not take or give back what it is to hold');
        if (failureOf(error).retryAfterMs) return false;
        if (!(error instanceof RefusedThere)) continue;
        this.places.refused(error);
        this.isWanted = true;
        return false;
      }
    }
    return isDone;
  }

  /** For whoever asks how the desk is. */
  async facts(): Promise<FallbackFacts> {
    const now = this.parts.clock.now().toSeconds();
    const marksOf = (messages: readonly { readonly marks: readonly string[] }[]) => new Set(messages.flatMap(({ marks }) => marks));
    const wanted = marksOf(
      this.messages(await this.parts.held.wanting(), (await this.places.place()) ?? '', now, await this.supervisors()),
    );
    const held = marksOf((await this.slack.list()).filter(({ postAt }) => postAt > now + BEYOND_RECALL_S));
    const missing = [...wanted].filter((mark) => !held.has(mark)).length;
    return { wanted: wanted.size, held: held.size, missing, surplus: [...held].filter((mark) => !wanted.has(mark)).length };
  }
}
