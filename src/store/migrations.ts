import { setTimeout as pause } from 'node:timers/promises';
import { type Customer, keysOf } from '../cases/customer/index.js';
import { countsBySubject } from '../cases/inspection/index.js';
import { allKinds } from '../cases/kinds.js';
import type { Policy } from '../cases/policy.js';
import { firstKeptBefore, type Ticket, ticketKind } from '../cases/ticket/index.js';
import { nameBreachers } from './breached-by.js';
import type { CaseRecord } from './case-record.js';
import { besides } from './case-write.js';
import type { Connection } from './connection.js';
import { assertComplete } from './incomplete.js';
import type { LeaseStore } from './leases.js';
import { type Alone, aloneOf, type LeftBehind } from './left-behind.js';
import { normaliseNames, simplifyNames } from './normalised.js';
import { shortenHistories } from './short-histories.js';

/** One step forward of the stored data. It may be interrupted and run again: doing it twice changes nothing more. */
export interface Migration {
  /** The schema version that the data have afterwards. */
  readonly version: number;
  readonly what: string;
  run(connection: Connection, policy: Policy, alone: Alone): Promise<void>;
}

/** Takes indexes away that others have replaced. */
async function dropIndexes(connection: Connection, former: readonly string[]): Promise<void> {
  const cases = connection.collection('cases');
  for (const { name } of await cases.listIndexes().toArray()) if (former.includes(name)) await cases.dropIndex(name);
}

/** In order, never changed once released; the first version is what the data had before versions were counted. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 2,
    what: 'a visit keeps every arrival, not only the last',
    async run(connection, _policy, alone) {
      const cases = connection.collection('cases');
      for await (const { _id, no, data, owner } of cases.find({ kind: 'visit', 'data.arrivals': { $exists: false } })) {
        await alone(no, async () => {
          const arrivals = data.arrival ? [{ by: owner, ...data.arrival }] : [];
          await cases.updateOne(
            { _id, 'data.arrivals': { $exists: false } },
            { $set: { 'data.arrivals': arrivals }, $unset: { 'data.arrival': '' } },
          );
        });
      }
    },
  },
  {
    version: 3,
    what: 'an inspection looks at subjects: projects or devices',
    async run(connection, _policy, alone) {
      const cases = connection.collection('cases');
      for await (const { _id, no, data } of cases.find({ kind: 'inspection', 'data.projects': { $exists: true } })) {
        await alone(no, async () => {
          const summary = countsBySubject({ subjects: data.projects, results: data.results ?? {} });
          await cases.updateOne({ _id }, { $set: { 'data.subjects': data.projects, summary }, $unset: { 'data.projects': '' } });
        });
      }
    },
  },
  {
    version: 4,
    what: 'a ticket knows when it is at risk and whether its promises were kept, so that tickets are counted without being read',
    async run(connection, policy, alone) {
      const cases = connection.collection<Ticket>('cases');
      for await (const found of cases.find({ kind: 'ticket', isOpen: true, dueAt: { $gt: new Date(0) } })) {
        await alone(found.no, async () => {
          const riskAt = ticketKind.riskOf?.(found, policy);
          if (riskAt) await cases.updateOne({ _id: found._id, version: found.version }, { $set: { riskAt } });
        });
      }
      for await (const found of cases.find({ kind: 'ticket', 'data.pastPromises.0': { $exists: true } }))
        await alone(found.no, () => cases.updateOne({ _id: found._id }, { $set: { summary: ticketKind.summary?.(found) } }));
      await dropIndexes(connection, ['team_1_isOpen_1_kind_1_dueAt_1', 'team_1_kind_1_closedAt_1']);
    },
  },
  {
    version: 5,
    what: 'broken promises have an index of their own: counting them does not walk all open cases',
    run: (connection) => dropIndexes(connection, ['team_1_isOpen_1_kind_1_dueAt_1_riskAt_1_breachedAt_1_owner_1_data.priority_1_state_1']),
  },
  {
    version: 6,
    what: 'a case and a register entry keep the newest of their history; older entries are documents of their own',
    run: (connection, _policy, alone) => shortenHistories(connection, alone),
  },
  {
    version: 7,
    what: 'names, telephone numbers, serial numbers and words are compared as people mean them',
    run: (connection, _policy, alone) => normaliseNames(connection, alone),
  },
  {
    version: 8,
    what: 'a case knows whom it waits for',
    async run(connection, _policy, alone) {
      const cases = connection.collection<CaseRecord>('cases');
      const asking = allKinds().flatMap(({ rules }) => (rules.asks ? [rules.name] : []));
      for await (const found of cases.find({ kind: { $in: asking }, isOpen: true })) {
        await alone(found.no, async () => {
          const { asks } = besides(found, found);
          if (asks) await cases.updateOne({ _id: found._id, version: found.version }, { $set: { asks } });
        });
      }
    },
  },
  {
    version: 9,
    what: 'a ticket knows whether its first contact was made in time',
    async run(connection, policy, alone) {
      const cases = connection.collection<Ticket>('cases');
      for await (const found of cases.find({ kind: 'ticket', 'summary.firstKept': { $exists: false } } as never)) {
        await alone(found.no, async () => {
          const firstKept = firstKeptBefore(found, policy);
          if (firstKept === undefined) return;
          await cases.updateOne({ _id: found._id, version: found.version }, { $set: { 'summary.firstKept': firstKept } });
        });
      }
      await dropIndexes(connection, ['team_1_kind_1_openedAt_1']);
    },
  },
  {
    version: 10,
    what: 'a customer is found by the names of whom one speaks with there',
    async run(connection, _policy, alone) {
      const register = connection.collection<Customer>('customerRegister');
      for await (const found of register.find({ 'contacts.0': { $exists: true } })) {
        await alone(found.no, async () => {
          const { found: keys } = keysOf(found);
          await register.updateOne({ _id: found._id, version: found.version }, { $set: { found: keys } } as never);
        });
      }
    },
  },
  {
    version: 11,
    what: 'a ticket knows whose it was when its promise was broken',
    run: (connection, _policy, alone) => nameBreachers(connection, alone),
  },
  {
    version: 12,
    what: 'names in traditional and in simplified signs are the same',
    run: (connection, _policy, alone) => simplifyNames(connection, alone),
  },
];

/** The data are of a newer bot. The message says what to do. */
export class NewerDataError extends Error {}

