import { registerPapers } from '../src/documents/papers.js';
import type { Listeners } from '../src/slack/app/listeners.js';
import type { Desk } from '../src/slack/desk.js';
import { calls } from './calls/index.js';
import { customers } from './customers/index.js';
import { devices } from './devices/index.js';
import { documents } from './documents/index.js';
import { duties } from './duties/index.js';
import { faults } from './faults/index.js';
import { inspections, projects } from './inspections/index.js';
import { overview } from './overview/index.js';
import { problems } from './problems/index.js';
import { remotes } from './remote/index.js';
import { listenToPresses } from './shared/buttons.js';
import { CHANNEL_EVENTS, listenToChannels } from './shared/channels.js';
import { DESK_COMMAND, listenToDesk } from './shared/desk.js';
import { DIRECT_EVENTS, listenToDirects } from './shared/direct.js';
import { listenToForms } from './shared/forms.js';
import { FILE_EVENTS, listenToGoneFiles } from './shared/gone-files.js';
import { listenToHistories } from './shared/history.js';
import { HOME_EVENTS, listenToHome } from './shared/home.js';
import { listenToLists } from './shared/lists.js';
import { listenToMentions, MENTION_EVENTS } from './shared/mention.js';
import { listenToLookups } from './shared/named.js';
import { listenToSubject } from './shared/registers.js';
import { listenToReplies, REPLY_EVENTS } from './shared/replies.js';
import { listenToStrays } from './shared/strays.js';
import { bringSubjects } from './shared/subjects.js';
import type { Subject } from './subject.js';
import { tickets } from './tickets/index.js';
import { visits } from './visits/index.js';

/** The subjects of the desk, a row each. */
export const SUBJECTS: readonly Subject[] = [
  overview,
  calls,
  tickets,
  visits,
  customers,
  inspections,
  projects,
  devices,
  duties,
  problems,
  remotes,
  faults,
  documents,
];

/** What reads the subjects and knows none. */
const MACHINERY: readonly ((app: Listeners, desk: Desk) => void)[] = [
  listenToDesk,
  listenToHome,
  listenToPresses,
  listenToForms,
  listenToLists,
  listenToLookups,
  listenToHistories,
  listenToMentions,
  listenToReplies,
  listenToGoneFiles,
  listenToChannels,
  listenToDirects,
  listenToStrays,
];

/** What the manifest has to name for these subjects; test/manifest.test.ts holds it against manifest.yml. */
export const listenedTo = (subjects: readonly Subject[]) => ({
  commands: [DESK_COMMAND, ...subjects.flatMap(({ command }) => command ?? [])],
  shortcuts: subjects.flatMap(({ shortcuts = [] }) => shortcuts),
  events: [
    ...HOME_EVENTS,
    ...MENTION_EVENTS,
    ...REPLY_EVENTS,
    ...DIRECT_EVENTS,
    ...FILE_EVENTS,
    ...CHANNEL_EVENTS,
    ...subjects.flatMap(({ events = [] }) => events),
  ],
});

/** Listens to everything that people can do in Slack. */
export function registerCommands(app: Listeners, desk: Desk, subjects: readonly Subject[] = SUBJECTS): void {
  bringSubjects(desk, subjects);
  for (const { name, papers, lookedUp } of subjects) {
    if (papers) registerPapers(name, papers);
    if (lookedUp) desk.lookUps.set(name, (record, notice, reader) => lookedUp(desk, record, notice, reader));
  }
  for (const subject of subjects) listenToSubject(app, desk, subject);
  for (const listen of MACHINERY) listen(app, desk);
}
