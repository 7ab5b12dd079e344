import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const manifestSchema = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({
        command: z.string(),
        description: z.string(),
        usage_hint: z.string().default(''),
        should_escape: z.boolean().default(false),
      }),
    ),
    shortcuts: z.array(
      z.object({ name: z.string(), type: z.enum(['message', 'global']), callback_id: z.string(), description: z.string() }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

/** What the manifest gives the app in Slack. */
export interface Manifest {
  readonly commands: readonly {
    readonly command: string;
    readonly hint: string;
    readonly description: string;
    readonly isEscaped: boolean;
  }[];
  readonly shortcuts: readonly { readonly name: string; readonly callbackId: string; readonly type: string }[];
  readonly scopes: readonly string[];
  readonly events: readonly string[];
}

/** The manifest that comes with the bot, and the one that `npm run manifest` made of it for a workspace. */
export const SHIPPED = 'manifest.yml';
export const OWN = 'manifest.local.yml';

/** A manifest that does not say what the bot has to know. The message names the file and what to do. */
export class ManifestTrouble extends Error {}

const REMEDIES = {
  [OWN]:
    'Make it anew with npm run manifest and the options that it was made with, or delete it if the commands are those that are shipped',
  [SHIPPED]: 'Bring it back from the release',
} as const;

function inWords(error: unknown): string {
  if (!(error instanceof z.ZodError)) return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const lacking = error.issues.map(({ path }) => path.join('.')).filter(Boolean);
  return lacking.length > 0 ? `it says nothing fit of ${lacking.join(', ')}` : 'it is empty, or no manifest';
}

function parsed(folder: string, name: keyof typeof REMEDIES): z.output<typeof manifestSchema> {
  const path = join(folder, name);
  try {
    return manifestSchema.parse(parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new ManifestTrouble(`${path} cannot be read: ${inWords(error)}. ${REMEDIES[name]}.`, { cause: error });
  }
}

/** Reads the workspace's manifest, else the shipped one, from the project's folder, where the bot is started. Throws ManifestTrouble. */
export function readManifest(folder = process.cwd()): Manifest {
  const { features, oauth_config, settings } = parsed(folder, existsSync(join(folder, OWN)) ? OWN : SHIPPED);
  return {
    commands: features.slash_commands.map(({ command, usage_hint, description, should_escape }) => ({
      command,
      hint: usage_hint,
      description,
      isEscaped: should_escape,
    })),
    shortcuts: features.shortcuts.map(({ name, callback_id, type }) => ({ name, callbackId: callback_id, type })),
    scopes: oauth_config.scopes.bot,
    events: settings.event_subscriptions.bot_events,
  };
}
