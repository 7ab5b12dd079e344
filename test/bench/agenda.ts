import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { sweep } from '../../jobs/sla.js';
import { connect } from '../../src/store/connection.js';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';
import { figure } from './figure.js';

const DUE_NOW = 10_000;
const PENDING = 100_000;
const DUE_OF_PENDING = 10;
const BATCH = 2_000;
/** What agenda is given so that it can show its best: it may look and work as often and as widely as it likes. */
const AGENDA = { processEvery: 50, maxConcurrency: 1_000, defaultConcurrency: 1_000, defaultLockLimit: 0, removeOnComplete: true };

/** Each command takes a connection for itself; that the driver tells without decoding answers a second time. */
const EACH_COMMAND = 'connectionCheckedOut';

/** What one way of reminding took until all that was due was handed to its sender. */
interface Taken {
  readonly ms: number;
  readonly operations: number;
}

type Doc = Readonly<Record<string, unknown>>;
interface Documents {
  insertMany(docs: Doc[]): Promise<unknown>;
}

/** A reminder system with so many reminders in it; answers what it took to hand over those that are due. */
type Remind = (pending: number, due: number) => Promise<Taken>;

async function fill(documents: Documents, count: number, doc: (n: number) => Doc): Promise<void> {
  for (let n = 0; n < count; n += BATCH) {
    await documents.insertMany(Array.from({ length: Math.min(BATCH, count - n) }, (_, m) => doc(n + m)));
  }
}

/**
 * Fieldbell side by side with agenda, the known job scheduler on MongoDB, each on an embedded store of its own: 10,000 reminders
 * due now, and 10 due of 100,000 that wait, until each is in a call of the sender.
 */
export async function benchAgenda(): Promise<void> {
  for (const [name, pending, due] of [
    ['agenda.10000_due', 0, DUE_NOW],
    ['agenda.10_of_100000', PENDING, DUE_OF_PENDING],
  ] as const) {
    const theirs = await byAgenda(pending, due);
    for (const [way, remind] of [
      ['merged', byFieldbell(false)],
      ['each', byFieldbell(true)],
    ] as const) {
      const ours = await remind(pending, due);
      figure(`${name}.${way}.time`, ours.ms, 'ms', theirs.ms);
      figure(`${name}.${way}.operations`, ours.operations, 'commands', theirs.operations);
    }
  }
}

/** `isEach`: each reminder is a message of its own; otherwise bursts for one channel are one message, as in daily use. */
function byFieldbell(isEach: boolean): Remind {
  return async (pending, due) => {
    const desk = await TestDesk.open();
    const { cases, clock, client } = desk.app.desk;
    const no = await desk.logCall(aCall());
    await desk.settle();
    const { _id, ...record } = (await cases.model.collection.findOne({ no })) ?? {};
    const people = Object.values(WHO);
    const later = clock.now().plus({ days: 30 }).toJSDate();
    const now = clock.now().minus({ minutes: 1 }).toJSDate();
    const reminder = (n: number): Doc => {
      const dueAt = n < due ? now : later;
      const to = [`person:${people[n % people.length]}`];
      const track = 'resolve#1';
      return {
        ...record,
        no: `T-${n + 10}`,
        seq: n + 10,
        origin: `o${n}`,
        nextDueAt: dueAt,
        deadlines: [{ id: `${track}:warning`, track, step: 'warning', dueAt, promisedAt: later, to, ...(isEach ? { isAlone: true } : {}) }],
      };
    };
    const filled = pending + (pending === 0 ? due : 0);
    await fill(cases.model.collection as never, filled, reminder);

    const handedOver = new Set<string>();
    client.chat.postMessage = async (message) => {
      const ids = String(message?.metadata?.event_payload?.notices ?? '');
      for (const id of ids.split(' ')) handedOver.add(id);
      return { ok: true, ts: (Date.now() / 1000).toFixed(6) };
    };
    client.chat.update = async () => ({ ok: true });
    const driver = cases.model.db.getClient();
    let operations = 0;
    driver.on(EACH_COMMAND, () => {
      operations += 1;
    });
    const begun = performance.now();
    await sweep(desk.app.desk);
    await eventually(async () => {
      await desk.app.desk.outbox.run();
      if (handedOver.size < due) throw new Error(`${handedOver.size} of ${due}`);
    }, 600_000);
    const taken = { ms: performance.now() - begun, operations };
    await desk.close();
    return taken;
  };
}

const byAgenda: Remind = async (pending, due) => {
  const desk = await TestDesk.open();
  const connection = await connect(desk.app.storeUri);
  const db = connection.useDb('agenda').db;
  if (!db) throw new Error('no database');
  const agenda = new Agenda({ backend: new MongoBackend({ mongo: db as never }), ...AGENDA });
  let handedOver = 0;
  agenda.define('remind', async () => {
    handedOver += 1;
  });
  await agenda.ready;
  const job = await agenda.schedule(new Date(Date.now() + 3_600_000), 'remind', { no: 'T-0' });
  const jobs = db.collection('agendaJobs');
  const template = await jobs.findOne({ name: 'remind' });
  if (!template) throw new Error(`no job ${job.attrs.name}`);
  await jobs.deleteMany({});
  const later = new Date(Date.now() + 30 * 86_400_000);
  const now = new Date(Date.now() - 60_000);
  const { _id, ...record } = template;
  const filled = pending + (pending === 0 ? due : 0);
  await fill(jobs, filled, (n) => ({ ...record, nextRunAt: n < due ? now : later, data: { no: `T-${n}` } }));
  let operations = 0;
  connection.getClient().on(EACH_COMMAND, () => {
    operations += 1;
  });
  const begun = performance.now();
  await agenda.start();
  await eventually(() => {
    if (handedOver < due) throw new Error(`${handedOver} of ${due}`);
  }, 600_000);
  const ms = performance.now() - begun;
  await agenda.stop();
  await connection.close();
  await desk.close();
  return { ms, operations };
};
