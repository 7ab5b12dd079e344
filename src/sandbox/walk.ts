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
 * strides, as if the bot had looked seldom, so that it always comes to an end.
 */
export async function walkTo(
  target: DateTime,
  clock: MovableClock,
  nextDue: () => Promise<Date | undefined>,
  runJobs: (isLast: boolean) => Promise<unknown>,
): Promise<void> {
  for (let stop = 0; stop < MOMENTS + STRIDES; stop += 1) {
    const next = await nextDue();
    if (!next || next > target.toJSDate()) break;
    const now = clock.now();
    const due = minuteAfter(target.plus({ milliseconds: next.getTime() - target.toMillis() }));
    const stride = Math.max(1, target.diff(now, 'minutes').minutes / (MOMENTS + STRIDES - stop));
    const earliest = stop < MOMENTS ? due : now.plus({ minutes: stride });
    const at = DateTime.max(due, earliest);
    if (at >= target) break;
    if (at > now) clock.moveTo(at);
    await runJobs(false);
  }
  if (target > clock.now()) clock.moveTo(target);
  await runJobs(true);
}
