import { z } from 'zod';
import type { Workspace } from './workspace.js';

const values = z.record(z.string(), z.unknown());
/** Whose act it is; it may come from another workspace that has the app too. */
const by = { user: z.string(), team: z.string().startsWith('T').optional() };
const press = z
  .strictObject({
    actionId: z.string(),
    value: z.unknown().optional(),
    channel: z.string().optional(),
    ts: z.string().optional(),
    viewId: z.string().optional(),
    blockId: z.string().optional(),
    values: values.optional(),
  })
  .refine(({ channel, ts, viewId }) => (viewId === undefined) !== (channel === undefined && ts === undefined), {
    message: 'expected channel and ts of a message, or viewId and blockId of a form',
  });

/** What a person does, one thing at a time. */
export const actSchema = z.union([
  z.strictObject({ ...by, command: z.string().startsWith('/'), text: z.string().default(''), channel: z.string().default('service-desk') }),
  z.strictObject({ ...by, submit: z.strictObject({ viewId: z.string(), values: values.default({}) }) }),
  z.strictObject({ ...by, close: z.strictObject({ viewId: z.string() }) }),
  z.strictObject({
    ...by,
    suggest: z.strictObject({ viewId: z.string(), blockId: z.string(), actionId: z.string(), value: z.string() }),
  }),
  z.strictObject({
    ...by,
    shortcut: z.strictObject({ callbackId: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
  }),
  z.strictObject({ ...by, say: z.strictObject({ channel: z.string(), text: z.string().min(1), threadTs: z.string().optional() }) }),
  z.strictObject({ ...by, home: z.literal(true) }),
  z.strictObject({ ...by, read: z.strictObject({ channel: z.string() }) }),
  z.strictObject({ ...by, action: press }),
]);
export type Act = z.output<typeof actSchema>;

/** The channel that an act names, and in which field. */
function channelIn(act: Act): { readonly field: string; readonly channel: string } | undefined {
  if ('command' in act) return { field: 'channel', channel: act.channel };
  if ('say' in act) return { field: 'say.channel', channel: act.say.channel };
  if ('read' in act) return { field: 'read.channel', channel: act.read.channel };
  return undefined;
}

/** A sentence about what an act names and what is not there; undefined when all of it is. */
export function missingFor(
  act: Act,
  workspace: Workspace,
  shortcuts: readonly { readonly callbackId: string; readonly type: string }[],
): string | undefined {
  if (!workspace.person(act.user)) return `user: there is nobody ${act.user} here (user_not_found)`;
  const named = channelIn(act);
  if (named && !workspace.channelFor(act.user, named.channel))
    return `${named.field}: there is no channel "${named.channel}" for ${act.user} (channel_not_found)`;
  if (!('shortcut' in act)) return undefined;
  const { callbackId, channel, ts } = act.shortcut;
  const type = channel && ts ? 'message' : 'global';
  const known = shortcuts.filter((one) => one.type === type).map((one) => one.callbackId);
  return known.includes(callbackId) ? undefined : `shortcut.callbackId: expected one of ${known.join(', ')} (${type})`;
}
