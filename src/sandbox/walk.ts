import { DateTime } from 'luxon';
import type { MovableClock } from './clock.js';

/** So many moments of a walk are lived through one by one; what remains of a longer one in so many strides. */
const MOMENTS = 300;
const STRIDES = 60;

/** The next full minute. */
const minuteAfter = (at: DateTime): DateTime => (at.second === 0 && at.millisecond === 0 ? at : at.startOf('minute').plus({ minutes: 1 }));

/**
 * Moves the clock forward from deadline to deadline, running the jobs at each, so that one sees what each moment would have
 * brought: the warning, the escalation, the breach. It looks once a minute at most; a long walk ends in
 * strides, as if the bot had looked seldom, so that it always comes to an end. `openings`, in order, are moments that it never strides
 * over: what opens then, opens in time.
 */
export async function walkTo(
  target: DateTime,
  clock: MovableClock,
  nextDue: () => Promise<Date | undefined>,
  runJobs: (isLast: boolean, opensNow: boolean) => Promise<unknown>,
  openings: readonly DateTime[] = [],
): Promise<void> {
  const ahead = openings.filter((opening) => opening < target);
  let stop = 0;
  while (stop < MOMENTS + STRIDES) {
    const next = await nextDue();
    const [opening] = ahead;
    const now = clock.now();
    const due =
      next && next <= target.toJSDate() ? minuteAfter(target.plus({ milliseconds: next.getTime() - target.toMillis() })) : undefined;
    const stride = Math.max(1, target.diff(now, 'minutes').minutes / (MOMENTS + STRIDES - stop));
    const looked = due && DateTime.max(due, stop < MOMENTS ? due : now.plus({ minutes: stride }));
    const opensNow = opening !== undefined && (looked === undefined || opening <= looked);
    const at = opensNow ? opening : looked;
    if (!at || at >= target) break;
    if (at > now) clock.moveTo(at);
    if (opensNow) ahead.shift();
    else stop += 1;
    await runJobs(false, opensNow);
  }
  if (target > clock.now()) clock.moveTo(target);
  await runJobs(true, false);
}
