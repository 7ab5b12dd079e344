import { randomUUID } from 'node:crypto';
import { registerCommands } from '../commands/index.js';
import { openDuties } from '../jobs/duties.js';
import { startJobs } from '../jobs/index.js';
import { openInspections } from '../jobs/inspections.js';
import { recomputeAfterNewSettings } from '../jobs/recompute.js';
import { sweep } from '../jobs/sla.js';
import type { Config } from './config.js';
import type { openStoreApart } from './embedded/apart.js';
import { type EmbeddedStore, openEmbeddedStore } from './embedded/server.js';
import { type Dependency, healthRoute } from './health.js';
import { type HttpServer, serveHttp } from './http.js';
import type { Log } from './log.js';
import { makeMetrics, metricsRoute } from './metrics.js';
import { SAMPLE_GROUPS, SAMPLE_ROLES } from './sandbox/sample.js';
import { Sandbox } from './sandbox/sandbox.js';
import { seedSandbox } from './sandbox/seed.js';
import { walkTo } from './sandbox/walk.js';
import { policyOf, type Settings } from './settings.js';
import { connectBolt, identify, type SlackConnection, trackHandlers, webClient } from './slack/bolt.js';
import { Channels } from './slack/channels.js';
import type { Desk } from './slack/desk.js';
import { listenersOf } from './slack/listeners.js';
import { readManifest } from './slack/manifest.js';
import { Outbox } from './slack/outbox.js';
import { People } from './slack/people.js';
import { CaseStore } from './store/cases.js';
import { connect, ping } from './store/connection.js';
import { DeviceStore } from './store/devices.js';
import { Directory } from './store/directory.js';
import { DocumentStore } from './store/documents.js';
import { DraftStore } from './store/drafts.js';
import { DutyStore } from './store/duties.js';
import { InspectionQueries } from './store/inspections.js';
import { LeaseStore } from './store/leases.js';
import { LightStore } from './store/lights.js';
import { Memory } from './store/memory.js';
import { migrate } from './store/migrations.js';
import { OutboxStore } from './store/outbox.js';
import { PhotoStore } from './store/photos.js';
import { PrivacyStore } from './store/privacy.js';
import { ProblemQueries } from './store/problems.js';
import { ProjectStore } from './store/projects.js';
import { TicketQueries } from './store/tickets.js';
import { VisitQueries } from './store/visits.js';
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
  /** Tests run the jobs themselves. */
  readonly hasJobs?: boolean;
  /** How the embedded store is opened: in this thread, or apart. */
  readonly openStore?: OpenStore;
}

type OpenStore = typeof openEmbeddedStore | typeof openStoreApart;

