/** Lets one call after another through for each channel, with a gap between them: Slack takes one message a second. */
export class Pace {
  private readonly lanes = new Map<string, Promise<unknown>>();
  private readonly lastAt = new Map<string, number>();

  constructor(
    private readonly gapMs: () => number,
    private readonly now: () => number,
  ) {}

  async take<T>(channel: string, call: () => Promise<T>): Promise<T> {
    const before = this.lanes.get(channel) ?? Promise.resolve();
    const turn = before.then(async () => {
      const since = this.now() - (this.lastAt.get(channel) ?? Number.NEGATIVE_INFINITY);
      const waitMs = since >= 0 ? this.gapMs() - since : this.gapMs();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      this.lastAt.set(channel, this.now());
      return call();
    });
    this.lanes.set(
      channel,
      turn.catch(() => {}),
    );
    return turn;
  }
}
