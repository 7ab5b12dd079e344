import type { Listeners } from '../src/slack/app/listeners.js';
import type { Desk } from '../src/slack/desk.js';

/** One way into the bot: what it listens to, so that the manifest can be held against it, and how. */
export interface Entry {
  readonly commands?: readonly string[];
  /** Callback ids of shortcuts. */
  readonly shortcuts?: readonly string[];
  readonly events?: readonly string[];
  register(app: Listeners, desk: Desk): void;
}
