import type { Translate } from '../src/cases/card.js';
import type { Desk } from '../src/slack/desk.js';
import { lastMarked, type Mark, tellLeaders, tellOne } from '../src/slack/outbox/tell-leaders.js';
import { timeInWords } from '../src/time/wording.js';

/** Ticks may fail so long before the desk is said to stand still: an election or a restart of the database takes less. */
const PATIENCE_MS = 3 * 60_000;

/** What the messages of a standstill and of its end are about. */
const STANDS_STILL = 'standstill';
const ENDED: Mark = { about: 'standstillOver', since: 0 };
const TELLING_OF_END = 'standstill-over';

type Telling = Pick<Desk, 'people' | 'channels' | 'client' | 'log' | 'clock' | 'settings' | 'leases'>;

/**
 * Whether the jobs can run: a database that is away, or has no room, lets no tick be taken, so that nothing is reminded or told. Those
 * who answer for the desk hear it, once, and hear its end, be it from another process: Slack is told from memory, since nothing can be written down, and keeps it. S1.
 */
export class Standstill {
  private since: Date | undefined;
  private isTold = false;
  private hasLookedBack = false;

  constructor(
    private readonly desk: Telling,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** Takes a tick, and notes whether that was possible. Throws what stood against it. */
  async taking(job: string, take: () => Promise<boolean>): Promise<boolean> {
    try {
      const isTaken = await take();
      await this.over();
      return isTaken;
    } catch (error) {
      this.desk.log.error({ err: error, job }, 'a tick could not be taken: the database does not answer or takes nothing in');
      await this.goesOn();
      throw error;
    }
  }

  /** Throws while the jobs stand still. */
  check(): void {
    if (this.isLong()) throw new Error('the jobs stand still');
  }

  private isLong(): boolean {
    return this.since !== undefined && this.now().getTime() - this.since.getTime() >= this.patienceMs;
  }

  private now(): Date {
    return this.desk.clock.now().toJSDate();
  }

  private async goesOn(): Promise<void> {
    this.since ??= this.now();
    if (this.isTold || !this.isLong()) return;
    this.isTold = true;
    this.isTold = await tellLeaders(this.desk, this.saying('standstill', this.since), {
      mark: { about: STANDS_STILL, since: this.since.getTime() },
    }).catch(() => false);
  }

  private async over(): Promise<void> {
    const { since, isTold } = this;
    this.since = undefined;
    this.isTold = false;
    if (!since || !isTold) return this.endFormer();
    if (await this.isOurs()) await tellLeaders(this.desk, this.saying('standstillOver', since), { mark: ENDED }).catch(() => false);
  }

  /** The end of what a process before this one told and did not live to end. Where Slack does not say, it is asked at the next tick. */
  private async endFormer(): Promise<void> {
    if (this.hasLookedBack) return;
    this.hasLookedBack = true;
    try {
      const told = [...(await lastMarked(this.desk, [STANDS_STILL, ENDED.about]))].filter(([, { about }]) => about === STANDS_STILL);
      if (told.length === 0 || !(await this.isOurs())) return;
      for (const [user, { since }] of told) await tellOne(this.desk, user, this.saying('standstillOver', new Date(since)), ENDED);
    } catch (error) {
      this.hasLookedBack = false;
      this.desk.log.warn({ err: error }, 'whether the desk stood still before this start could not be looked up');
    }
  }

  /** Of several processes that see the end one tells it. */
  private isOurs(): Promise<boolean> {
    return this.desk.leases.take(TELLING_OF_END, this.patienceMs);
  }

  private saying(say: 'standstill' | 'standstillOver', since: Date): (t: Translate) => string {
    const { language } = this.desk.settings;
    const at = timeInWords(since, this.desk.clock.now(), language);
    return (t) => t(`shared.trouble.${say}`, { at });
  }
}
