import type { Desk } from '../src/slack/desk.js';
import { tellLeaders } from '../src/slack/outbox/tell-leaders.js';
import { timeInWords } from '../src/time/wording.js';

/** Ticks may fail so long before the desk is said to stand still: an election or a restart of the database takes less. */
const PATIENCE_MS = 3 * 60_000;

type Telling = Pick<Desk, 'people' | 'channels' | 'client' | 'log' | 'clock' | 'settings'>;

/**
 * Whether the jobs can run: a database that is away, or has no room, lets no tick be taken, so that nothing is reminded or told. Those
 * who answer for the desk hear it, once, and hear its end; Slack is told from memory, since nothing can be written down. S1.
 */
export class Standstill {
  private since: Date | undefined;
  private isTold = false;

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
    this.isTold = await this.tell('standstill', this.since);
  }

  private async over(): Promise<void> {
    const { since, isTold } = this;
    this.since = undefined;
    this.isTold = false;
    if (since && isTold) await this.tell('standstillOver', since);
  }

  private async tell(say: 'standstill' | 'standstillOver', since: Date): Promise<boolean> {
    const { language } = this.desk.settings;
    const at = timeInWords(since, this.desk.clock.now(), language);
    return tellLeaders(this.desk, (t) => t(`shared.trouble.${say}`, { at })).catch(() => false);
  }
}
