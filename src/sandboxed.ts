import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cardHomes } from '../jobs/card-homes.js';
import { openingsUntil } from '../jobs/coming.js';
import { OPENERS, type RunningJobs } from '../jobs/index.js';
import { roster } from '../jobs/roster.js';
import { sweep } from '../jobs/sla.js';
import type { Config } from './config.js';
import type { Log } from './log.js';
import { SAMPLE_GROUPS, SAMPLE_ROLES } from './sandbox/sample.js';
import { Sandbox } from './sandbox/sandbox.js';
import { walkTo } from './sandbox/walk.js';
import type { Settings } from './settings.js';
import type { Manifest } from './slack/app/manifest.js';
import type { Desk } from './slack/desk.js';
import type { Connection } from './store/connection.js';
import { prepareStores, storesOf } from './store/stores.js';

/** While the sandbox's clock is walked on, what comes round is looked for once in so much of its time. */
const TURNS_EVERY_MS = 15 * 60_000;
/** The sandbox has sample people and groups where the settings name nobody. */
export function withSamples(settings: Settings): Settings {
  const { roles, operations } = settings;
  const hasRoles = roles.supervisors.length + roles.heads.length > 0;
  const hasGroups = Object.keys(operations.groups).length > 0;
  return {
    ...settings,
    roles: hasRoles ? roles : { ...roles, ...SAMPLE_ROLES },
    operations: hasGroups ? operations : { ...operations, groups: SAMPLE_GROUPS },
  };
}

/** The sandbox that plays Slack for a bot with these settings. */
export const sandboxOf = (config: Config, settings: Settings, gapMs: number, log: Log, manifest: Manifest): Sandbox =>
  new Sandbox({
    zone: settings.timeZone,
    manifest,
    dataDir: sandboxFolder(config),
    messageGapMs: gapMs && 1000,
    onUnsaved: (error) => log.error({ err: error }, 'what the sandbox shows could not be saved; it will be tried again'),
  });

/** Where the sandbox keeps its messages and clock: beside the embedded store, or, of a database elsewhere, in a folder of that one's own. */
function sandboxFolder({ dataDir, mongodbUri }: Config): string {
  if (!mongodbUri) return dataDir;
  const database = mongodbUri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/s, '');
  return join(dataDir, `sandbox-${createHash('sha256').update(database).digest('hex').slice(0, 12)}`);
}

/** What the sandbox's page can do with the bot: move its clock on, living through what comes due, and begin anew. */
export interface SandboxControls {
  walk(ms: number): Promise<void>;
  reset(): Promise<void>;
  /** Off: jobs and outbox stand still, and the clock moves without them. On: they catch up. */
  turn(isOff: boolean): Promise<void>;
}

/** The sandbox's hold on a bot: its clock is walked on through everything that comes due. */
export function controlsOf(
  sandbox: Sandbox,
  desk: Desk,
  connection: Connection,
  seed: () => Promise<void>,
  jobs: RunningJobs,
): SandboxControls {
  let isOff = false;
  let turnsAt = 0;
  /** What comes due; what comes round is looked at now and then only, and at the end of a walk. */
  const runDue = async (isLast: boolean, opensNow: boolean): Promise<void> => {
    const now = desk.clock.now().toMillis();
    if (isLast || opensNow || Math.abs(now - turnsAt) >= TURNS_EVERY_MS) {
      turnsAt = now;
      for (const { run } of OPENERS) await run(desk);
    }
    if (isLast) for (const { run } of [roster, cardHomes]) await run(desk);
    await sweep(desk);
    await desk.outbox.run();
    await desk.fallbacks.run();
  };
  return {
    async walk(ms) {
      const target = sandbox.clock.now().plus({ milliseconds: ms });
      if (isOff) sandbox.clock.moveTo(target);
      // Days are lived through in seconds: Slack's pace of a message a second is not waited for.
      else {
        const openings = await openingsUntil(desk, target);
        const nextMoment = () => desk.cases.nextMoment(desk.clock.now().toJSDate());
        await sandbox.unhurried(desk.outbox, () => walkTo(target, sandbox.clock, nextMoment, runDue, openings));
      }
    },
    async turn(wanted) {
      isOff = wanted;
      desk.outbox.isStill = wanted;
      desk.fallbacks.isStill = wanted;
      await jobs.standStill(wanted);
      if (!wanted) await jobs.runAll();
    },
    async reset() {
      await connection.dropDatabase();
      sandbox.workspace.clear();
      sandbox.workspace.offsetMs = 0;
      await prepareStores(storesOf(connection, desk.team.id, () => {}));
      await seed();
    },
  };
}
