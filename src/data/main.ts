import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { phoneKey } from '../cases/telephone.js';
import { type Config, readConfig } from '../config.js';
import { assertNotBegun } from '../embedded/begun.js';
import { holdsADesk } from '../embedded/folder.js';
import { makeLog } from '../log.js';
import { identify, webClient } from '../slack/app/bolt.js';
import { forgetInSlack, type SlackParts, type SlackTraces } from '../slack/forget.js';
import { Channels, channelsIn } from '../slack/people/channels.js';
import { writeFilesAnew } from '../store/compact.js';
import type { Connection } from '../store/connection.js';
import { newestSchema } from '../store/migrations.js';
import { nextNumbers } from '../store/numbers.js';
import type { Found } from '../store/privacy.js';
import { type Gone, goneSince, PutBackStore, rangeInShort } from '../store/put-back.js';
import { storesOf } from '../store/stores.js';
import { backUp } from './backup.js';
import { copyData } from './copy.js';
import { registerCustomers } from './customers.js';
import { heldIn } from './held.js';
import { isUri, type OpenDatabase, type Opening, openDatabase, using } from './open.js';
import { acceptLoss, repair } from './repair.js';
import { restore, verifyBackup } from './restore.js';
import { usingTarget } from './target.js';
import { DataTrouble } from './trouble.js';

const USAGE = `npm run data:backup -- <file or folder> [--from <mongodb://… or folder>]
npm run data:restore -- <file> [--to <mongodb://… or folder>] [--replace] [--after <T-120,V-31>]
npm run data:copy -- --from <mongodb://… or folder> --to <mongodb://… or folder> [--replace]
npm run data:forget -- --phone <number> [--in <mongodb://… or folder>] [--dry-run]
npm run data:customers -- [--in <mongodb://… or folder>] [--dry-run]
npm run data:repair -- [--in <folder>] [--accept-loss]
Without --from, --to or --in: what MONGODB_URI or DATA_DIR name. --replace: what only the target has is lost.
--after: the highest numbers that cards in Slack show, so that none of them is given out again.
Stop the bots before a restore, a copy and a repair; the other commands may be given while they run.
`;

/** Which options each command takes; another one would change nothing, and whoever typed it would believe that it did. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  backup: ['from'],
  restore: ['to', 'replace', 'after'],
  copy: ['from', 'to', 'replace'],
  forget: ['phone', 'in', 'dry-run'],
  customers: ['in', 'dry-run'],
  repair: ['in', 'accept-loss'],
};

/** What may be done while bots run. */
const BESIDE: Opening = { isBesideBots: true };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Is the last line of progress still written on? */
let isCounting = false;

const bar = (name: string, done: number, all: number): void => {
  const share = all === 0 ? 1 : Math.min(1, done / all);
  isCounting = done < all;
  process.stderr.write(`\r${name.padEnd(10)} [${'#'.repeat(Math.round(share * 30)).padEnd(30)}] ${done}/${all}${done >= all ? '\n' : ''}`);
};

/** Opens a database that must be there already: a mistyped folder is not made, and nothing in it is touched. */
async function openExisting(where: string, opening: Opening = {}): Promise<OpenDatabase> {
  if (!isUri(where) && !(await stat(where).catch(() => undefined))?.isDirectory())
    throw new DataTrouble(`There is no folder ${where}. Nothing was done.`);
  if (!isUri(where)) assertNotBegun(where);
  if (!isUri(where) && !holdsADesk(where)) throw new DataTrouble(`There is no desk in ${where}. Nothing was done.`);
  return openDatabase(where, opening);
}

const agreeing = (isAlike: boolean): string => `checksums ${isAlike ? 'agree' : 'DIFFER'}`;
const ended = (isWell: boolean): number => {
  if (!isWell)
    process.stderr.write(
      'The target is not whole and no bot starts on it. Something was writing meanwhile: stop the bots and run the command again.\n',
    );
  return isWell ? 0 : 1;
};

