/** One measured figure as a JSON line. `ratio` is value to baseline where there is one. */
export function figure(name: string, value: number, unit: string, baseline?: number): void {
  const rounded = (n: number): number => Number(n.toPrecision(4));
  const ratio = baseline === undefined ? null : rounded(value / baseline);
  process.stdout.write(
    `${JSON.stringify({ name, value: rounded(value), unit, baseline: baseline === undefined ? null : rounded(baseline), ratio })}\n`,
  );
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;

/** Runs a call many times, `parallel` at once, and answers the milliseconds of each and of all. */
export async function measure(
  times: number,
  parallel: number,
  call: (n: number) => Promise<unknown>,
): Promise<{ each: number[]; totalMs: number }> {
  const each: number[] = [];
  let next = 0;
  const begun = performance.now();
  const lane = async (): Promise<void> => {
    while (next < times) {
      const n = next;
      next += 1;
      const at = performance.now();
      await call(n);
      each.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return { each, totalMs: performance.now() - begun };
}

/** Makes a call every `gapMs`, whether or not the ones before are answered, and answers the milliseconds of each. */
export async function paced(times: number, gapMs: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const each: number[] = [];
  const calls: Promise<void>[] = [];
  for (let n = 0; n < times; n += 1) {
    const at = performance.now();
    calls.push(call(n).then(() => void each.push(performance.now() - at)));
    await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
  await Promise.all(calls);
  return each;
}
