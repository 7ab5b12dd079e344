import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { OWN, SHIPPED } from '../slack/app/manifest.js';
import { ownManifest } from '../slack/app/own-manifest.js';

const USAGE = `npm run manifest -- --host desk.example.com | --socket  [--prefix fb-] [--desk-only] [--json]
--host       under which name Slack reaches the bot over https
--socket     Socket Mode: no address is needed
--prefix     before all commands, where other apps have taken their names: /fb-ticket
--desk-only  register /desk alone, which reaches everything
--json       print JSON, as Slack's own command line wants it
`;

const options = {
  host: { type: 'string' },
  socket: { type: 'boolean', default: false },
  prefix: { type: 'string', default: '' },
  'desk-only': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** `npm run manifest`: prints the manifest to paste, and keeps it where the bot reads it, so that both name the commands alike. */
function main(args: readonly string[]): number {
  try {
    // Slack's command line adds options of its own to a hook's.
    const { values } = parseArgs({ args: [...args], options, strict: !args.includes('--json') });
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const wishes = {
      host: typeof values.host === 'string' ? values.host : undefined,
      isSocket: values.socket === true,
      prefix: String(values.prefix),
      isDeskOnly: values['desk-only'] === true,
    };
    const manifest = ownManifest(readFileSync(SHIPPED, 'utf8'), wishes);
    // Whole or not at all, also where the shell has opened that very file for what is printed.
    writeFileSync(`${OWN}.new`, manifest);
    renameSync(`${OWN}.new`, OWN);
    process.stdout.write(values.json ? `${JSON.stringify(parse(manifest))}\n` : manifest);
    if (!values.json)
      process.stderr.write(`\nAlso kept as ${OWN}, from which the bot reads its commands: bring that file along to where it runs.
Next: https://api.slack.com/apps → Create New App → From a manifest → paste, then Install to Workspace.\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