async function backup(file: string, from: string): Promise<number> {
  const { path, bytes, collections } = await using(openExisting(from, BESIDE), ({ connection }) =>
    backUp(connection, file, new Date(), bar),
  );
  for (const [name, { documents }] of collections) say(`${name}: ${documents} documents`);
  say(`${path}: ${(bytes / 1e6).toFixed(1)} MB, whole and checksummed. It holds personal data: keep it as you keep the desk.`);
  return 0;
}

async function goneIn(connection: Connection, teams: readonly string[]): Promise<Gone[]> {
  const putBack = await Promise.all(teams.map((team) => new PutBackStore(connection, team).last()));
  return putBack.flatMap((one) => (one ? goneSince(one) : []));
}

async function bringBack(file: string, to: string, isReplacing: boolean, after: readonly string[]): Promise<number> {
  const verified = await verifyBackup(file);
  const { teams } = verified.head;
  const { results, next, gone } = await usingTarget(to, 'data:restore', async ({ connection }) => ({
    results: await restore(file, connection, { isReplacing, after, verified, progress: bar }),
    next: await nextNumbers(connection, teams),
    gone: await goneIn(connection, teams),
  }));
  for (const { collection, documents, isAlike } of results) say(`${collection}: ${documents} documents, ${agreeing(isAlike)}`);
  const isWell = results.every(({ isAlike }) => isAlike);
  if (isWell) {
    const [lost, free] = [false, true].map((isSkipped) =>
      gone
        .filter((one) => one.isSkipped === isSkipped)
        .map(rangeInShort)
        .join(', '),
    );
    if (lost) say(`Given out since this backup, and not in it: ${lost}.`);
    if (free) say(`Left free, since cards in Slack may show them: ${free}.`);
    say('The desk tells its supervisors so when it starts.');
    say(`The next numbers are ${next.join(', ')}.`);
    say('Do cards in Slack show higher ones? Run it again with --replace --after and the highest of each, such as --after T-120,V-31.');
  }
  return ended(isWell);
}

async function copy(from: string, to: string, isReplacing: boolean): Promise<number> {
  const results = await using(openExisting(from), (source) =>
    usingTarget(to, 'data:copy', (target) => copyData(source.connection, target.connection, { isReplacing, progress: bar })),
  );
  for (const { collection, documents, written, removed, isAlike } of results)
    say(`${collection}: ${documents} documents, ${written} written and ${removed} removed now, ${agreeing(isAlike)}`);
  return ended(results.every(({ isAlike }) => isAlike));
}

/** The Slack that the settings name, if any: the sandbox's is only there while it runs. */
async function slackOf({ slack, settings, logLevel }: Config): Promise<(SlackParts & { channels: readonly string[] }) | undefined> {
  if (slack.kind === 'sandbox') return undefined;
  const client = webClient(slack, makeLog(logLevel));
  const bot = await identify(client);
  const known = new Channels(client, settings);
  const channels = await Promise.all(channelsIn(settings).map((name) => known.idOf(name).catch(() => undefined)));
  return { client, team: { url: bot.url, botUser: bot.botUserId }, channels: channels.filter((id) => id !== undefined) };
}

function tell(found: Found, isDryRun: boolean): void {
  for (const [name, n] of found.documents) say(`${name}: ${n} ${isDryRun ? 'name this person' : 'no longer name this person'}`);
  if (found.numbers.length > 0) say(`They are ${found.numbers.join(', ')}.`);
  if (found.documents.size === 0) say('Nothing that is stored names this person.');
}

function tellOfSlack({ updated, deleted, files, cards, ofUsers, failed }: SlackTraces, isDryRun: boolean): void {
  say(
    `Slack: ${updated} messages of the bot ${isDryRun ? 'to change' : 'changed'}, ${deleted} deleted, ${files} files of the bot ${isDryRun ? 'to delete' : 'deleted'}; ${cards} cards are drawn anew when the bot runs.`,
  );
  if (ofUsers.length > 0) {
    say(
      `${ofUsers.length} messages that people wrote themselves name this person. The bot may not change them; ask their authors or an admin:`,
    );
    for (const link of ofUsers) say(`  ${link}`);
  }
  for (const what of failed) say(`Not done: ${what}`);
}

