import { type Connection, type Model, Schema } from 'mongoose';
import type { HistoryEntry } from '../cases/case.js';
import { modelOf } from './connection.js';
import { type IndexLog, prepareIndexes } from './prepare.js';

/** An entry of a history that was moved out of its case or register entry: a document of its own, found by its place. */
interface MovedEntry extends HistoryEntry {
  readonly _id: string;
  readonly team: string;
  /** The case or register entry: `T-1`, `P-3`. */
  readonly no: string;
  /** Its place in the whole history, from 0. */
  readonly n: number;
}

/** What has a history: the newest entries, and how many older ones were moved out. */
export interface WithHistory {
  readonly no: string;
  readonly history: readonly HistoryEntry[];
  readonly historyFrom?: number | undefined;
}

/** A record keeps at most so many entries, and so many characters of them; when there are more it keeps the newest. */
const LIMITS = { most: 60, kept: 30, characters: 120_000, least: 3 } as const;
const ONE_BATCH = 200;

const { Mixed } = Schema.Types;
const historySchema = new Schema(
  {
    _id: String,
    team: String,
    no: String,
    n: Number,
    at: Date,
    by: String,
    action: String,
    changes: [Mixed],
    note: String,
    key: String,
    withdrawn: Mixed,
  },
  { collection: 'history', versionKey: false, minimize: false },
);
historySchema.index({ team: 1, no: 1, n: 1 }, { unique: true });

/** How many of the oldest entries of a record are to be moved out. */
export function tooMany(history: readonly HistoryEntry[]): number {
  // What stands in its place in a record that was stored wrongly is nothing to move.
  if (!Array.isArray(history)) return 0;
  const byCount = history.length > LIMITS.most ? history.length - LIMITS.kept : 0;
  let characters = 0;
  let kept = history.length;
  for (const entry of history.slice(byCount).toReversed()) {
    characters += JSON.stringify(entry).length;
    if (characters > LIMITS.characters && history.length - kept >= LIMITS.least) break;
    kept -= 1;
  }
  return Math.max(byCount, kept);
}

/** Is this history about to have too many entries? Of a sweep that does not see what it wrote. */
export const isLong = (history: readonly HistoryEntry[]): boolean =>
  (Array.isArray(history) && history.length >= LIMITS.most) || tooMany(history) > 0;

/**
 * The older entries of histories: of cases and of register entries, each a document of its own, so that what people work with stays small
 * whatever happens to it for years. An entry's place names it: written twice it is the same document.
 */
export class HistoryStore {
  private readonly model: Model<MovedEntry>;

  constructor(
    connection: Connection,
    private readonly team: string,
  ) {
    this.model = modelOf(connection, 'History', historySchema);
  }

  async prepare(log?: IndexLog): Promise<void> {
    await prepareIndexes(this.model, log);
  }

  /** Writes entries at their places, the first at `from`; what was written there before is the same, or older. */
  async keep(no: string, from: number, entries: readonly HistoryEntry[]): Promise<void> {
    for (let start = 0; start < entries.length; start += ONE_BATCH) {
      const writes = entries.slice(start, start + ONE_BATCH).map((entry, i) => {
        const n = from + start + i;
        const moved: MovedEntry = { ...entry, _id: `${this.team}:${no}:${n}`, team: this.team, no, n };
        return { replaceOne: { filter: { _id: moved._id }, replacement: moved, upsert: true } };
      });
      await this.model.bulkWrite(writes as never, { ordered: false });
    }
  }

  /** How many entries there are in all. */
  static lengthOf({ history, historyFrom = 0 }: WithHistory): number {
    if (!Array.isArray(history)) return historyFrom;
    return historyFrom + history.length;
  }

  /** The entries of a whole history before this place, the newest first, at most so many. */
  async page({ no, history, historyFrom = 0 }: WithHistory, before: number, limit: number): Promise<HistoryEntry[]> {
    const own = (Array.isArray(history) ? (history as readonly HistoryEntry[]) : [])
      .slice(0, Math.max(0, before - historyFrom))
      .toReversed()
      .slice(0, limit);
    const left = limit - own.length;
    if (left === 0 || historyFrom === 0) return own;
    const moved = await this.model
      .find({ team: this.team, no, n: { $lt: Math.min(before, historyFrom) } } as never)
      .sort({ n: -1 })
      .limit(left)
      .lean<MovedEntry[]>();
    return [...own, ...moved];
  }

  /** Changes moved entries of one record where `change` answers another one; undefined leaves an entry as it is. Answers how many. */
  async rewrite(no: string, change: (entry: HistoryEntry) => HistoryEntry | undefined): Promise<number> {
    let changed = 0;
    for await (const { _id, team, no: own, n, ...entry } of this.model
      .find({ team: this.team, no } as never)
      .lean<MovedEntry[]>()
      .cursor()) {
      const after = change(entry);
      if (!after) continue;
      await this.model.replaceOne({ _id } as never, { ...after, team, no: own, n } as never);
      changed += 1;
    }
    return changed;
  }

  /** Takes away the history of what is no more. */
  async remove(no: string): Promise<void> {
    await this.model.deleteMany({ team: this.team, no } as never);
  }
}

/** A collection whose documents have a history. */
type Holder = Pick<Model<never>, 'findOneAndUpdate'>;

/**
 * Moves the oldest entries of a record out when they are too many. First they are written where they go, then they leave the record, if it
 * is still of this version: a crash in between loses nothing and doubles nothing, since what is read of the moved ones ends where the
 * record begins. Answers the record afterwards; undefined when somebody was faster, who will do it.
 */
export async function moveOut<R extends WithHistory & { readonly version: number }>(
  holder: Holder,
  histories: HistoryStore,
  team: string,
  record: R,
): Promise<R | undefined> {
  const gone = tooMany(record.history);
  if (gone === 0) return record;
  const from = record.historyFrom ?? 0;
  await histories.keep(record.no, from, record.history.slice(0, gone));
  const after = await holder
    .findOneAndUpdate(
      { team, no: record.no, version: record.version, historyFrom: record.historyFrom ?? { $exists: false } } as never,
      { $set: { history: record.history.slice(gone), historyFrom: from + gone } } as never,
      { returnDocument: 'after' },
    )
    .lean<R>();
  return after ?? undefined;
}