const LEASE_MS = 60_000;
const WAIT_MS = 250;
const ID = 'schema';

/** The schema version that this bot's data have. */
export const newestSchema = MIGRATIONS.at(-1)?.version ?? 1;

/** The schema version that the data have; undefined where there are none. */
export async function schemaOf(connection: Connection): Promise<number | undefined> {
  const stored = await connection.collection<{ _id: string; value: string }>('memory').findOne({ _id: ID });
  if (stored) return Number(stored.value);
  return (await connection.collection('cases').findOne({}, { projection: { _id: 1 } })) ? 1 : undefined;
}

/** Writes the version down; one that is lower than what stands there is not written. */
async function reached(connection: Connection, version: number): Promise<void> {
  const memory = connection.collection<{ _id: string; value: string }>('memory');
  const before = await memory.findOne({ _id: ID });
  if (!before) {
    await memory.updateOne({ _id: ID }, { $setOnInsert: { value: String(version) } }, { upsert: true });
    return;
  }
  if (Number(before.value) < version) await memory.updateOne({ _id: ID, value: before.value }, { $set: { value: String(version) } });
}

/** Does a work while its lease is renewed, so that it is nobody else's however long it takes. Throws when the lease was lost. */
async function underLease(leases: LeaseStore, key: string, leaseMs: number, work: () => Promise<void>): Promise<void> {
  let lost: Error | undefined;
  const renewal = setInterval(() => {
    leases.renew(key, leaseMs).then(
      (isOurs) => {
        if (!isOurs) lost ??= new Error(`the lease of ${key} was lost while it ran`);
      },
      () => {},
    );
  }, leaseMs / 4);
  try {
    await work();
  } finally {
    clearInterval(renewal);
  }
  if (lost) throw lost;
}

/**
 * Brings the data to the version that this bot knows, one migration after the other; other processes that start meanwhile wait.
 * `policy` is by the settings of today; people do not matter to it. Throws NewerDataError when the data are of a newer bot, and
 * IncompleteDataError when a desk was written here in part. Answers what was done.
 */
export async function migrate(
  connection: Connection,
  leases: LeaseStore,
  policy: Policy,
  migrations = MIGRATIONS,
  leaseMs = LEASE_MS,
  left: (one: LeftBehind) => void = () => {},
): Promise<string[]> {
  await assertComplete(connection);
  const newest = migrations.at(-1)?.version ?? 1;
  const done: string[] = [];
  for (;;) {
    const version = await schemaOf(connection);
    if (version !== undefined && version > newest)
      throw new NewerDataError(
        `The data have schema version ${version}, this bot knows ${newest}: start the newer bot again, or restore the backup made before the upgrade.`,
      );
    if (version === newest) return done;
    const next = version === undefined ? undefined : migrations.find((migration) => migration.version > version);
    const key = `migrate:${next?.version ?? newest}`;
    if (!(await leases.take(key, leaseMs))) {
      await pause(WAIT_MS);
      continue;
    }
    // Between the look and the lease another process may have brought the data further.
    if ((await schemaOf(connection)) !== version) continue;
    if (next) {
      await underLease(leases, key, leaseMs, () => next.run(connection, policy, aloneOf(connection, next.version, left)));
      done.push(next.what);
    }
    await reached(connection, next?.version ?? newest);
  }
}