async function forget(phone: string, where: string, config: Config | undefined, isDryRun: boolean): Promise<number> {
  if (phoneKey(phone).length < 3) throw new DataTrouble(`${phone} is no telephone number. Nothing was done.`);
  const slack = config && (await slackOf(config));
  return using(openExisting(where, BESIDE), async ({ connection }) => {
    let isWell = true;
    const { teams } = await heldIn(connection, 'The desk');
    if (teams.length === 0) throw new DataTrouble('There is no desk here: nothing is stored. Nothing was done.');
    for (const team of teams) {
      const { privacy } = storesOf(connection, team, () => {});
      const person = await privacy.personOf(phone);
      const found = await privacy.forget(person, new Date(), { isDryRun });
      tell(found, isDryRun);
      if (!slack) continue;
      const traces = await forgetInSlack(slack, person, found.places, { isDryRun, channels: slack.channels });
      tellOfSlack(traces, isDryRun);
      isWell &&= traces.failed.length === 0;
    }
    if (!slack) say('No Slack token is set: what stands in Slack was not looked at, except that cards are drawn anew when the bot runs.');
    if (isDryRun) say('Nothing was changed: this was a dry run.');
    else if (await writeFilesAnew(connection)) say('The store’s files were written anew: what was removed lies in none of them any more.');
    return isWell ? 0 : 1;
  });
}

/** Brings the customers that were typed so far into the register, of every desk that there is. */
async function customers(where: string, isDryRun: boolean): Promise<number> {
  return using(openExisting(where, BESIDE), async ({ connection }) => {
    const { teams, schema } = await heldIn(connection, 'The desk');
    if (teams.length === 0) throw new DataTrouble('There is no desk here: nothing is stored. Nothing was done.');
    if (schema !== newestSchema)
      throw new DataTrouble('Start this version of the bot once, so that it brings the data forward. Nothing was done.');
    for (const team of teams) await registerCustomers(connection, team, { isDryRun, now: new Date(), say });
    return 0;
  });
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      from: { type: 'string' },
      to: { type: 'string' },
      phone: { type: 'string' },
      in: { type: 'string' },
      replace: { type: 'boolean' },
      after: { type: 'string' },
      'dry-run': { type: 'boolean' },
      'accept-loss': { type: 'boolean' },
    },
  });
  const config = readConfig(process.env);
  const own = config.ok ? (config.config.mongodbUri ?? config.config.dataDir) : './data';
  const [task, file] = positionals;
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const isReplacing = values.replace ?? false;
  const strange = Object.keys(values).find((name) => task !== undefined && TAKEN[task] && !TAKEN[task].includes(name));
  if (strange || positionals.length > 2) {
    process.stderr.write(`data:${task} takes no ${strange ? `--${strange}` : positionals[2]}. Nothing was done.\n${USAGE}`);
    return 2;
  }
  if (task === 'backup' && file) return backup(file, values.from ?? own);
  if (task === 'restore' && file)
    return bringBack(file, values.to ?? own, isReplacing, values.after?.split(/[\s,，、]+/).filter(Boolean) ?? []);
  if (task === 'copy' && values.from && values.to) return copy(values.from, values.to, isReplacing);
  if (task === 'forget' && values.phone)
    return forget(values.phone, values.in ?? own, config.ok ? config.config : undefined, values['dry-run'] ?? false);
  if (task === 'customers') return customers(values.in ?? own, values['dry-run'] ?? false);
  const folder = values.in ?? (config.ok ? config.config.dataDir : './data');
  if (task === 'repair') return values['accept-loss'] ? acceptLoss(folder, say) : repair(folder, new Date(), say);
  process.stderr.write(USAGE);
  return 2;
}

process.umask(0o077);
process.exitCode = await run().catch((error: unknown) => {
  const isMistyped = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${isCounting ? '\n' : ''}${error instanceof Error ? error.message : String(error)}\n${isMistyped ? USAGE : ''}`);
  return isMistyped ? 2 : 1;
});
process.exit();
