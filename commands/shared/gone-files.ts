import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { fileGone } from '../../src/slack/gone-files.js';
import { subjectsOf } from './subjects.js';

export const FILE_EVENTS = ['file_deleted'] as const;

/** What rests on a file that somebody deletes in Slack says so: cases, and what subjects keep besides. */
export function listenToGoneFiles(app: Listeners, desk: Desk): void {
  app.event('file_deleted', async ({ event: { file_id: file } }) => {
    await fileGone(desk, file);
    for (const gone of subjectsOf(desk).each('fileGone')) await gone(desk, file);
  });
}
