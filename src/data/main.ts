import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.js';
import { CaseStore } from '../store/cases.js';
import { PrivacyStore } from '../store/privacy.js';
import { backUp } from './backup.js';
import { copyData } from './copy.js';
import { type OpenDatabase, openDatabase } from './open.js';
import { restore } from './restore.js';
import { DataTrouble } from './trouble.js';

const USAGE = `npm run data:backup -- <file or folder> [--from <mongodb://… or folder>]
npm run data:restore -- <file> [--to <mongodb://… or folder>] [--replace]
npm run data:copy -- --from <mongodb://… or folder> --to <mongodb://… or folder> [--replace]
npm run data:forget -- --phone <number> [--in <mongodb://… or folder>]
Without --from, --to or --in: what MONGODB_URI or DATA_DIR name. --replace: what only the target has is lost.
Stop the bots before a restore and a copy; a backup may be made while they run.
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const bar = (name: string, done: number, all: number): void => {
  const share = all === 0 ? 1 : Math.min(1, done / all);
  process.stderr.write(`\r${name.padEnd(10)} [${'#'.repeat(Math.round(share * 30)).padEnd(30)}] ${done}/${all}${done >= all ? '\n' : ''}`);
};

const isUri = (where: string): boolean => /^mongodb(\+srv)?:/.test(where);

/** Opens a database that must be there already: a mistyped folder is not made. */
async function openExisting(where: string): Promise<OpenDatabase> {
  if (!isUri(where) && !(await stat(where).catch(() => undefined))?.isDirectory())
    throw new DataTrouble(`There is no folder ${where}. Nothing was done.`);
  return openDatabase(where);
}

/** Works with a database and closes it, whatever happens. */
async function using<T>(opening: Promise<OpenDatabase>, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const database = await opening;
  return work(database).finally(() => database.close());
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
  const { path, bytes, collections } = await using(openExisting(from), ({ connection }) => backUp(connection, file, new Date(), bar));
  for (const [name, { documents }] of collections) say(`${name}: ${documents} documents`);
  say(`${path}: ${(bytes / 1e6).toFixed(1)} MB, whole and checksummed. It holds personal data: keep it as you keep the desk.`);
  return 0;
}

async function bringBack(file: string, to: string, isReplacing: boolean): Promise<number> {
  const results = await using(openDatabase(to), ({ connection }) => restore(file, connection, { isReplacing, progress: bar }));
  for (const { collection, documents, isAlike } of results) say(`${collection}: ${documents} documents, ${agreeing(isAlike)}`);
  return ended(results.every(({ isAlike }) => isAlike));
}

async function copy(from: string, to: string, isReplacing: boolean): Promise<number> {
  const results = await using(openExisting(from), (source) =>
    using(openDatabase(to), (target) => copyData(source.connection, target.connection, { isReplacing, progress: bar })),
  );
  for (const { collection, documents, written, removed, isAlike } of results)
    say(`${collection}: ${documents} documents, ${written} written and ${removed} removed now, ${agreeing(isAlike)}`);
  return ended(results.every(({ isAlike }) => isAlike));
}

async function forget(phone: string, where: string): Promise<number> {
  const database = await openDatabase(where);
  const cases = database.connection.collection('cases');
  const teams = await cases.distinct('team');
  let changed = 0;
  for (const team of teams)
    changed += await new PrivacyStore(new CaseStore(database.connection, String(team))).forgetPhone(phone, new Date());
  say(
    `${changed} records no longer name this person. Cards in Slack are drawn anew when the bot runs; what people wrote in Slack themselves stays there.`,
  );
  await database.close();
  return 0;
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      phone: { type: 'string' },
      in: { type: 'string' },
      replace: { type: 'boolean' },
    },
  });
  const config = readConfig(process.env);
  const own = config.ok ? (config.config.mongodbUri ?? config.config.dataDir) : './data';
  const [task, file] = positionals;
  const isReplacing = values.replace ?? false;
  if (task === 'backup' && file) return backup(file, values.from ?? own);
  if (task === 'restore' && file) return bringBack(file, values.to ?? own, isReplacing);
  if (task === 'copy' && values.from && values.to) return copy(values.from, values.to, isReplacing);
  if (task === 'forget' && values.phone) return forget(values.phone, values.in ?? own);
  process.stderr.write(USAGE);
  return 2;
}

process.exitCode = await run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
process.exit();
