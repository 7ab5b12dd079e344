/** Work in lanes: what names the same lane runs one after the other, in the order it came; other lanes go on beside it. */
export class Lanes {
  private readonly ends = new Map<string, Promise<void>>();

  /** Works once what came before in this lane has ended, well or not; with `patienceMs`, at the latest after that time. */
  async take<T>(lane: string, work: () => Promise<T>, patienceMs?: number): Promise<T> {
    const before = this.ends.get(lane);
    const result = before ? waited(before, patienceMs).then(work) : work();
    const end = result.then(
      () => {},
      () => {},
    );
    this.ends.set(lane, end);
    void end.then(() => {
      if (this.ends.get(lane) === end) this.ends.delete(lane);
    });
    return result;
  }
}

async function waited(before: Promise<void>, patienceMs?: number): Promise<void> {
  if (patienceMs === undefined) return before;
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([before, impatience]).finally(() => clearTimeout(timer));
}

/** Waits until all of this has ended, well or not; throws the first failure then. */
export async function allEnded(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
