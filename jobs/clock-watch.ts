/** How often the machine's clock is compared with one that never jumps, and from which difference on it has jumped. */
const EVERY_MS = 15_000;
const JUMP_MS = 5_000;

/**
 * Tells when the machine's clock was set, and by how many milliseconds (negative: back). A scheduler that waits for a moment would
 * wait for as long as the clock went back. Answers how to stop watching.
 */
export function watchClock(onJump: (byMs: number) => void, everyMs = EVERY_MS): () => void {
  const read = () => ({ wall: Date.now(), steady: performance.now() });
  let last = read();
  const timer = setInterval(() => {
    const now = read();
    const byMs = Math.round(now.wall - last.wall - (now.steady - last.steady));
    last = now;
    if (Math.abs(byMs) >= JUMP_MS) onJump(byMs);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
