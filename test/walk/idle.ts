import { setTimeout as sleep } from 'node:timers/promises';
import type { TestDesk } from '../support/desk.js';

/** What Slack was last told is as many milliseconds old as this: the bot has done what it was asked. */
const QUIET_MS = 40;
const MOST_MS = 3_000;

/** Waits until the bot has answered: nothing new for a while, and the outbox has run. */
export async function isIdle(desk: TestDesk): Promise<void> {
  let last = Date.now();
  const heard = (): void => {
    last = Date.now();
  };
  desk.workspace.on('changed', heard);
  const until = Date.now() + MOST_MS;
  while (Date.now() - last < QUIET_MS && Date.now() < until) await sleep(10);
  await desk.app.desk.outbox.run();
  desk.workspace.off('changed', heard);
}
