import type { Desk } from '../src/slack/desk.js';
import type { Job } from './job.js';

/** Takes back what came to stand twice since an earlier message arrived after all, whoever sent it. */
export const doubts: Job = {
  name: 'doubts',
  pattern: ({ settings }) => settings.sweep,
  run: ({ outbox }: Desk) => outbox.lookAgain(),
};
