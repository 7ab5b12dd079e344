import type { Listeners } from '../src/slack/app/listeners.js';
import type { Desk } from '../src/slack/desk.js';
import { call } from './calls/call.js';
import { device } from './devices/device.js';
import { docs } from './documents/docs.js';
import { duty } from './duties/duty.js';
import { inspect } from './inspections/inspect.js';
import { project } from './inspections/project.js';
import { deskCommand } from './overview/desk.js';
import { home } from './overview/home.js';
import { problem } from './problems/problem.js';
import type { Entry } from './registry.js';
import { buttons } from './shared/buttons.js';
import { direct } from './shared/direct.js';
import { forms } from './shared/forms.js';
import { history } from './shared/history.js';
import { lookups } from './shared/lookups.js';
import { mention } from './shared/mention.js';
import { replies } from './shared/replies.js';
import { rest } from './shared/rest.js';
import { share } from './shared/share.js';
import { shortcuts } from './shared/shortcuts.js';
import { strays } from './shared/strays.js';
import { ticket } from './tickets/ticket.js';
import { schedule } from './visits/schedule.js';
import { visit } from './visits/visit.js';

/** Everything that people can do in Slack; test/manifest.test.ts holds manifest.yml against it. */
export const ENTRIES: readonly Entry[] = [
  call,
  ticket,
  visit,
  schedule,
  inspect,
  project,
  device,
  duty,
  problem,
  docs,
  lookups,
  deskCommand,
  share,
  rest,
  buttons,
  forms,
  shortcuts,
  mention,
  replies,
  history,
  direct,
  home,
  strays,
];

export function registerCommands(app: Listeners, desk: Desk): void {
  for (const entry of ENTRIES) entry.register(app, desk);
}
