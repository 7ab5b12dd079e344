import { type ScheduledTask, schedule } from 'node-cron';
import { correlated } from '../src/log.js';
import type { Desk } from '../src/slack/desk.js';
import { auditor } from './auditor.js';
import { cardHomes } from './card-homes.js';
import { watchClock } from './clock-watch.js';
import { doubts } from './doubts.js';
import { duties } from './duties.js';
import { fallbacks } from './fallbacks.js';
import { inspections } from './inspections.js';
import type { Job } from './job.js';
import { outbox } from './outbox.js';
import { photos } from './photos.js';
import { retention } from './retention.js';
import { roster } from './roster.js';
import { sla } from './sla.js';
import { Standstill } from './standstill.js';
import { warranties } from './warranties.js';

/** Those that open what comes round. */
export const OPENERS: readonly Job[] = [inspections, duties];

const JOBS: readonly Job[] = [roster, cardHomes, ...OPENERS, sla, outbox, doubts, fallbacks, photos, retention, warranties, auditor];

const TICK_LEASE_MS = 55_000;
const TICK = 'tick:';

/** One run of a job; a failure is logged, and the next tick tries again. */
async function attempt(job: Job, desk: Desk): Promise<void> {
  const done = desk.metrics.jobs.startTimer({ job: job.name });
  try {
    await job.run(desk);
    done({ result: 'ok' });
  } catch (error) {
    done({ result: 'failed' });
    desk.log.error({ err: error, job: job.name }, 'a job failed; the next tick tries again');
  }
}

/** The jobs as they run. */
export interface RunningJobs {
  runAll(): Promise<void>;
  /** Lets every tick pass unused, once what runs is done; `false` lets them work again. */
  standStill(isStill: boolean): Promise<void>;
  /** Throws while no tick can be taken. */
  check(): void;
  stop(): Promise<void>;
}

/** Schedules every job, one process per tick across all processes on one database, and catches up at once. */
export async function startJobs(
  desk: Desk,
  { isScheduled, watchEveryMs }: { readonly isScheduled: boolean; readonly watchEveryMs?: number },
): Promise<RunningJobs> {
  const running = new Set<Promise<void>>();
  let isStopped = false;
  let isStill = false;
  const tracked = async (job: Job): Promise<void> => {
    if (isStopped || isStill) return;
    const run = correlated(() => attempt(job, desk)).finally(() => running.delete(run));
    running.add(run);
    await run;
  };
  const standstill = new Standstill(desk);
  const tasks: ScheduledTask[] = (isScheduled ? JOBS : []).map((job) =>
    schedule(job.pattern(desk), () => tracked(job), {
      name: job.name,
      noOverlap: true,
      distributed: true,
      distributedLease: TICK_LEASE_MS,
      runCoordinator: { shouldRun: (key, ttlMs) => standstill.taking(job.name, () => desk.leases.take(`${TICK}${key}`, ttlMs)) },
      logger: {
        info: (message) => desk.log.debug({ job: job.name }, message),
        warn: (message) => desk.log.warn({ job: job.name }, message),
        error: (message) => desk.log.error({ job: job.name }, String(message)),
        debug() {},
      },
    }),
  );
  const runAll = async (): Promise<void> => {
    for (const job of JOBS) await tracked(job);
  };
  /** What waits for a moment of the old clock is waited for anew, and what came due by the jump is done at once. */
  const onJump = async (byMs: number): Promise<void> => {
    desk.log.warn({ byMs }, 'the clock was set: the jobs are scheduled anew');
    for (const task of tasks) {
      await task.stop();
      if (!isStopped) await task.start();
    }
    if (byMs < 0) await Promise.all([desk.leases.forget(TICK), desk.outbox.clockWentBack()]);
    await runAll();
  };
  const unwatch = isScheduled
    ? watchClock((byMs) => {
        onJump(byMs).catch((error: unknown) => desk.log.error({ err: error }, 'the jobs could not be scheduled anew'));
      }, watchEveryMs)
    : () => {};
  return {
    runAll,
    async standStill(wanted) {
      isStill = wanted;
      await Promise.all(running);
    },
    check: () => standstill.check(),
    async stop() {
      isStopped = true;
      unwatch();
      for (const task of tasks) await task.destroy();
      await Promise.all(running);
    },
  };
}
