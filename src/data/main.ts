import { parseArgs } from 'node:util';
import { readConfig } from '../config.js';
import { CaseStore } from '../store/cases.js';
import { PrivacyStore } from '../store/privacy.js';
import { copyData } from './copy.js';
import { openDatabase } from './open.js';

const USAGE = `npm run data:copy -- --from <mongodb://… or folder> --to <mongodb://… or folder>
npm run data:forget -- --phone <number> [--in <mongodb://… or folder>]
Stop the bots that use an embedded store first; a MongoDB may be in use.
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function copy(from: string, to: string): Promise<number> {
  const source = await openDatabase(from);
  const target = await openDatabase(to);
  const bar = (name: string, done: number, all: number): void => {
    const share = all === 0 ? 1 : Math.min(1, done / all);
    process.stderr.write(
      `\r${name.padEnd(10)} [${'#'.repeat(Math.round(share * 30)).padEnd(30)}] ${done}/${all}${done >= all ? '\n' : ''}`,
    );
  };
  const results = await copyData(source.connection, target.connection, bar);
  for (const { collection, documents, written, isAlike } of results)
    say(`${collection}: ${documents} documents, ${written} written now, checksums ${isAlike ? 'agree' : 'DIFFER'}`);
  await source.close();
  await target.close();
  return results.every(({ isAlike }) => isAlike) ? 0 : 1;
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

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, to: { type: 'string' }, phone: { type: 'string' }, in: { type: 'string' } },
});
const config = readConfig(process.env);
const own = config.ok ? (config.config.mongodbUri ?? config.config.dataDir) : './data';
const [task] = positionals;
try {
  if (task === 'copy' && values.from && values.to) process.exit(await copy(values.from, values.to));
  if (task === 'forget' && values.phone) process.exit(await forget(values.phone, values.in ?? own));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
process.stderr.write(USAGE);
process.exit(2);
