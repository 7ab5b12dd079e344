import type { Job } from './job.js';

/** Sends what is waiting: what was throttled, what failed, what another process left behind. */
export const outbox: Job = { name: 'outbox', pattern: ({ settings }) => settings.sweep, run: (desk) => desk.outbox.run() };