/** A running bot. */
export interface RunningApp {
  readonly url: string;
  readonly desk: Desk;
  readonly sandbox: Sandbox | undefined;
  readonly storeUri: string;
  /** One turn of every job, now. */
  runJobs(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything in order: HTTP, store, Slack, jobs. Throws when a part does not start, after closing the others. */
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

/** The sandbox has sample people and groups where the settings name nobody. */
function withSamples(settings: Settings): Settings {
  const { roles, operations } = settings;
  const hasRoles = roles.supervisors.length + roles.heads.length > 0;
  const hasGroups = Object.keys(operations.groups).length > 0;
  return {
    ...settings,
    roles: hasRoles ? roles : { ...roles, ...SAMPLE_ROLES },
    operations: hasGroups ? operations : { ...operations, groups: SAMPLE_GROUPS },
  };
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
  // Until everything is there, and the sandbox's sample week lived through, nobody is told to come in.
  let isStarted = false;
  const started = async (): Promise<void> => {
    if (!isStarted) throw new Error('still starting');
  };
  const dependencies: Dependency[] = [{ name: 'start', check: started }];
  const sandbox = isSandbox
    ? new Sandbox({
        zone: settings.timeZone,
        manifest: readManifest(),
        dataDir: config.mongodbUri ? undefined : config.dataDir,
        messageGapMs: gapMs && 1000,
      })
    : undefined;
  const clock = sandbox?.clock ?? systemClock(settings.timeZone);

  const store = config.mongodbUri ? undefined : await openStore(config, log, options.openStore ?? openEmbeddedStore, closers);
  const storeUri = config.mongodbUri ?? store?.uri ?? '';
  const metrics = makeMetrics();
  const connection = await connect(storeUri, (command, isOk, ms) =>
    metrics.database.observe({ command, result: isOk ? 'ok' : 'failed' }, ms / 1000),
  );
  closers.push(() => connection.close());
  dependencies.push({ name: 'database', check: () => ping(connection) });

  const process = randomUUID();
  const leases = new LeaseStore(connection, process);
  for (const what of await migrate(connection, leases, policyOf(settings, { supervisors: [], heads: [], groups: {} })))
    log.info({ what }, 'data brought to a newer schema version');

  let slack: SlackConnection | undefined;
  const http: HttpServer = await serveHttp(
    config.port,
    isSandbox ? '127.0.0.1' : undefined,
    [healthRoute(() => dependencies), metricsRoute(metrics), ...(sandbox?.routes ?? [])],
    () => slack?.listener,
  );
  closers.push(() => http.close());
  const url = `http://localhost:${http.port}`;
  let walk: (ms: number) => Promise<void> = async () => {};
  let reset = async (): Promise<void> => {};
  sandbox?.listen(http.port, { advance: (ms) => walk(ms), reset: () => reset() });

  const mode =
    config.slack.kind === 'sandbox'
      ? {
          kind: 'http' as const,
          token: sandbox?.token ?? '',
          signingSecret: sandbox?.delivery.signingSecret ?? '',
          apiUrl: `http://127.0.0.1:${http.port}/api/`,
        }
      : config.slack;
  const client = webClient(mode, log, (method, result) => metrics.slackCalls.inc({ method, result }));
  const bot = await identify(client);
  const bolt = connectBolt(mode, client, bot, log);
  const team = { id: bot.teamId, url: bot.url, botUser: bot.botUserId };
  const cases = new CaseStore(connection, team.id, (no, action) => {
    if (isStarted) log.info({ case: no, action }, 'decided');
  });
  const people = new People(client, settings);
  const channels = new Channels(client, settings);
  const outbox = new Outbox(
    {
      clock,
      settings,
      people,
      channels,
      team,
      client,
      log,
      leases,
      cases,
      onDelivered: (step, ms) => metrics.noticeLateness.observe({ step }, Math.max(0, ms) / 1000),
      store: new OutboxStore(cases, process),
    },
    gapMs,
  );
  const desk: Desk = {
    clock,
    settings,
    log,
    metrics,
    client,
    team,
    cases,
    tickets: new TicketQueries(cases),
    visits: new VisitQueries(cases),
    inspections: new InspectionQueries(cases),
    problems: new ProblemQueries(cases),
    projects: new ProjectStore(connection, cases),
    devices: new DeviceStore(connection, cases),
    lights: new LightStore(connection, cases),
    duties: new DutyStore(connection, cases),
    documents: new DocumentStore(connection, cases),
    directory: new Directory(connection, team.id),
    drafts: new DraftStore(connection),
    privacy: new PrivacyStore(cases),
    photos: new PhotoStore(connection, team.id),
    leases,
    memory: new Memory(connection, team.id),
    people,
    channels,
    outbox,
  };
  const prepare = async (): Promise<void> => {
    const { projects, devices, lights, duties, documents, directory, drafts, photos } = desk;
    const stores = [cases, projects, devices, lights, duties, documents, directory, drafts, photos];
    await Promise.all(stores.map((store) => store.prepare()));
  };
  await prepare();
  const handlers = trackHandlers(bolt.app, (kind, name, ms) => metrics.handling.observe({ kind, name }, ms / 1000));
  metrics.watch(
    'outbox_depth',
    'Cases with notices that should be out',
    async () => (await cases.stuckSince(clock.now().toJSDate())).stuckNotices,
  );
  metrics.watch(
    'deadlines_due',
    'Cases with a deadline that should have fired',
    async () => (await cases.stuckSince(clock.now().toJSDate())).stuckDeadlines,
  );
  registerCommands(listenersOf(bolt.app), desk);
  bolt.app.error(async (error) => log.error({ err: error.original ?? error }, 'a handler failed'));
  slack = bolt;

  const seed = async (): Promise<void> => {
    if (sandbox && options.isSeeded) await seedSandbox(desk, sandbox);
  };
  await seed();
  await recomputeAfterNewSettings(desk);
  const jobs = await startJobs(desk, { isScheduled: options.hasJobs ?? true });
  closers.push(async () => {
    await jobs.stop();
    await outbox.stop();
    sandbox?.stop();
  });
  await bolt.connect();
  closers.push(async () => {
    await bolt.disconnect();
    await handlers.finish(STOP_MS);
  });
  dependencies.push({ name: 'slack', check: async () => void (await client.auth.test()) });
  const runDue = async (): Promise<void> => {
    await openInspections(desk);
    await openDuties(desk);
    await sweep(desk);
    await outbox.run();
  };
  if (sandbox) {
    walk = (ms) => walkTo(sandbox.clock.now().plus({ milliseconds: ms }), sandbox, desk, runDue);
    reset = async () => {
      await connection.dropDatabase();
      sandbox.workspace.clear();
      sandbox.workspace.offsetMs = 0;
      await prepare();
      await seed();
    };
  }
  isStarted = true;
  if (options.hasJobs ?? true) void jobs.runAll();
  return { url, desk, sandbox, storeUri, runJobs: jobs.runAll, stop: closeAll };
}

async function openStore(config: Config, log: Log, open: OpenStore, closers: (() => Promise<void>)[]): Promise<EmbeddedStore> {
  const store = await open(config.dataDir, { info: (message) => log.info(message), warn: (message) => log.warn(message) });
  closers.push(() => store.close());
  return store;
}
