import type { App } from '@slack/bolt';
import type { Desk } from '../src/slack/desk.js';
import { buttons } from './buttons.js';
import { call } from './call.js';
import { deskCommand } from './desk.js';
import { forms } from './forms.js';
import { home } from './home.js';
import { inspect } from './inspect.js';
import { mention } from './mention.js';
import { project } from './project.js';
import type { Entry } from './registry.js';
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
  deskCommand,
  share,
  buttons,
  forms,
  shortcuts,
  mention,
  home,
];

export function registerCommands(app: App, desk: Desk): void {
  for (const entry of ENTRIES) entry.register(app, desk);
}
