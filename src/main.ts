import { startApp } from './app.js';
import { readConfig } from './config.js';
import { openStoreApart } from './embedded/apart.js';
import { StoreRefusedError } from './embedded/refusals.js';
import { sayHello } from './hello.js';
import { ListenTrouble } from './http.js';
import { keepLastResort } from './last-resort.js';
import { makeLog } from './log.js';
import { SandboxFileError } from './sandbox/workspace.js';
import { BotTokenError } from './slack/app/bolt.js';
import { ManifestTrouble } from './slack/app/manifest.js';
import { AppTokenError } from './slack/app/socket.js';
import { IncompleteDataError } from './store/incomplete.js';
import { NewerDataError } from './store/migrations.js';
import { isDatabaseFull } from './store/outage.js';
import { IndexTrouble } from './store/prepare.js';

/** A stop that takes longer than this is ended. */
const STOP_MS = 10_000;

// Whatever the bot writes is its owner's alone.
process.umask(0o077);
const read = readConfig(process.env);
if (!read.ok) {
  process.stderr.write(`${read.problems.join('\n')}\n`);
  process.exit(2);
}
const { config } = read;
const log = makeLog(config.logLevel);

/** Until the bot has started there is nothing to finish. */
let endStarted = async (_why: string): Promise<void> => process.exit(1);
keepLastResort(process, log, (why) => void endStarted(why));

try {
  const app = await startApp(config, log, { isSeeded: true, openStore: openStoreApart });
  let isStopping = false;
  const stop = async (signal: string, code = 0): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping: nothing new is taken, what runs is finished');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await app.stop();
    log.info('stopped');
    process.exit(code);
  };
  endStarted = (why) => stop(why, 1).catch(() => process.exit(1));
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  const where = app.sandbox ? `${app.url} (sandbox: open it in a browser)` : app.url;
  log.info({ store: config.mongodbUri ? 'mongodb' : app.storeUri, mode: config.slack.kind }, `ready ${where}`);
  await sayHello(app.desk).catch((error: unknown) => log.warn({ err: error }, 'hello could not be said'));
} catch (error) {
  const isKnown =
    error instanceof StoreRefusedError ||
    error instanceof NewerDataError ||
    isDatabaseFull(error) ||
    error instanceof IncompleteDataError ||
    error instanceof IndexTrouble ||
    error instanceof AppTokenError ||
    error instanceof BotTokenError ||
    error instanceof ListenTrouble ||
    error instanceof ManifestTrouble ||
    error instanceof SandboxFileError;
  const hint = error instanceof Error ? error.message : String(error);
  if (isKnown) process.stderr.write(`${hint}\n`);
  else log.fatal({ err: error }, 'the bot could not start');
  process.exit(isKnown ? 2 : 1);
}
