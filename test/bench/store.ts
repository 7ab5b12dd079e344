import { fork } from 'node:child_process';
import mongoose from 'mongoose';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { aFolder, silent } from '../support/store.js';
import { figure, measure, median } from './figure.js';

const CASES = 20_000;
const aCase = (n: number) => ({
  team: 'T',
  no: `T-${n}`,
  state: 'open',
  nextDueAt: new Date(1_800_000_000_000 + n * 1000),
  n: 0,
  text: 'x'.repeat(1_380),
});

/** The embedded store with 20,000 cases of 1.5 KB. It runs in a process of its own, so that its memory is its own. */
export async function benchStore(): Promise<void> {
  const folder = await aFolder();
  const first = await storeProcess(folder.path);
  const connection = await mongoose.createConnection(first.uri).asPromise();
  const cases = connection.collection('cases');
  await cases.createIndex({ team: 1, no: 1 }, { unique: true });
  await cases.createIndex({ team: 1, nextDueAt: 1 });
  for (let n = 0; n < CASES; n += 1000) await cases.insertMany(Array.from({ length: 1000 }, (_, m) => aCase(n + m)));
  const random = (): number => Math.floor(Math.random() * CASES);
  await measure(2_000, 8, () => cases.findOne({ team: 'T', no: `T-${random()}` }));
  const lookups = await measure(8_000, 8, () => cases.findOne({ team: 'T', no: `T-${random()}` }));
  figure('store.lookup', 8_000 / (lookups.totalMs / 1000), '1/s', 1_500);
  const due = await measure(300, 1, () =>
    cases
      .find({ team: 'T', nextDueAt: { $lte: new Date(1_800_000_000_000 + 50_000) } }, { projection: { no: 1 } })
      .sort({ nextDueAt: 1 })
      .limit(50)
      .toArray(),
  );
  figure('store.due', median(due.each), 'ms', 5);
  const updates = await measure(4_000, 8, () => cases.findOneAndUpdate({ team: 'T', no: `T-${random()}` }, { $inc: { n: 1 } }));
  figure('store.findOneAndUpdate', 4_000 / (updates.totalMs / 1000), '1/s', 800);
  await connection.close();
  figure('store.memory', (await first.stop()) / 1024 / 1024, 'MiB', 400);
  const second = await storeProcess(folder.path);
  figure('store.open', second.openMs, 'ms', 2_000);
  await second.stop();
  await folder.remove();
}

interface StoreProcess {
  readonly uri: string;
  readonly openMs: number;
  /** Stops it and answers the most memory it had, in bytes. */
  stop(): Promise<number>;
}

async function storeProcess(folder: string): Promise<StoreProcess> {
  const child = fork(new URL(import.meta.url).pathname, ['serve', folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { uri, openMs } = await new Promise<{ uri: string; openMs: number }>((resolve) =>
    child.once('message', (message) => resolve(message as never)),
  );
  return {
    uri,
    openMs,
    stop: async () => {
      const memory = new Promise<number>((resolve) => child.once('message', (message) => resolve((message as { memory: number }).memory)));
      child.send('stop');
      return memory;
    },
  };
}

if (process.argv[2] === 'serve') {
  const begun = performance.now();
  const store = await openEmbeddedStore(process.argv[3] ?? '', silent);
  process.send?.({ uri: store.uri, openMs: performance.now() - begun });
  process.on(
    'message',
    () => void store.close().then(() => process.send?.({ memory: process.resourceUsage().maxRSS * 1024 }, () => process.exit(0))),
  );
}
