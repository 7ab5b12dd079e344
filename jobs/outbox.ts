import type { Desk } from '../src/slack/desk.js';
import type { Job } from './job.js';
import { sweep } from './sla.js';

/** What is due at this moment is decided first, whoever's tick it is: it is one message with what waited for this moment. */
async function run(desk: Desk): Promise<void> {
  try {
    await sweep(desk);
  } finally {
    await desk.outbox.run();
    desk.outbox.check();
  }
}

/** Sends what is waiting: what was throttled, what failed, what another process left behind. */
export const outbox: Job = { name: 'outbox', pattern: ({ settings }) => settings.sweep, run };
