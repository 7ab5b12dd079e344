import { Duration } from 'luxon';
import { z } from 'zod';
import { type Route, sendJson } from '../http.js';
import type { Acting } from './acting.js';
import { type Act, actSchema, missingFor } from './acts.js';
import { askedOf } from './asked.js';
import { type Faults, faultSchema } from './faults.js';
import type { Outcome } from './outcome.js';
import type { Workspace } from './workspace.js';

const LONGEST_ADVANCE_MS = 90 * 24 * 3600_000;
const clockSchema = z.strictObject({
  advance: z
    .string()
    .transform((typed) => Duration.fromISO(typed).toMillis())
    .refine((ms) => ms > 0 && ms <= LONGEST_ADVANCE_MS, 'expected an ISO 8601 duration, such as PT23H, of at most 90 days'),
});

async function perform(act: Act, acting: Acting, workspace: Workspace): Promise<Outcome> {
  const person = workspace.person(act.user);
  if (person?.isDeleted || person?.isBot) return { ok: false, error: person.isBot ? 'a bot does nothing here' : 'account_inactive' };
  if ('command' in act) return acting.command(act.user, act.command, act.text, act.channel);
  if ('submit' in act) return acting.submit(act.user, act.submit.viewId, act.submit.values);
  if ('close' in act) return acting.close(act.user, act.close.viewId);
  if ('suggest' in act) return acting.suggest(act.user, act.suggest.viewId, act.suggest.blockId, act.suggest.actionId, act.suggest.value);
  if ('shortcut' in act) return acting.shortcut(act.user, act.shortcut.callbackId, act.shortcut.channel, act.shortcut.ts);
  if ('say' in act) return acting.say(act.user, act.say.channel, act.say.text, act.say.threadTs);
  if ('home' in act) return acting.openHome(act.user);
  if ('read' in act) {
    const last = workspace.messages.findLast(({ channel }) => channel === act.read.channel);
    workspace.lastRead[`${act.user} ${act.read.channel}`] = last?.ts ?? '0';
    workspace.changed();
    return { ok: true };
  }
  return acting.press(act.user, act.action);
}

export interface ControlParts {
  readonly workspace: Workspace;
  readonly faults: Faults;
  isBotOff(): boolean;
  readonly acting: () => Acting;
  readonly commands: () => readonly { command: string; hint: string; description: string }[];
  readonly shortcuts: () => readonly { name: string; callbackId: string; type: string }[];
  now(): Date;
  advance(ms: number): Promise<void>;
  reset(): Promise<void>;
}

/** Everything posted and opened. */
const stateOf = ({ workspace, faults, isBotOff, commands, shortcuts, now }: ControlParts): object => ({
  now: now().toISOString(),
  slack: faults.slack,
  bot: isBotOff() ? 'off' : 'on',
  scheduled: workspace.scheduled,
  people: workspace.people,
  channels: workspace.channels,
  groups: workspace.groups,
  refused: workspace.refusals.all,
  messages: workspace.messages.slice(-1500),
  modals: Object.fromEntries(workspace.modals),
  homes: Object.fromEntries(workspace.homes),
  lastRead: workspace.lastRead,
  commands: commands(),
  shortcuts: shortcuts(),
});

/** The control API of the sandbox; the page and the tests use it. */
export const controlRoute =
  (parts: ControlParts): Route =>
  async (request, response, url) => {
    if (!url.pathname.startsWith('/sandbox/')) return false;
    const { method = 'GET' } = request;
    const name = `${method} ${url.pathname.slice('/sandbox/'.length)}`;
    if (name === 'GET state') {
      sendJson(response, 200, stateOf(parts));
      return true;
    }
    if (name === 'GET changes') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
      const tell = (): void => void response.write('data: changed\n\n');
      tell();
      parts.workspace.on('changed', tell);
      request.on('close', () => parts.workspace.off('changed', tell));
      return true;
    }
    if (method !== 'POST') return false;
    if (name === 'POST act') {
      const asked = await askedOf(actSchema, request, response);
      if (!asked) return true;
      const missing = missingFor(asked, parts.workspace, parts.shortcuts());
      if (missing) {
        sendJson(response, 400, { ok: false, error: missing });
        return true;
      }
      const acting = asked.team ? parts.acting().inTeam(asked.team) : parts.acting();
      sendJson(response, 200, await perform(asked, acting, parts.workspace));
      return true;
    }
    if (name === 'POST clock') {
      const asked = await askedOf(clockSchema, request, response);
      if (!asked) return true;
      await parts.advance(asked.advance);
      sendJson(response, 200, { ok: true, now: parts.now().toISOString() });
      return true;
    }
    if (name === 'POST faults') {
      const asked = await askedOf(faultSchema, request, response);
      if (!asked) return true;
      parts.faults.set(asked);
      parts.workspace.changed();
      sendJson(response, 200, { ok: true });
      return true;
    }
    if (name === 'POST reset') {
      if (!(await askedOf(z.strictObject({}), request, response))) return true;
      parts.faults.set({ slack: 'works' });
      await parts.reset();
      sendJson(response, 200, { ok: true });
      return true;
    }
    return false;
  };
