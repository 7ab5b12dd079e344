import { randomUUID } from 'node:crypto';
import type { DateTime } from 'luxon';
import { listenedTo, registerCommands, SUBJECTS } from '../commands/index.js';
import type { Subject } from '../commands/subject.js';
import { startJobs } from '../jobs/index.js';
import { recomputeAfterNewSettings } from '../jobs/recompute.js';
import type { Config } from './config.js';
import type { openStoreApart } from './embedded/apart.js';
import { assertNotBegun } from './embedded/begun.js';
import { assertAccepted } from './embedded/loss.js';
import { type EmbeddedStore, openEmbeddedStore } from './embedded/server.js';
import { type Dependency, healthRoute } from './health.js';
import { serveHttp } from './http.js';
import { nameCommands } from './locales/index.js';
import type { Log } from './log.js';
import { tellOfLoss } from './loss.js';
import { isLoopback, makeMetrics, metricsRoute } from './metrics.js';
import { tellOfPutBack } from './put-back.js';
import type { Sandbox } from './sandbox/sandbox.js';
import { seedSandbox } from './sandbox/seed.js';
import { controlsOf, type SandboxControls, sandboxOf, withSamples } from './sandboxed.js';
import { policyOf } from './settings.js';
import { connectBolt, identify, type SlackConnection, trackHandlers, webClient } from './slack/app/bolt.js';
import { type CommandNames, commandNames } from './slack/app/command-names.js';
import { keepGate } from './slack/app/gate.js';
import { listenersOf } from './slack/app/listeners.js';
import { type Manifest, readManifest } from './slack/app/manifest.js';
import { troubleInWords } from './slack/app/trouble.js';
import type { Desk } from './slack/desk.js';
import { followRenamedGroups } from './slack/groups.js';
import { Homes } from './slack/homes.js';
import { BrokenEntries, isEverybodys } from './slack/messages/broken.js';
import { NewerBlocks } from './slack/messages/newer.js';
import { Redraws } from './slack/modals/redraws.js';
import { redrawView } from './slack/modals/views.js';
import type { LookUps } from './slack/outbox/besides.js';
import { Fallbacks } from './slack/outbox/fallbacks.js';
import { Outbox } from './slack/outbox/outbox.js';
import { Channels } from './slack/people/channels.js';
import { People } from './slack/people/people.js';
import { connect, ping } from './store/connection.js';
import { LeaseStore } from './store/leases.js';
import type { LeftBehind } from './store/left-behind.js';
import { migrate } from './store/migrations.js';
import { observeOperations } from './store/observe.js';
import { OutboxStore } from './store/outbox.js';
import { prepareStores, storesOf } from './store/stores.js';
import { systemClock } from './time/clock.js';

/** Slack takes one message a second and channel; a little more keeps us clear of its rounding. */
const MESSAGE_GAP_MS = 1_050;
/** Running handlers get this long when the bot stops. */
const STOP_MS = 10_000;

export interface AppOptions {
  /** Milliseconds between messages of one channel; also what the sandbox enforces. */
  readonly messageGapMs?: number;
  /** Fill the sandbox with sample customers and tickets at its first start. */
  readonly isSeeded?: boolean;
  /** Where the sandbox's clock begins, and its sample week ends; now, if left out. */
  readonly beginsAt?: DateTime | undefined;
  /** Tests run the jobs themselves. */
  readonly hasJobs?: boolean;
  /** How the embedded store is opened: in this thread, or apart. */
  readonly openStore?: OpenStore;
  /** What people can do here; all that the desk has, if left out. */
  readonly subjects?: readonly Subject[];
  /** What Slack knows of the app; what the manifest in the project's folder says, if left out. */
  readonly manifest?: Manifest;
}

type OpenStore = typeof openEmbeddedStore | typeof openStoreApart;

/** A running bot. */
export interface RunningApp {
  readonly url: string;
  readonly desk: Desk;
  readonly sandbox: Sandbox | undefined;
  readonly storeUri: string;
  /** Where the metrics are, if they have an address of their own. */
  readonly metricsPort?: number | undefined;
  /** One turn of every job, now. */
  runJobs(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything in order: store, HTTP, Slack, jobs. Throws when a part does not start, after closing the others. */
export async function startApp(config: Config, log: Log, options: AppOptions = {}): Promise<RunningApp> {
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.toReversed()) await close();
  };
  try {
    return await start(config, log, options, closers, closeAll);
  } catch (error) {
    await closeAll().catch(() => {});
    throw error;
  }
}

/** The commands as this workspace registered them: so they are listened to, and so texts name them. */
function namesIn(manifest: Manifest, subjects: readonly Subject[]): CommandNames {
  const { commands } = listenedTo(subjects);
  const names = commandNames(
    commands,
    manifest.commands.map(({ command }) => command),
  );
  nameCommands(commands, names.typed);
  return names;
}

