import type { Connection } from '../store/connection.js';
import { begunBy } from '../store/incomplete.js';
import { newestSchema, schemaOf } from '../store/migrations.js';
import { collectionsOf } from '../store/stores.js';
import { DataTrouble } from './trouble.js';

/** What a database holds of desks. */
export interface Held {
  readonly teams: readonly string[];
  /** Documents by collection, of those that go along with a desk, in the order in which they are read. */
  readonly documents: ReadonlyMap<string, number>;
  readonly schema: number | undefined;
  /** The command that began to write a desk here and did not end. */
  readonly begunBy: string | undefined;
}

/** The collections that go along with a desk, in the order in which they are read. */
export const keptOn = (connection: Connection): string[] =>
  collectionsOf(connection)
    .filter(({ keeping }) => keeping !== 'passing')
    .map(({ name }) => name);

/** Throws a DataTrouble when something stands in the database that no store declares: it would be left behind. */
async function assertKnown(connection: Connection, where: string): Promise<void> {
  const known = collectionsOf(connection).map(({ name }) => name);
  const found = (await connection.db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  const strange = found.map(({ name }) => name).filter((name) => !known.includes(name) && !name.startsWith('system.'));
  if (strange.length > 0)
    throw new DataTrouble(
      `${where} has collections that this version of Fieldbell does not know: ${strange.sort().join(', ')}. Nothing was done, so that they are not left behind. Use the version that wrote them, or move or drop them if they are not Fieldbell's.`,
    );
}

/** The teams that documents of a collection belong to, by one short look each. */
async function teamsIn(connection: Connection, name: string): Promise<string[]> {
  const teams: string[] = [];
  for (;;) {
    const [next] = await connection
      .collection(name)
      .find({ team: { $gt: teams.at(-1) ?? '' } }, { projection: { team: 1 } })
      .sort({ team: 1 })
      .limit(1)
      .toArray();
    if (!next) return teams;
    teams.push(String(next.team));
  }
}

/** Looks at what a database holds. `where` names it in sentences. Throws a DataTrouble when it holds what we do not know. */
export async function heldIn(connection: Connection, where: string): Promise<Held> {
  await assertKnown(connection, where);
  const documents = new Map<string, number>();
  const teams = new Set<string>();
  for (const name of keptOn(connection)) {
    documents.set(name, await connection.collection(name).countDocuments({}));
    for (const team of await teamsIn(connection, name)) teams.add(team);
  }
  return { teams: [...teams].sort(), documents, schema: await schemaOf(connection), begunBy: await begunBy(connection) };
}

/** Throws a DataTrouble when data are of a newer Fieldbell than this one. */
export function assertNotNewer(schema: number | undefined, where: string): void {
  if (schema !== undefined && schema > newestSchema)
    throw new DataTrouble(
      `${where} has schema version ${schema}, this Fieldbell knows ${newestSchema}. Use the newer version. Nothing was done.`,
    );
}

/**
 * May a desk of these teams be written here? An empty database, and one in which the same command was interrupted, take it; a desk
 * is replaced only when that was asked for (`isReplacing`), and never one of other teams. Throws a DataTrouble.
 */
export function assertMayWrite(target: Held, teams: readonly string[], where: string, isReplacing: boolean): void {
  const foreign = target.teams.filter((team) => !teams.includes(team));
  if (foreign.length > 0)
    throw new DataTrouble(
      `${where} holds the desk of another team (${foreign.join(', ')}), which would be lost. Nothing was done. Name an empty database or folder.`,
    );
  const count = [...target.documents.values()].reduce((sum, n) => sum + n, 0);
  if (count > 0 && !isReplacing && target.begunBy === undefined)
    throw new DataTrouble(
      `${where} is not empty: it holds ${count} documents. Nothing was done. With --replace it becomes exactly what it is made from, and what only it has is lost; else name an empty database or folder.`,
    );
}
