import { breachedByOf, ownerAt } from '../cases/owner.js';
import { brokenElsewhere, earliest, type PastPromise, type Ticket } from '../cases/ticket/index.js';
import type { CaseRecord } from './case-record.js';
import type { Connection } from './connection.js';
import { HistoryStore } from './histories.js';
import type { Alone } from './left-behind.js';

type Stored = Ticket & CaseRecord;

const BROKEN = [{ breachedAt: { $exists: true } }, { 'data.pastPromises.wasKept': false }] as const;

/** Writes into tickets that were stored before whose they were when their promises were broken, as their whole history tells. */
export async function nameBreachers(connection: Connection, alone: Alone): Promise<void> {
  const cases = connection.collection<Stored>('cases');
  for await (const found of cases.find({ kind: 'ticket', $or: BROKEN } as never))
    await alone(found.no, async () => {
      const length = HistoryStore.lengthOf(found);
      const entries = await new HistoryStore(connection, found.team).page(found, length, length);
      const whole = { ...found, history: entries.toReversed() };
      const named = (past: PastPromise): PastPromise =>
        past.wasKept || past.by ? past : { ...past, by: ownerAt(whole, earliest(past.dueAt, past.endedAt) ?? past.endedAt) };
      const breachedBy = breachedByOf(whole, found.breachedAt);
      const pastPromises = found.data.pastPromises.map(named);
      const broken = brokenElsewhere({ ...found, breachedBy, data: { ...found.data, pastPromises } });
      await cases.updateOne({ _id: found._id, version: found.version }, {
        $set: {
          'data.pastPromises': pastPromises,
          ...(breachedBy ? { breachedBy } : {}),
          ...(broken ? { 'summary.broken': broken } : {}),
        },
        $unset: { 'summary.brokenAs': '' },
      } as never);
    });
}
