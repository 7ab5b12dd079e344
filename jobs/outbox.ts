import type { Desk } from '../src/slack/desk.js';
import type { Job } from './job.js';

async function run({ outbox }: Desk): Promise<void> {
  await outbox.run();
  outbox.check();
}

/** Sends what is waiting: what was throttled, what failed, what another process left behind. */
export const outbox: Job = { name: 'outbox', pattern: ({ settings }) => settings.sweep, run };
