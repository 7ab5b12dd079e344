import type { Desk } from '../src/slack/desk.js';
import type { Listeners } from '../src/slack/listeners.js';
import { buttons } from './buttons.js';
import { call } from './call.js';
import { deskCommand } from './desk.js';
import { device } from './device.js';
import { direct } from './direct.js';
import { docs } from './docs.js';
import { duty } from './duty.js';
import { forms } from './forms.js';
import { history } from './history.js';
import { home } from './home.js';
import { inspect } from './inspect.js';
import { lookups } from './lookups.js';
import { mention } from './mention.js';
import { problem } from './problem.js';
import { project } from './project.js';
import type { Entry } from './registry.js';
import { replies } from './replies.js';
import { rest } from './rest.js';
import { schedule } from './schedule.js';
import { share } from './share.js';
import { shortcuts } from './shortcuts.js';
import { ticket } from './ticket.js';
import { visit } from './visit.js';

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
];

export function registerCommands(app: Listeners, desk: Desk): void {
  for (const entry of ENTRIES) entry.register(app, desk);
}
