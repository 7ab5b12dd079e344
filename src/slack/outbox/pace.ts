import { setTimeout as sleep } from 'node:timers/promises';
import { Lanes } from '../../lanes.js';

/** The bot stops: what has not had its turn yet is left to the next start. */
export class Stopped extends Error {}

/** Lets one call after another through for each channel, with a gap between them: Slack takes one message a second. */
export class Pace {
  private readonly lanes = new Lanes();
  private readonly lastAt = new Map<string, number>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly gapMs: () => number,
    private readonly now: () => number,
  ) {}

  /** Throws Stopped when the turn did not come before the bot stopped. */
  async take<T>(channel: string, call: () => Promise<T>): Promise<T> {
    return this.lanes.take(channel, async () => {
      const since = this.now() - (this.lastAt.get(channel) ?? Number.NEGATIVE_INFINITY);
      const waitMs = since >= 0 ? this.gapMs() - since : this.gapMs();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: this.stopping.signal }).catch(() => {});
      if (this.stopping.signal.aborted) throw new Stopped();
      this.sends(channel);
      return call();
    });
  }

  /** A message goes out now: what its turn did before does not shorten the gap after it. */
  sends(channel: string): void {
    this.lastAt.set(channel, this.now());
  }

  /** Lets nobody through any more. */
  stop(): void {
    this.stopping.abort();
  }
}
