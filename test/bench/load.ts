import { readFileSync } from 'node:fs';
import mongoose from 'mongoose';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { Delivery } from '../../src/sandbox/deliver.js';
import { CaseStore } from '../../src/store/cases.js';
import { LeaseStore } from '../../src/store/leases.js';
import { migrate } from '../../src/store/migrations.js';
import { aPolicy, aTicket } from '../support/builders.js';
import { started } from '../support/started.js';
import { aFolder, silent } from '../support/store.js';
import { figure, median, quantile } from './figure.js';
import { environmentFor, type Flow, flow, SlackStub, TEAM } from './flow.js';
import { lightSender } from './sender.js';

const FLOWS_A_SECOND = Number(process.env.LOAD_FLOWS ?? 50);
const STORED = Number(process.env.LOAD_STORED ?? 0);
const SECONDS = Number(process.env.LOAD_SECONDS ?? 60);
/** The same load before anything is measured: code that is not yet compiled takes twice the time. */
const WARM_UP_SECONDS = 20;

/** Flows of this run so far, of all its loads. */
let begunFlows = 0;

/** Each flow has a number of its own in the whole run: a second one with the same would be answered with the first one's ticket. */
async function load(
  target: Delivery,
  slack: SlackStub,
  flows: number,
): Promise<{ ms: number[]; missed: number; inAnswer: number; tickets: number }> {
  const running: Promise<Flow>[] = [];
  const begun = performance.now();
  for (let n = 0; n < flows; n += 1) {
    running.push(flow(begunFlows, target, slack));
    begunFlows += 1;
    const ahead = begun + ((n + 1) * 1000) / FLOWS_A_SECOND - performance.now();
    if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
  const all = await Promise.all(running);
  return {
    ms: all.flatMap((one) => one.ms),
    missed: all.reduce((sum, one) => sum + one.missed, 0),
    inAnswer: all.filter(({ isInAnswer }) => isInAnswer).length,
    tickets: new Set(all.flatMap(({ no }) => no ?? [])).size,
  };
}

/** A desk that is in use: so many tickets are stored before the load begins. */
async function fill(folder: string): Promise<void> {
  if (STORED === 0) return;
  const store = await openEmbeddedStore(folder, silent);
  const connection = await mongoose.createConnection(store.uri).asPromise();
  const cases = new CaseStore(connection, TEAM);
  await cases.prepare();
  await migrate(connection, new LeaseStore(connection, 'bench'), aPolicy());
  const ticket = { ...aTicket(), team: TEAM, isOpen: false, state: 'closed', deadlines: [], notices: [], sent: [] };
  const { nextDueAt: _, ...closed } = ticket;
  for (let n = 0; n < STORED; n += 1_000) {
    const batch = Array.from({ length: 1_000 }, (_, m) => ({
      ...closed,
      no: `T-${900_000 + n + m}`,
      seq: 900_000 + n + m,
      words: ['shop'],
    }));
    await cases.model.collection.insertMany(batch as never, { ignoreUndefined: true });
  }
  await connection.close();
  await store.close();
}

/** Resident memory of a process, MiB. */
const memoryOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** The whole ticket flow at 50 flows a second for a minute, beside a bare Bolt app that only acknowledges. */
export async function benchLoad(): Promise<void> {
  const folder = await aFolder();
  await fill(folder.path);
  const slack = new SlackStub();
  await slack.open();
  let url = '';
  const delivery = new Delivery(() => `${url}/slack/events`, lightSender());
  // The store in a process of its own, to tell what of the memory is the bot's.
  const store = process.env.LOAD_STORE === 'apart' ? await started(['dist/test/support/storehost.js', folder.path], {}) : undefined;
  const bot = await started([...(process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []), 'dist/src/main.js'], {
    ...environmentFor(slack.port, delivery.signingSecret),
    DATA_DIR: folder.path,
    ...(store ? { MONGODB_URI: store.where } : {}),
  });
  let bareUrl = '';
  const bareDelivery = new Delivery(() => `${bareUrl}/slack/events`, lightSender());
  const bare = await started(['dist/test/bench/bare.js', bareDelivery.signingSecret], {});
  [url, bareUrl] = [bot.url, bare.url];
  await load(bareDelivery, slack, WARM_UP_SECONDS * FLOWS_A_SECOND);
  await load(delivery, slack, WARM_UP_SECONDS * FLOWS_A_SECOND);
  const bareRun = await load(bareDelivery, slack, 20 * FLOWS_A_SECOND);
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(memoryOf(bot.child.pid)), 1_000);
  const before = memoryOf(bot.child.pid);
  const storeBefore = store && memoryOf(store.child.pid);
  const run = await load(delivery, slack, SECONDS * FLOWS_A_SECOND);
  clearInterval(watch);
  const quarter = Math.floor(memory.length / 4);
  figure('load.ack_p50', median(run.ms), 'ms', median(bareRun.ms));
  figure('load.ack_p99', quantile(run.ms, 0.99), 'ms', quantile(bareRun.ms, 0.99));
  figure('load.missed', run.missed, 'requests');
  figure('load.in_answer', run.inAnswer, 'tickets', SECONDS * FLOWS_A_SECOND);
  figure('load.tickets', run.tickets, 'tickets', SECONDS * FLOWS_A_SECOND);
  figure('load.memory_before', before, 'MiB');
  figure('load.memory_after', memoryOf(bot.child.pid), 'MiB');
  for (let n = 0; n < 4; n += 1) figure(`load.memory_quarter_${n + 1}`, median(memory.slice(n * quarter, (n + 1) * quarter)), 'MiB');
  if (store) figure('load.store_memory', memoryOf(store.child.pid), 'MiB', storeBefore);
  for (const { child } of [bot, bare, ...(store ? [store] : [])]) {
    child.kill(process.env.PROF ? 'SIGTERM' : 'SIGKILL');
    await new Promise((resolve) => child.on('exit', resolve));
  }
  await slack.close();
  await folder.remove();
}
