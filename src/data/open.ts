import { uriOfOpen } from '../embedded/door.js';
import { StoreInUseError } from '../embedded/refusals.js';
import { openEmbeddedStore } from '../embedded/server.js';
import { type Connection, connect } from '../store/connection.js';
import { isOpenByBot } from './trouble.js';

/** A database of either kind, opened for a tool. */
export interface OpenDatabase {
  readonly connection: Connection;
  close(): Promise<void>;
}

const quiet = {
  info() {},
  warn(message: string) {
    process.stderr.write(`${message}\n`);
  },
};

export const isUri = (where: string): boolean => /^mongodb(\+srv)?:/.test(where);

export interface Opening {
  /** A bot that has the folder open lets the tool in. */
  readonly isBesideBots?: boolean;
}

/** `mongodb://…` or the folder of an embedded store. Throws a DataTrouble when a bot has that folder open and the tool may not work beside it. */
export async function openDatabase(where: string, { isBesideBots = false }: Opening = {}): Promise<OpenDatabase> {
  if (isUri(where)) return openUri(where);
  const store = await openEmbeddedStore(where, quiet).catch((error: unknown) => {
    if (!(error instanceof StoreInUseError)) throw error;
    return undefined;
  });
  const uri = store?.uri ?? (isBesideBots ? uriOfOpen(where) : undefined);
  if (!uri) throw isOpenByBot(where);
  const { connection, close } = await openUri(uri);
  return {
    connection,
    async close() {
      await close();
      await store?.close();
    },
  };
}

async function openUri(uri: string): Promise<OpenDatabase> {
  const connection = await connect(uri);
  return { connection, close: () => connection.close() };
}

/** Works with a database and closes it, whatever happens. */
export async function using<T>(opening: Promise<OpenDatabase>, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const database = await opening;
  return work(database).finally(() => database.close());
}
