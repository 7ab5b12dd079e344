import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';

const RENAMED = ['channel_rename', 'group_rename'] as const;
const DELETED = ['channel_deleted', 'group_deleted'] as const;
export const CHANNEL_EVENTS = [...RENAMED, ...DELETED];

/**
 * A channel that somebody renames in Slack stays the desk's, and is called by its new name. Into one that is deleted nothing leads any
 * more, neither what is said from now on nor the alarms that Slack holds. Rule S16.
 */
export function listenToChannels(app: Listeners, { channels, fallbacks }: Desk): void {
  for (const name of RENAMED)
    app.event(name, async ({ event: { channel } }) => {
      channels.renamed(channel.id, channel.name);
    });
  for (const name of DELETED)
    app.event(name, async ({ event: { channel } }) => {
      channels.deleted(channel);
      fallbacks.poke();
    });
}
