import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';

export const RENAME_EVENTS = ['channel_rename', 'group_rename'] as const;

/** A channel that somebody renames in Slack stays the desk's, and is called by its new name. */
export function listenToRenames(app: Listeners, { channels }: Desk): void {
  for (const name of RENAME_EVENTS)
    app.event(name, async ({ event: { channel } }) => {
      channels.renamed(channel.id, channel.name);
    });
}
