import type { Desk } from '../src/slack/desk.js';
import type { Job } from './job.js';

async function run({ fallbacks }: Desk): Promise<void> {
  await fallbacks.run();
  fallbacks.check();
}

/** Looks each minute whether Slack holds what the cases want: what came within reach, what failed, what another process left behind. */
export const fallbacks: Job = { name: 'fallbacks', pattern: ({ settings }) => settings.sweep, run };
