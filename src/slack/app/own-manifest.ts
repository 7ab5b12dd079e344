import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { commandProblems } from './command-names.js';

/** What a workspace wants of its manifest. */
export interface Wishes {
  /** Under which name Slack reaches the bot, `desk.example.com` or with `https://`; not needed with `isSocket`. */
  readonly host?: string | undefined;
  readonly isSocket: boolean;
  /** What stands before all commands, `fb-`. */
  readonly prefix: string;
  /** Register `/desk` alone, which reaches everything. */
  readonly isDeskOnly: boolean;
}

const PLACEHOLDER = 'YOUR-HOST';
const DESK = '/desk';

/** What is read and changed; all else of the manifest stays as it is. */
const shippedSchema = z.looseObject({
  features: z.looseObject({ slash_commands: z.array(z.looseObject({ command: z.string(), usage_hint: z.string() })) }),
  settings: z.looseObject({
    event_subscriptions: z.looseObject({ request_url: z.string().optional() }),
    interactivity: z.looseObject({ request_url: z.string().optional(), message_menu_options_url: z.string().optional() }),
    socket_mode_enabled: z.boolean(),
  }),
});

/** The host in what was typed, or why Slack cannot reach it. */
function hostIn(typed: string): { readonly host: string } | { readonly problem: string } {
  const url = URL.parse(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (!url || url.hostname === '') return { problem: `--host ${typed} is no address; give a name like desk.example.com` };
  if (url.protocol !== 'https:') return { problem: `--host ${typed}: Slack speaks https only` };
  if (url.pathname !== '/' || url.search !== '')
    return { problem: `--host ${typed}: only the name, without a path; Slack posts to /slack/events there` };
  if (!url.hostname.includes('.') || /^(127\.|10\.|192\.168\.|0\.)/.test(url.hostname))
    return { problem: `--host ${typed} is not reached from outside; without a public address use --socket` };
  return { host: url.host };
}

/** Why no manifest can be made of these wishes, a line each. */
export function wishProblems({ host, isSocket, prefix }: Wishes): string[] {
  const found = host === undefined ? undefined : hostIn(host);
  return [
    ...(host === undefined && !isSocket
      ? ['Say where Slack reaches the bot: --host desk.example.com, or --socket where no address is needed']
      : []),
    ...(host !== undefined && isSocket ? ['With --socket Slack is not told a host: leave out one of the two'] : []),
    ...(found && 'problem' in found ? [found.problem] : []),
    ...(/^([a-z0-9]+-)?$/.test(prefix) ? [] : [`--prefix ${prefix}: lower-case letters or digits and then a hyphen, as in fb-`]),
  ];
}

/**
 * The shipped manifest, a YAML text, as a workspace wants it, as YAML. Throws with a line for each problem. Rule: L12 of the faults,
 * names are shared by all apps of a workspace.
 */
export function ownManifest(shipped: string, wishes: Wishes): string {
  const { host, isSocket, prefix, isDeskOnly } = wishes;
  const found = host === undefined ? undefined : hostIn(host);
  const text = found && 'host' in found ? shipped.replaceAll(PLACEHOLDER, found.host) : shipped;
  const manifest = shippedSchema.parse(parse(text));
  const { features, settings } = manifest;
  features.slash_commands = features.slash_commands
    .filter(({ command }) => !isDeskOnly || command === DESK)
    .map((one) => ({
      ...one,
      command: `/${prefix}${one.command.slice(1)}`,
      usage_hint: isDeskOnly ? 'help | T-12 | call 138… | visit today' : one.usage_hint,
    }));
  const problems = [...wishProblems(wishes), ...commandProblems(features.slash_commands.map(({ command }) => command))];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  settings.socket_mode_enabled = isSocket;
  if (isSocket) {
    for (const command of features.slash_commands) delete command.url;
    delete settings.event_subscriptions.request_url;
    delete settings.interactivity.request_url;
    delete settings.interactivity.message_menu_options_url;
  }
  return stringify(manifest, { lineWidth: 0 });
}
