import { Duration } from 'luxon';
import { z } from 'zod';
import { type Route, sendJson } from '../http.js';
import type { Acting } from './acting.js';
import { askedOf } from './asked.js';
import { type Faults, faultSchema } from './faults.js';
import type { Outcome } from './outcome.js';
import type { Workspace } from './workspace.js';

const values = z.record(z.string(), z.unknown());
const actSchema = z.union([
  z.object({
    user: z.string(),
    command: z.string().startsWith('/'),
    text: z.string().default(''),
    channel: z.string().default('service-desk'),
  }),
  z.object({ user: z.string(), submit: z.object({ viewId: z.string(), values: values.default({}) }) }),
  z.object({ user: z.string(), close: z.object({ viewId: z.string() }) }),
  z.object({ user: z.string(), suggest: z.object({ viewId: z.string(), blockId: z.string(), actionId: z.string(), value: z.string() }) }),
  z.object({ user: z.string(), shortcut: z.object({ callbackId: z.string(), channel: z.string().optional(), ts: z.string().optional() }) }),
  z.object({ user: z.string(), say: z.object({ channel: z.string(), text: z.string().min(1), threadTs: z.string().optional() }) }),
  z.object({ user: z.string(), home: z.literal(true) }),
  z.object({ user: z.string(), read: z.object({ channel: z.string() }) }),
  z.object({
    user: z.string(),
    action: z.object({
      actionId: z.string(),
      value: z.unknown().optional(),
      channel: z.string().optional(),
      ts: z.string().optional(),
      viewId: z.string().optional(),
      blockId: z.string().optional(),
      values: values.optional(),
    }),
  }),
]);
type Act = z.output<typeof actSchema>;
/** An act may come from another workspace that has the app too. */
const requestSchema = z.intersection(z.object({ team: z.string().startsWith('T').optional() }), actSchema);

const LONGEST_ADVANCE_MS = 90 * 24 * 3600_000;
const clockSchema = z.object({
  advance: z
    .string()
    .transform((typed) => Duration.fromISO(typed).toMillis())
    .refine((ms) => ms > 0 && ms <= LONGEST_ADVANCE_MS, 'expected an ISO 8601 duration, such as PT23H, of at most 90 days'),
});

async function perform(act: Act, acting: Acting, workspace: Workspace): Promise<Outcome> {
  const person = workspace.person(act.user);
  if (!person) return { ok: false, error: 'user_not_found' };
  if (person.isDeleted || person.isBot) return { ok: false, error: person.isBot ? 'a bot does nothing here' : 'account_inactive' };
  if ('command' in act) return acting.command(act.user, act.command, act.text, act.channel);
  if ('submit' in act) return acting.submit(act.user, act.submit.viewId, act.submit.values);
  if ('close' in act) return acting.close(act.user, act.close.viewId);
  if ('suggest' in act) return acting.suggest(act.user, act.suggest.viewId, act.suggest.blockId, act.suggest.actionId, act.suggest.value);
  if ('shortcut' in act) return acting.shortcut(act.user, act.shortcut.callbackId, act.shortcut.channel, act.shortcut.ts);
  if ('say' in act) return acting.say(act.user, act.say.channel, act.say.text, act.say.threadTs);
  if ('home' in act) return acting.openHome(act.user);
  if ('read' in act) {
    if (!workspace.channelFor(act.user, act.read.channel)) return { ok: false, error: 'channel_not_found' };
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
      const asked = await askedOf(requestSchema, request, response);
      if (!asked) return true;
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
      parts.faults.set({ slack: 'works' });
      await parts.reset();
      sendJson(response, 200, { ok: true });
      return true;
    }
    return false;
  };
