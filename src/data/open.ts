import { openEmbeddedStore } from '../embedded/server.js';
import { type Connection, connect } from '../store/connection.js';

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

/** `mongodb://…` or the folder of an embedded store, which no bot may be using. */
export async function openDatabase(where: string): Promise<OpenDatabase> {
  if (/^mongodb(\+srv)?:/.test(where)) {
    const connection = await connect(where);
    return { connection, close: () => connection.close() };
  }
  const store = await openEmbeddedStore(where, quiet);
  const connection = await connect(store.uri);
  return {
    connection,
    async close() {
      await connection.close();
      await store.close();
    },
  };
}