async function start(
  config: Config,
  log: Log,
  options: AppOptions,
  closers: (() => Promise<void>)[],
  closeAll: () => Promise<void>,
): Promise<RunningApp> {
  const isSandbox = config.slack.kind === 'sandbox';
  const gapMs = options.messageGapMs ?? MESSAGE_GAP_MS;
  const settings = isSandbox ? withSamples(config.settings) : config.settings;
  const manifest = options.manifest ?? readManifest();
  const subjects = options.subjects ?? SUBJECTS;
  const names = namesIn(manifest, subjects);
  const sandbox = isSandbox ? sandboxOf(config, settings, gapMs, log, manifest) : undefined;
  if (options.beginsAt) sandbox?.clock.moveTo(options.beginsAt);
  const clock = sandbox?.clock ?? systemClock(settings.timeZone);
  // Until everything is there, and the sandbox's sample week lived through, nobody is told to come in.
  let isStarted = false;
  const started = async (): Promise<void> => {
    if (!isStarted) throw new Error('still starting');
  };
  const dependencies: Dependency[] = [{ name: 'start', check: started }];

  const metrics = makeMetrics();
  const store = config.mongodbUri ? undefined : await openStore(config, log, options.openStore ?? openEmbeddedStore, closers);
  const storeUri = config.mongodbUri ?? store?.uri ?? '';
  const connection = await connect(storeUri);
  observeOperations(connection, (operation, isOk, ms) =>
    metrics.database.observe({ operation, result: isOk ? 'ok' : 'failed' }, ms / 1000),
  );
  closers.push(() => connection.close());
  dependencies.push({ name: 'database', check: () => ping(connection) });
  const process = randomUUID();
  const leases = new LeaseStore(connection, process);
  const rules = policyOf(settings, { supervisors: [], heads: [], engineers: [], groups: {}, onDuty: [], quiet: {} });
  const leftBehind = (one: LeftBehind): void =>
    log.error(one, 'a document could not be brought to a newer schema version; the others were');
  for (const what of await migrate(connection, leases, rules, undefined, undefined, leftBehind))
    log.info({ what }, 'data brought to a newer schema version');

  let slack: SlackConnection | undefined;
  const ownMetrics = config.metrics
    ? await serveHttp(
        config.metrics.port,
        config.metrics.host,
        [metricsRoute(metrics, { isOpen: !isLoopback(config.metrics.host) })],
        () => undefined,
        'METRICS_ADDR',
        log,
      )
    : undefined;
  if (ownMetrics) closers.push(() => ownMetrics.close());
  const metricsHere = ownMetrics ? [] : [metricsRoute(metrics, { isOpen: false })];
  const routes = [healthRoute(() => dependencies), ...metricsHere, ...(sandbox?.routes ?? [])];
  const http = await serveHttp(config.port, isSandbox ? '127.0.0.1' : undefined, routes, () => slack?.listener, 'PORT', log);
  closers.push(() => http.close());
  let controls: SandboxControls = { walk: async () => {}, reset: async () => {}, turn: async () => {} };
  sandbox?.listen(http.port, {
    advance: (ms) => controls.walk(ms),
    reset: () => controls.reset(),
    turn: (isOff) => controls.turn(isOff),
    inWords: (error) => troubleInWords(error, log, 'en'),
  });

  const mode = modeOf(config, sandbox, http.port);
  const client = webClient(mode, log, (method, result) => metrics.slackCalls.inc({ method, result }));
  const bot = await identify(client);
  const team = { id: bot.teamId, enterprise: bot.enterpriseId, url: bot.url, botUser: bot.botUserId };
  const homes = new Homes(log, gapMs);
  const stores = storesOf(connection, team.id, (after, action, before = after) => {
    if (isStarted) log.info({ case: after.no, action }, 'decided');
    homes.changed(before, after);
  });
  const { cases } = stores;
  const around = {
    clock,
    settings,
    log,
    client,
    team,
    leases,
    people: new People(client, settings, team, clock),
    channels: new Channels(client, settings),
  };
  const broken = new BrokenEntries({ ...stores, ...around });
  const fallbacks = new Fallbacks({ ...around, broken, held: stores.held });
  const onDelivered = (step: string, ms: number): void => {
    metrics.noticeLateness.observe({ step }, Math.max(0, ms) / 1000);
    fallbacks.poke();
  };
  const onPoke = (): void => fallbacks.poke();
  const lookUps: LookUps = new Map();
  const outbox = new Outbox({ ...around, broken, lookUps, cases, onDelivered, onPoke, store: new OutboxStore(cases, process) }, gapMs);
  const newer = new NewerBlocks({ clock, log });
  const shown = {
    homes,
    newer,
    redraws: new Redraws(
      (drawn, view) => redrawView({ client, newer }, drawn, view),
      (error) => log.warn({ err: error }, 'what came late for a form could not be drawn'),
    ),
  };
  const desk: Desk = { ...stores, ...around, metrics, outbox, fallbacks, broken, lookUps, ...shown };
  dependencies.push({ name: 'outbox', check: async () => void (isEverybodys(outbox.trouble) || outbox.check()) });
  await buildIndexes(storeUri, desk, dependencies);
  watchBacklog(desk);

  const bolt = connectBolt(mode, client, bot, log);
  const handlers = trackHandlers(bolt.app, (kind, name, ms) => metrics.handling.observe({ kind, name }, ms / 1000));
  keepGate(bolt.app, team, log);
  registerCommands(listenersOf(bolt.app, names), desk, subjects);
  bolt.app.error(async (error) => log.error({ err: error.original ?? error }, 'a handler failed'));
  slack = bolt;

  const seed = async (): Promise<void> => {
    if (sandbox && options.isSeeded && config.hasSample) await seedSandbox(desk, sandbox);
  };
  await seed();
  await recomputeAfterNewSettings(desk);
  await followRenamedGroups(desk);
  const jobs = await startJobs(desk, { isScheduled: options.hasJobs ?? true });
  closers.push(async () => {
    homes.stop();
    await jobs.stop();
    await outbox.stop();
    await fallbacks.stop();
    await broken.told();
    sandbox?.stop();
  });
  dependencies.push({ name: 'jobs', check: async () => jobs.check() });
  if (bolt.check) dependencies.push({ name: 'socket', check: bolt.check });
  closers.push(async () => {
    await bolt.disconnect();
    await handlers.finish(STOP_MS);
  });
  await bolt.connect();
  dependencies.push({ name: 'slack', check: async () => void (await client.auth.test()) });
  if (sandbox) controls = controlsOf(sandbox, desk, connection, seed, jobs);
  isStarted = true;
  if (options.hasJobs ?? true) {
    void jobs.runAll();
    fallbacks.begin();
  }
  void tellOfPutBack(desk).catch((error: unknown) => log.warn({ err: error }, 'nobody could be told that the desk was put back'));
  if (store)
    void tellOfLoss(desk, config.dataDir).catch((error: unknown) => log.warn({ err: error }, 'nobody could be told what was lost'));
  return {
    url: `http://localhost:${http.port}`,
    desk,
    sandbox,
    storeUri,
    metricsPort: ownMetrics?.port,
    runJobs: jobs.runAll,
    stop: closeAll,
  };
}

