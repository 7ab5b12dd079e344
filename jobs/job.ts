import type { Desk } from '../src/slack/desk.js';

/** A cron job. A tick is only a tick: what is to be done stands in the database, and is caught up with at any later tick. */
export interface Job {
  readonly name: string;
  pattern(desk: Desk): string;
  run(desk: Desk): Promise<unknown>;
}
