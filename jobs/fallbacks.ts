import type { Job } from './job.js';

/** Looks each minute whether Slack holds what the cases want: what came within reach, what failed, what another process left behind. */
export const fallbacks: Job = { name: 'fallbacks', pattern: ({ settings }) => settings.sweep, run: (desk) => desk.fallbacks.run() };