/** Builds what indexes are missing, however long it takes; meanwhile `/readyz` names them. */
async function buildIndexes(uri: string, { team, log }: Desk, dependencies: Dependency[]): Promise<void> {
  let isBuilt = false;
  const built = async (): Promise<void> => {
    if (!isBuilt) throw new Error('indexes are being built');
  };
  dependencies.push({ name: 'indexes', check: built });
  const patient = await connect(uri, { isPatient: true });
  try {
    await prepareStores(
      storesOf(patient, team.id, () => {}),
      {
        info: (facts, message) => log.info(facts, message),
        warn: (facts, message) => log.warn(facts, message),
      },
    );
  } finally {
    await patient.close();
  }
  isBuilt = true;
}

async function openStore(config: Config, log: Log, open: OpenStore, closers: (() => Promise<void>)[]): Promise<EmbeddedStore> {
  assertNotBegun(config.dataDir);
  assertAccepted(config.dataDir);
  const store = await open(config.dataDir, { info: (message) => log.info(message), warn: (message) => log.warn(message) });
  closers.push(() => store.close());
  return store;
}

/** How the bot speaks to Slack; in the sandbox to that, over HTTP as to Slack itself. */
function modeOf({ slack }: Config, sandbox: Sandbox | undefined, port: number): Exclude<Config['slack'], { kind: 'sandbox' }> {
  if (slack.kind !== 'sandbox') return slack;
  return {
    kind: 'http',
    token: sandbox?.token ?? '',
    signingSecret: sandbox?.delivery.signingSecret ?? '',
    apiUrl: `http://127.0.0.1:${port}/api/`,
  };
}

/** Metrics that are asked of the database when they are read. */
function watchBacklog({ metrics, cases, clock }: Desk): void {
  const now = (): Date => clock.now().toJSDate();
  metrics.watch('outbox_depth', 'Cases with notices that should be out', () => cases.noticesDue(now()));
  metrics.watch('deadlines_due', 'Cases with a deadline that should have fired', () => cases.deadlinesDue(now()));
}
