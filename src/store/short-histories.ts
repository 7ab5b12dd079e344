import type { Types } from 'mongoose';
import { CLOCK, type FieldChange, type HistoryEntry } from '../cases/case.js';
import { listChange } from '../cases/history.js';
import type { Connection } from './connection.js';
import { HistoryStore, tooMany, type WithHistory } from './histories.js';
import type { Alone } from './left-behind.js';

interface Holder extends WithHistory {
  readonly team: string;
  readonly version: number;
  readonly told?: unknown;
}

/** What had a history when histories were kept whole. */
const HOLDERS = ['cases', 'projects', 'devices', 'duties', 'documents', 'lights'] as const;

const asList = (change: FieldChange): FieldChange =>
  !change.isList && Array.isArray(change.from) && Array.isArray(change.to) ? listChange(change.field, change.from, change.to) : change;

const shortened = (entry: HistoryEntry): HistoryEntry => ({ ...entry, changes: (entry.changes ?? []).map(asList) });

/**
 * Brings the histories of before to their form: of a changed list an entry says what left it and what came, and the older entries are
 * documents of their own. One record after the other; interrupted and run again it goes on where it was.
 */
export async function shortenHistories(connection: Connection, alone: Alone): Promise<void> {
  for (const name of HOLDERS) {
    const collection = connection.collection<Holder>(name);
    for await (const holder of collection.find({ 'history.0': { $exists: true } }))
      await alone(holder.no, () => shorten(connection, name, holder));
  }
}

async function shorten(connection: Connection, name: string, holder: Holder & { readonly _id: Types.ObjectId }): Promise<void> {
  const collection = connection.collection<Holder>(name);
  const { _id, team, no, version, history, historyFrom, told } = holder;
  const short = history.map(shortened);
  const gone = tooMany(short);
  const isSame = gone === 0 && JSON.stringify(short) === JSON.stringify(history);
  if (isSame) return;
  const from = historyFrom ?? 0;
  if (gone > 0) await new HistoryStore(connection, team).keep(no, from, short.slice(0, gone));
  const last = name === 'cases' && !told ? short.findLast(({ by }) => by !== CLOCK.id) : undefined;
  await collection.updateOne(
    { _id, version },
    {
      $set: {
        history: short.slice(gone),
        ...(gone > 0 ? { historyFrom: from + gone } : {}),
        ...(last ? { told: { at: last.at, by: last.by, action: last.action } } : {}),
      },
    },
  );
}
